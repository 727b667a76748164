import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// What becomes of letters, advances and alarms, whoever comes in between.
@Suite(.hangLimit)
struct ShardSchedules {
  @Test func `each letter is answered once, whenever the host stops`() async throws {
    for seed in UInt64(1)...300 {
      let journal = MemoryJournal()
      let store = FlowStore(journal: journal, zones: SystemZones())
      let account = Account()
      let leases = try await journal.claim(Partition.all)
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        let time = scheduler.clock.hostTime
        let host = quietHost(journal, store, ScriptedSender(), time) { _ in }
        host.leases.hold(leases)
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await host.run() }
          for sender in 0..<3 {
            group.addTask {
              for number in 0..<4 { await account.post(sender * 4 + number, host.post) }
            }
          }
          group.addTask {
            for shard in host.post.shards.all {
              shard.evict(idleSince: time.now)
              await Task.yield()
            }
            for _ in 0..<scheduler.random(below: 12) { await Task.yield() }
            host.stop()
          }
        }
        #expect(host.callsInMemory == 0)
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(account.posted == account.answered, "seed \(seed)")
      guard isDone, account.posted == account.answered else { return }
    }
  }

  @Test func `an advance is on disk exactly if its sender was told so`() async throws {
    for seed in UInt64(1)...150 {
      let journal = MemoryJournal()
      let committer = Committer(journal: journal, under: try await .all(of: journal))
      let outcomes = Outcomes()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await committer.run() }
          for number in 0..<6 {
            group.addTask {
              outcomes.note("\(number)", await committer.takes(beginning("\(number)")))
            }
          }
          for _ in 0..<scheduler.random(below: 12) { await Task.yield() }
          committer.close()
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(outcomes.all.count == 6, "seed \(seed)")
      for (id, isCommitted) in outcomes.all {
        #expect(try await (journal.call(CallID(id)) != nil) == isCommitted, "seed \(seed)")
      }
      guard isDone else { return }
    }
  }

  /// The calls' timers are the truth, as in `CallRunner`; alarms only bring them.
  @Test func `a call that is to be woken is, once, unless that was cancelled before`() async {
    for seed in UInt64(1)...300 {
      let truth = TimerTruth()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await truth.running(scheduler) { alarms in
          truth.set("moved", in: 2, alarms)
          truth.set("dropped", in: 2, alarms)
          truth.set("kept", in: 3, alarms)
          let late = truth.snapshot
          for _ in 0..<scheduler.random(below: 8) {
            _ = await truth.time.sleep(for: .milliseconds(500))
          }
          truth.set("moved", in: 6, alarms)
          truth.cancel("dropped", alarms)
          alarms.restore(late)
          _ = await truth.time.sleep(for: .seconds(30))
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(truth.left.isEmpty, "\(truth.left) with seed \(seed)")
      #expect(truth.fired.count { $0 == "kept" } == 1, "seed \(seed)")
      guard isDone, truth.left.isEmpty else { return }
    }
  }
}

/// What senders were told.
private final class Outcomes: Sendable {
  private let state = Mutex<[String: Bool]>([:])

  func note(_ id: String, _ isCommitted: Bool) { state.withLock { $0[id] = isCommitted } }
  var all: [String: Bool] { state.withLock { $0 } }
}

/// Letters that were posted and answered.
private final class Account: Sendable {
  private let state = Mutex((posted: Set<Int>(), answered: Set<Int>(), twice: 0))

  func post(_ number: Int, _ office: PostOffice) async {
    state.withLock { _ = $0.posted.insert(number) }
    let id = CallID("\(number % 3)\(number % 2)")
    office.post(.wake, to: id) { _ in
      self.state.withLock { state in
        if !state.answered.insert(number).inserted { state.twice += 1 }
      }
    }
    await Task.yield()
  }

  var posted: Set<Int> { state.withLock { $0.posted } }
  var answered: Set<Int> { state.withLock { $0.twice == 0 ? $0.answered : [] } }
}

/// When calls are to be woken as they know it, beside the alarms.
private final class TimerTruth: Sendable {
  private struct State {
    var due: [String: Timestamp] = [:]
    var fired: [String] = []
    var refusals = 0
  }

  private let state = Mutex(State())
  private let clock = Mutex<ManualClock?>(nil)
  private let letters = AsyncStream.makeStream(of: String.self)

  var time: HostTime { clock.withLock { $0 ?? ManualClock() }.hostTime }
  var left: [String] { state.withLock { $0.due.keys.sorted() } }
  var fired: [String] { state.withLock { $0.fired } }
  var snapshot: [Alarm] { state.withLock { $0.due.map { alarm($0, $1) } } }

  func running(
    _ scheduler: SeededScheduler,
    _ body: @escaping @Sendable (Alarms) async -> Void
  ) async {
    clock.withLock { $0 = scheduler.clock }
    let time = scheduler.clock.hostTime
    let alarms = Alarms(time: time) { call, again in
      let isRefused = self.state.withLock { state in
        state.refusals += 1
        return state.refusals % 2 == 1
      }
      if isRefused { again() } else { self.letters.continuation.yield(call.rawValue) }
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await alarms.run() }
      group.addTask { for await id in self.letters.stream { self.take(id, time, alarms) } }
      await body(alarms)
      group.cancelAll()
    }
  }

  func set(_ id: String, in seconds: Int, _ alarms: Alarms) {
    let due = time.now + .seconds(seconds)
    state.withLock { $0.due[id] = due }
    alarms.set([alarm(id, due)])
  }

  func cancel(_ id: String, _ alarms: Alarms) {
    state.withLock { $0.due[id] = nil }
    alarms.cancel(CallID(id))
  }

  /// A call that is woken, as `CallRunner` deals with it.
  private func take(_ id: String, _ time: HostTime, _ alarms: Alarms) {
    let due = state.withLock { $0.due[id] }
    guard let due else { return }
    guard due <= time.now else { return alarms.set([alarm(id, due)]) }
    state.withLock { state in
      state.due[id] = nil
      state.fired.append(id)
    }
  }

  private func alarm(_ id: String, _ due: Timestamp) -> Alarm {
    Alarm(callID: CallID(id), due: due)
  }
}

/// What begins a call.
private func beginning(_ id: String) -> CallAdvance {
  var advance = CallAdvance(callID: CallID(id), revision: 0)
  advance.creation = CallCreation(
    version: StoredVersion(hash: VersionHash("v"), flow: "f", environment: nil, files: []),
    startedAt: Timestamp(milliseconds: 0),
    from: "a",
    to: "b"
  )
  return advance
}

extension Committer {
  fileprivate func takes(_ advance: CallAdvance) async -> Bool {
    await commit([advance]) == [nil]
  }
}
