import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// What becomes of letters and timers, whoever comes in between.
@Suite(.hangLimit)
struct MailboxSchedules {
  @Test func `no letter is lost, and no mailbox has two readers`() async {
    for seed in UInt64(1)...300 {
      let registry = MailboxRegistry()
      let time = ManualClock().timestamp
      let account = Account()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        let isLast = scheduler.random(below: 2) == 0
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            await withDiscardingTaskGroup { readers in
              for await mailbox in registry.opened {
                readers.addTask {
                  for await letter in mailbox.letters {
                    account.begin()
                    await Task.yield()
                    letter.reply(.committed)
                    account.end()
                    registry.dealtWith(mailbox.callID, at: time, isLast: isLast)
                  }
                }
              }
            }
          }
          await withTaskGroup(of: Void.self) { senders in
            for sender in 0..<3 {
              senders.addTask {
                for number in 0..<4 { await account.post(sender * 4 + number, registry, time) }
              }
            }
            senders.addTask {
              for _ in 0..<5 {
                registry.evict(idleSince: time)
                await Task.yield()
              }
              if scheduler.random(below: 2) == 0 { registry.close() }
            }
          }
          registry.close()
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(account.mostReaders <= 1, "seed \(seed)")
      #expect(account.posted == account.answered, "seed \(seed)")
      #expect(registry.count == 0, "seed \(seed)")
      guard isDone, account.posted == account.answered else { return }
    }
  }

  @Test func `an advance is on disk exactly if its sender was told so`() async throws {
    for seed in UInt64(1)...150 {
      let journal = MemoryJournal()
      let committer = Committer(journal: journal)
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

  /// The journal's timers are the truth, as in `CallRunner`; the wheel only brings them.
  @Test func `a timer that is set fires once, unless it was cancelled before`() async {
    for seed in UInt64(1)...300 {
      let truth = TimerTruth()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await truth.running(scheduler) { timers in
          truth.set("moved", in: 2, timers)
          truth.set("dropped", in: 2, timers)
          truth.set("kept", in: 3, timers)
          let late = truth.snapshot
          for _ in 0..<scheduler.random(below: 8) {
            _ = await truth.time.sleep(for: .milliseconds(500))
          }
          truth.set("moved", in: 6, timers)
          truth.cancel("dropped", timers)
          timers.restore(late)
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

/// Letters that were posted and answered, and how many read at the same time.
private final class Account: Sendable {
  private let state = Mutex(
    (posted: Set<Int>(), answered: Set<Int>(), twice: 0, readers: 0, most: 0)
  )

  func post(_ number: Int, _ registry: MailboxRegistry, _ time: Timestamp) async {
    let letter = Letter(message: .timer(TimerID("\(number)"))) { _ in
      self.state.withLock { state in
        if !state.answered.insert(number).inserted { state.twice += 1 }
      }
    }
    let posting = registry.post(letter, to: CallID("call"), at: time)
    if case .posted = posting { state.withLock { _ = $0.posted.insert(number) } }
    await Task.yield()
  }

  func begin() {
    state.withLock { state in
      state.readers += 1
      state.most = max(state.most, state.readers)
    }
  }
  func end() { state.withLock { $0.readers -= 1 } }

  var posted: Set<Int> { state.withLock { $0.posted } }
  var answered: Set<Int> { state.withLock { $0.twice == 0 ? $0.answered : [] } }
  var mostReaders: Int { state.withLock { $0.most } }
}

/// The timers of one call as its journal has them, beside the wheel.
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
  var snapshot: [StoredTimer] { state.withLock { $0.due.map { stored($0, $1) } } }

  func running(
    _ scheduler: SeededScheduler,
    _ body: @escaping @Sendable (Timers) async -> Void
  ) async {
    clock.withLock { $0 = scheduler.clock }
    let time = scheduler.clock.hostTime
    let timers = Timers(time: time) { timer, again in
      let isRefused = self.state.withLock { state in
        state.refusals += 1
        return state.refusals % 2 == 1
      }
      if isRefused { again() } else { self.letters.continuation.yield(timer.id.rawValue) }
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await timers.run() }
      group.addTask { for await id in self.letters.stream { self.take(id, time, timers) } }
      await body(timers)
      group.cancelAll()
    }
  }

  func set(_ id: String, in seconds: Int, _ timers: Timers) {
    let due = time.now + .seconds(seconds)
    state.withLock { $0.due[id] = due }
    timers.set([stored(id, due)])
  }

  func cancel(_ id: String, _ timers: Timers) {
    state.withLock { $0.due[id] = nil }
    timers.cancel([TimerID(id)], of: CallID("call"))
  }

  /// A timer's letter, as `CallRunner` deals with it.
  private func take(_ id: String, _ time: HostTime, _ timers: Timers) {
    let due = state.withLock { $0.due[id] }
    guard let due else { return }
    guard due <= time.now else { return timers.set([stored(id, due)]) }
    state.withLock { state in
      state.due[id] = nil
      state.fired.append(id)
    }
  }

  private func stored(_ id: String, _ due: Timestamp) -> StoredTimer {
    StoredTimer(callID: CallID("call"), id: TimerID(id), due: due)
  }
}

/// What begins a call.
private func beginning(_ id: String) -> CallAdvance {
  var advance = CallAdvance(callID: CallID(id))
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
    do throws(JournalError) {
      try await commit(advance)
      return true
    } catch {
      return false
    }
  }
}
