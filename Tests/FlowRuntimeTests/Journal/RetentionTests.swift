import CallModel
import FlowRuntime
import Logging
import Synchronization
import TestSupport
import Testing

/// When ended calls are erased, in virtual time.
@Suite struct RetentionTests {
  @Test func `it erases with rests between, then gives space back, then looks now and then`()
    async throws
  {
    let journal = ScriptedErasure(erasing: 3, shrinking: 2)
    try await running(journal) { clock in
      // Three steps, and the one that finds nothing and shrinks; a second shrinks, a third does not.
      for count in 1...5 {
        await clock.pass(RetentionLimits.rest)
        await eventually { journal.erasures == count }
      }
      await eventually { journal.shrinks == 2 }
      await clock.pass(RetentionLimits.rest)
      await clock.pass(RetentionLimits.interval)
      await eventually { journal.erasures == 7 }
    }
  }

  @Test func `a call is erased when it was kept long enough, by the clock of now`() async throws {
    let journal = ScriptedErasure(erasing: 0, shrinking: 0)
    try await running(journal) { clock in
      let start = clock.timestamp
      await clock.pass(RetentionLimits.rest)
      await clock.pass(RetentionLimits.interval)
      await eventually { journal.erasures == 2 }
      let first = start + Milliseconds(RetentionLimits.rest) + Milliseconds(-day.count)
      #expect(journal.times == [first, first + Milliseconds(RetentionLimits.interval)])
    }
  }

  @Test func `a journal that takes nothing is tried again later, and then goes on`() async throws {
    let journal = ScriptedErasure(erasing: 1, shrinking: 0, failing: 2)
    try await running(journal) { clock in
      await clock.pass(RetentionLimits.rest)
      await clock.pass(RetentionLimits.interval)
      await clock.pass(RetentionLimits.interval)
      await clock.pass(RetentionLimits.rest)
      await eventually { journal.erasures == 4 }
    }
  }

  @Test func `what was deleted is wiped every half minute, and again soon where somebody reads`()
    async throws
  {
    let journal = ScriptedErasure(erasing: 0, shrinking: 0, readers: 2)
    try await running(journal) { clock in
      await clock.pass(RetentionLimits.wipeInterval)
      await eventually { journal.wipes == 1 }
      for count in 2...3 {
        await clock.pass(RetentionLimits.wipeRetry)
        await eventually { journal.wipes == count }
      }
      await clock.untilSomebodySleeps(for: RetentionLimits.wipeInterval)
      clock.advance(by: RetentionLimits.wipeRetry)
      #expect(journal.wipes == 3)
    }
  }

  private func running(
    _ journal: ScriptedErasure,
    _ body: (ManualClock) async throws -> Void
  ) async throws {
    let clock = ManualClock()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let retention = Retention(of: journal, keeping: day, time: clock.hostTime, logger: logger)
    let task = Task { await retention.run() }
    try await body(clock)
    task.cancel()
    await task.value
  }
}

private let day = Milliseconds(86_400_000)

/// A journal that has so much to erase, and fails so often before.
private final class ScriptedErasure: ErasableJournal {
  private struct State {
    var erasing: Int
    var shrinking: Int
    var failing: Int
    var times: [Timestamp] = []
    var shrinks = 0
    var wipes = 0
    var readers = 0
  }

  private let state: Mutex<State>

  init(erasing: Int, shrinking: Int, failing: Int = 0, readers: Int = 0) {
    let begun = State(erasing: erasing, shrinking: shrinking, failing: failing, readers: readers)
    state = Mutex(begun)
  }

  var times: [Timestamp] { state.withLock { $0.times } }
  var erasures: Int { times.count }
  var shrinks: Int { state.withLock { $0.shrinks } }

  func erase(endedBefore time: Timestamp) async throws(JournalError) -> Bool {
    let isFailing = state.withLock { state in
      state.times.append(time)
      state.failing -= 1
      return state.failing >= 0
    }
    if isFailing { throw .diskFull }
    return state.withLock { state in
      state.erasing -= 1
      return state.erasing >= 0
    }
  }

  func shrink() async throws(JournalError) -> Bool {
    state.withLock { state in
      state.shrinking -= 1
      if state.shrinking >= 0 { state.shrinks += 1 }
      return state.shrinking >= 0
    }
  }

  func wipe() async throws(JournalError) -> Bool {
    state.withLock { state in
      state.wipes += 1
      return state.wipes > state.readers
    }
  }

  var wipes: Int { state.withLock { $0.wipes } }
}
