internal import Diagnostics
internal import FlowGeneration
internal import FlowLanguage
internal import FlowRuntime
internal import Foundation
internal import Synchronization
internal import TestSupport

/// Simulated worlds, one after the other on each core, until so many calls have ended.
package struct Campaign: Sendable {
  /// The seed of the first world; the next ones follow.
  package var firstSeed: UInt64
  /// How many calls are to end.
  package var calls: Int
  /// The calls of a world.
  package var callsPerWorld = 40
  /// Told of everything that happens; nil where nobody listens.
  package var account: (@Sendable (String) -> Void)?
  /// How many worlds go on at a time.
  package var cores: Int

  /// Makes a campaign.
  package init(firstSeed: UInt64, calls: Int, cores: Int) {
    self.firstSeed = firstSeed
    self.calls = calls
    self.cores = cores
  }

  /// What runs a world again.
  package func again(_ seed: UInt64) -> String {
    "scripts/soak --seed \(seed) --calls 1 --calls-per-world \(callsPerWorld) --account"
  }

  /// What came of it.
  package struct Result: Sendable {
    /// What has happened.
    package var tally = Tally()
    /// What has gone wrong: the seed of the world, and what was found in it.
    package var failures: [(seed: UInt64, breaches: [String])] = []
  }

  private struct State {
    var next: UInt64
    var result = Result()
  }

  /// Runs the worlds; the first one that fails is the last to begin.
  package func run() -> Result {
    let state = Mutex(State(next: firstSeed))
    DispatchQueue.concurrentPerform(iterations: max(1, cores)) { _ in
      while let seed = state.withLock({ next(&$0) }) {
        let (tally, breaches) = Self.run(seed: seed, calls: callsPerWorld, account: account)
        state.withLock { state in
          state.result.tally.merge(tally)
          if !breaches.isEmpty { state.result.failures.append((seed, breaches)) }
        }
      }
    }
    return state.withLock { $0.result }
  }

  private func next(_ state: inout State) -> UInt64? {
    guard state.result.failures.isEmpty, state.result.tally["calls"] < calls else { return nil }
    defer { state.next += 1 }
    return state.next
  }

  /// Runs one world; what has happened in it, and what has gone wrong.
  package static func run(
    seed: UInt64,
    calls: Int,
    account: (@Sendable (String) -> Void)? = nil
  ) -> (tally: Tally, breaches: [String]) {
    var generator = FlowGenerator(seed: seed)
    let project = generator.flow().sources(zones: SystemZones())
    var compiler = ProjectCompiler()
    guard !compiler.compile(project).findings.hasErrors else { return (Tally(), []) }
    let disk: any Disk
    do {
      // Where the journal is a file things take longer.
      disk = seed.isMultiple(of: 4) ? try FileDisk() : MemoryDisk()
    } catch {
      return (Tally(), ["there is no folder for a disk: \(error)"])
    }
    let world = World(
      seed: seed,
      of: project,
      compiledBy: compiler,
      on: disk,
      calls: calls,
      account: account
    )
    world.run()
    return (world.tally, world.breaches)
  }
}
