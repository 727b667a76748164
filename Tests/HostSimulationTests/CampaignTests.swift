import Foundation
import HostSimulation
import TestSupport
import Testing

/// Simulated worlds of generated flows; `SEED` and `COUNT` say which world is the first, and how many
/// calls there are.
@Suite(.hangLimit)
struct CampaignTests {
  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// Only where `COUNT` asks for it: see CONTRIBUTING.md.
  @Test(.enabled(if: number("COUNT") != nil))
  func `whatever goes wrong, nothing is lost, nothing is done twice and every call ends`() {
    var campaign = Campaign(
      firstSeed: Self.number("SEED") ?? 1,
      calls: Int(clamping: Self.number("COUNT") ?? 0),
      cores: 1
    )
    campaign.callsPerWorld = 12
    for failure in campaign.run().failures {
      Issue.record("\(failure.breaches.prefix(3)); again: \(campaign.again(failure.seed))")
    }
  }

  @Test func `one seed is one course of things`() {
    func account(_ seed: UInt64) -> [String] {
      let lines = Lines()
      _ = Campaign.run(seed: seed, calls: 6) { lines.add($0) }
      return lines.all
    }
    for seed in [2, 5, 30] as [UInt64] {
      let first = account(seed)
      #expect(first.count > 20)
      #expect(first == account(seed), "seed \(seed)")
    }
  }
}
