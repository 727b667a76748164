internal import Synchronization
internal import TestSupport

/// Runs tasks on the thread that asks for it, one job at a time, in the order of a seed.
///
/// Now and then a job is passed over for long: what goes wrong between two suspensions mostly needs
/// that somebody else does a whole piece of work there. Time passes when there is no job.
final class SeededExecutor: TaskExecutor {
  private struct State {
    var dice: SeededGenerator
    var jobs: [UnownedJob] = []
    /// The one that is passed over, and for how many others.
    var late: (job: UnownedJob, turns: Int)?
    var turns = 0
    /// What is done after so many turns.
    var alarm: (turn: Int, action: @Sendable () -> Void)?

    mutating func takeAlarm() -> (@Sendable () -> Void)? {
      guard let due = alarm, due.turn <= turns else { return nil }
      alarm = nil
      return due.action
    }

    mutating func draw() -> UnownedJob? {
      turns += 1
      if let late, late.turns == 0 || jobs.isEmpty {
        self.late = nil
        return late.job
      }
      late?.turns -= 1
      guard !jobs.isEmpty else { return nil }
      let place = dice.below(jobs.count)
      jobs.swapAt(place, jobs.count - 1)
      let job = jobs.removeLast()
      guard late == nil, !jobs.isEmpty, dice.below(24) == 0 else { return job }
      late = (job, dice.number(in: 5...60))
      return draw()
    }
  }

  /// Why a world stands still.
  enum Standstill: String {
    case stuck = "nobody has anything to do, and nothing is to come"
    case busy = "there is no end to what is done while no time passes"
  }

  /// More than is done at any time of a world.
  private static let turnLimit = 3_000_000

  let time: VirtualTime
  private let state: Mutex<State>

  init(seed: UInt64, time: VirtualTime) {
    self.time = time
    state = Mutex(State(dice: SeededGenerator(seed: seed)))
  }

  /// How many jobs were run.
  var turns: Int { state.withLock { $0.turns } }

  /// Has something done between two jobs, after so many others.
  func after(turns count: Int, _ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.alarm = ($0.turns + count, action) }
  }

  /// Takes back what was to be done between two jobs.
  func forget() {
    state.withLock { $0.alarm = nil }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
  }

  /// Runs a body with all its child tasks to its end; returns why that was not possible.
  func run(_ body: @escaping @Sendable () async -> Void) -> Standstill? {
    let done = Done()
    Task(executorPreference: self) {
      await body()
      done.set()
    }
    var turnsHere = 0
    while !done.isSet {
      if let action = state.withLock({ $0.takeAlarm() }) { action() }
      if let job = state.withLock({ $0.draw() }) {
        turnsHere += 1
        guard turnsHere < Self.turnLimit else { return .busy }
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if time.passToNext() {
        turnsHere = 0
      } else {
        return .stuck
      }
    }
    return nil
  }
}

/// Whether something is done.
private final class Done: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
