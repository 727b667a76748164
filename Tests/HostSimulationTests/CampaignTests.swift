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

  /// What a debug build does in less than a minute; `scripts/soak` does the rest.
  private static let usualCalls = 1_200

  @Test func `whatever goes wrong, nothing is lost, nothing is done twice and every call ends`() {
    let count = Self.number("COUNT").map { Int(clamping: $0) }
    var campaign = Campaign(
      firstSeed: Self.number("SEED") ?? 1,
      calls: count ?? Self.usualCalls,
      cores: 1
    )
    campaign.callsPerWorld = 12
    let result = campaign.run()
    for failure in result.failures {
      Issue.record("\(failure.breaches.prefix(3)); again: \(campaign.again(failure.seed))")
    }
    guard count == nil else { return }
    for (what, times) in result.tally.missing(of: Self.usualCalls) {
      Issue.record("\(what) happened \(times) times")
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
