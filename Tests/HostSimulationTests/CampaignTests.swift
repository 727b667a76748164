import Dispatch
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

  @Test func `whatever goes wrong, nothing is lost, nothing is done twice and every call ends`()
    async
  {
    var campaign = Campaign(
      firstSeed: Self.number("SEED") ?? 1,
      calls: Int(clamping: Self.number("COUNT") ?? 400),
      cores: 1
    )
    campaign.callsPerWorld = 8
    let plan = campaign
    for failure in await apart({ plan.run() }).failures {
      Issue.record("\(failure.breaches.prefix(3)); again: \(campaign.again(failure.seed))")
    }
  }

  @Test func `one seed is one course of things`() async {
    for seed in [2, 5, 30] as [UInt64] {
      let first = await account(seed)
      #expect(first.count > 20)
      let second = await account(seed)
      #expect(first == second, "seed \(seed)")
    }
  }

  private func account(_ seed: UInt64) async -> [String] {
    await apart {
      let lines = Lines()
      _ = Campaign.run(seed: seed, calls: 6) { lines.add($0) }
      return lines.all
    }
  }

  /// Worlds block their thread, which is to be none of Swift's own.
  private func apart<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
  }
}
