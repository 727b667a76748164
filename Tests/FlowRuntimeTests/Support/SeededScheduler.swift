import CallModel
import Foundation
import Synchronization
import TestSupport

@testable import FlowRuntime

/// Runs tasks on real threads, one thread at a time, in the order of a seed.
///
/// Every job of a task gets a thread. A thread is held when its job begins, and before and after
/// each turn of a `Guarded` lock; who goes next is drawn, and now and then somebody is held for long.
/// So whatever can come between two critical sections does come between them in some schedule, and
/// the same seed gives the same one.
///
/// Time is virtual: when all threads wait, it passes to the next sleeper.
final class SeededScheduler: TaskExecutor {
  /// A thread that waits for its turn.
  private final class Worker: Sendable {
    let turn = DispatchSemaphore(value: 0)
    let job = Mutex<UnownedJob?>(nil)
  }

  private enum Choice {
    case job(UnownedJob)
    case held(Worker)
  }

  private struct State {
    var generator: SeededGenerator
    var jobs: [UnownedJob] = []
    var held: [Worker] = []
    var idle: [Worker] = []
    /// Whose turn it is; nil where nobody has anything to do.
    var current: Worker?
    var turns = 0
    var isOver = false
    var stuck: CheckedContinuation<Void, Never>?

    /// One that is passed over until its time comes, or nobody else can go.
    var sleepy: (worker: Worker, until: Int)?

    mutating func draw() -> Choice? {
      var choices = jobs.count + held.count
      guard choices > 0 else { return nil }
      if let sleepy, let place = held.firstIndex(where: { $0 === sleepy.worker }) {
        if choices == 1 || turns >= sleepy.until {
          self.sleepy = nil
        } else {
          held.swapAt(place, held.count - 1)
          choices -= 1
        }
      }
      let number = Int.random(in: 0..<choices, using: &generator)
      if number < jobs.count { return .job(jobs.remove(at: number)) }
      return .held(held.remove(at: number - jobs.count))
    }

    /// Holds a worker, now and then for long: what goes wrong between two locks mostly needs that
    /// somebody else does a whole piece of work there, which even chances would hardly ever give.
    mutating func hold(_ worker: Worker) {
      held.append(worker)
      guard sleepy == nil, Int.random(in: 0..<12, using: &generator) == 0 else { return }
      sleepy = (worker, turns + Int.random(in: 10...80, using: &generator))
    }
  }

  /// More turns than any schedule of the tests needs.
  private static let turnLimit = 200_000

  /// The clock of what runs here.
  let clock = ManualClock()
  private let state: Mutex<State>

  private init(seed: UInt64) {
    state = Mutex(State(generator: SeededGenerator(seed: seed)))
  }

  /// Runs a body and all its child tasks in the order of a seed; false if they got stuck.
  static func run(
    seed: UInt64,
    _ body: @escaping @Sendable (SeededScheduler) async -> Void
  ) async -> Bool {
    let scheduler = SeededScheduler(seed: seed)
    let isDone = await withTaskGroup(of: Bool.self) { group in
      group.addTask(executorPreference: scheduler) {
        await Checkpoint.$hold.withValue({ scheduler.checkpoint() }) { await body(scheduler) }
        return true
      }
      group.addTask {
        await scheduler.untilStuck()
        return false
      }
      let isDone = await group.next() ?? false
      scheduler.end()
      group.cancelAll()
      return isDone
    }
    return isDone
  }

  /// A number for a test's own decisions; the same for the same seed.
  func random(below bound: Int) -> Int {
    state.withLock { Int.random(in: 0..<bound, using: &$0.generator) }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isQuiet = state.withLock { state in
      state.jobs.append(job)
      guard state.current == nil else { return false }
      // Nobody's turn until the next line but one.
      state.current = Worker()
      return true
    }
    if isQuiet { handOn() }
  }

  /// Holds the thread whose turn it is until it is drawn again.
  private func checkpoint() {
    let mine = state.withLock { state -> Worker? in
      guard let mine = state.current, !state.isOver else { return nil }
      state.hold(mine)
      return mine
    }
    guard let mine else { return }
    handOn(from: mine)
  }

  /// Gives the turn to whoever is drawn; returns when it is this worker's again.
  private func handOn(from worker: Worker? = nil) {
    guard let choice = draw() else { return }
    switch choice {
    case .held(let next):
      state.withLock { $0.current = next }
      if next === worker { return }
      next.turn.signal()
    case .job(let job):
      let next = state.withLock { $0.idle.popLast() }
      let runner = next ?? Worker()
      runner.job.withLock { $0 = job }
      state.withLock { $0.current = runner }
      if next == nil { start(runner) } else { runner.turn.signal() }
    }
    worker?.turn.wait()
  }

  /// Who goes next: time passes where nobody can; nil where nobody ever will.
  private func draw() -> Choice? {
    while true {
      let (choice, isTired) = state.withLock { state in
        state.turns += 1
        return (state.draw(), state.turns > Self.turnLimit && !state.isOver)
      }
      if let choice, !isTired { return choice }
      if let choice { putBack(choice) }
      if !isTired, clock.advanceToNextSleeper() { continue }
      let (isQuiet, stuck) = state.withLock { state in
        // Somebody outside may have come meanwhile.
        guard isTired || state.jobs.isEmpty else {
          return (false, nil as CheckedContinuation<Void, Never>?)
        }
        state.current = nil
        return (true, state.stuck.take())
      }
      guard isQuiet else { continue }
      stuck?.resume()
      return nil
    }
  }

  private func putBack(_ choice: Choice) {
    state.withLock { state in
      switch choice {
      case .job(let job): state.jobs.append(job)
      case .held(let worker): state.held.append(worker)
      }
    }
  }

  private func start(_ worker: Worker) {
    Thread.detachNewThread { [self] in
      while let job = worker.job.withLock({ $0.take() }) {
        job.runSynchronously(on: asUnownedTaskExecutor())
        // Idle before the turn is given on, so that the next job may come back here.
        let isOver = state.withLock { state in
          if !state.isOver { state.idle.append(worker) }
          return state.isOver
        }
        handOn()
        if isOver { return }
        worker.turn.wait()
      }
    }
  }

  private func untilStuck() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard !state.isOver else { return true }
          state.stuck = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.stuck.take() }?.resume()
    }
  }

  /// Ends the threads; what is left is run to its end without being held.
  private func end() {
    let (idle, stuck, isQuiet) = state.withLock { state in
      state.isOver = true
      let idle = state.idle
      state.idle = []
      let isQuiet = state.current == nil && !(state.jobs.isEmpty && state.held.isEmpty)
      if isQuiet { state.current = Worker() }
      return (idle, state.stuck.take(), isQuiet)
    }
    stuck?.resume()
    for worker in idle { worker.turn.signal() }
    if isQuiet { handOn() }
  }
}
