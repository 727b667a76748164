internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import Metrics

/// What a lane has brought back for its call.
struct LaneReport: Sendable {
  /// The call.
  let callID: CallID
  /// The place in the call's order of dispatch.
  let position: Int
  /// The input.
  let content: CallInput.Content
}

/// An item under way: the one task that carries it out holds it.
struct LaneRun: Sendable {
  /// The call.
  let callID: CallID
  /// Its place in the call's lane.
  let turn: LaneTurn
  /// Rung when it is not to be tried again, to wake it from waiting for its next try.
  let recall = Doorbell()
}

/// Carries out what calls have asked for, one lane per call, many calls at once.
///
/// It keeps nothing durable: what is in the outbox and was not carried out is dispatched again
/// after a start. Each answer goes back as an input, and the next item goes when that input is
/// committed.
final class Dispatcher: Sendable {
  /// What the dispatcher works with.
  struct Dependencies: Sendable {
    /// Sends the requests.
    let sender: any RequestSending
    /// The public URL of this server.
    let callbackBase: String
    /// The version of the service's interface that is spoken.
    var serviceVersion = ServiceVersion.current
    /// The clocks.
    let time: HostTime
    /// Gives numbers from 0 up to but not 1.
    let random: @Sendable () -> Double
    /// Reads secrets.
    let secrets: SecretReading
    /// Told of each request and answer.
    let observer: @Sendable (CallTrace) -> Void
    /// Takes secrets out of what comes back.
    var scrubber = Scrubber()
    /// Tries once to keep a file of a recording.
    var keepFile: @Sendable (KeptFile) async -> KeepingResult = { _ in .never("no files are kept") }
    /// What has ended the process before; nil where nobody watches.
    var traps: TrapBoard?
    /// Told what came of each request to the service.
    var answered: @Sendable (SendResult) -> Void = { _ in }
    /// Counts requests and takes their times.
    var metrics = DispatchMetrics(NOOPMetricsHandler.instance)
  }

  fileprivate struct State {
    var lanes: [CallID: Lane] = [:]
    /// What is under way in each lane, by the number of its turn.
    var runs: [CallID: [Int: LaneRun]] = [:]
    /// Whether nothing begins any more.
    var isStopping = false
  }

  let dependencies: Dependencies
  private let report: @Sendable (LaneReport) async -> Bool
  private let nursery = Nursery()
  private let state = Guarded(State())
  private let emptied = Doorbell()

  /// Makes a dispatcher that begins when it runs.
  ///
  /// `report` returns whether a report is committed, or of no use any more; false means that it
  /// never will be, and that the host takes nothing more.
  init(
    _ dependencies: Dependencies,
    report: @escaping @Sendable (LaneReport) async -> Bool
  ) {
    self.dependencies = dependencies
    self.report = report
  }

  /// Takes in what a committed advance says; once stopped it leaves it to the journal.
  func accept(_ order: LaneOrder) {
    let (begun, recalled) = state.withLock { $0.accept(order) }
    for run in recalled { run.recall.ring() }
    for run in begun { start(run) }
  }

  /// Works until it is stopped and nothing is under way, or until the task is cancelled.
  func run() async {
    await nursery.run()
  }

  /// Begins nothing any more, and tries nothing again; returns when nothing is under way, or after
  /// the time of grace.
  func stop() async {
    for run in state.withLock({ $0.stop() }) { run.recall.ring() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = await self.dependencies.time.sleep(for: HostLimits.grace) }
      group.addTask { await self.waitUntilIdle() }
      await group.next()
      group.cancelAll()
    }
    nursery.close()
  }

  /// The lane's state now; nil where nothing is under way.
  func lane(of id: CallID) -> Lane? {
    state.withLock { $0.lanes[id] }
  }

  /// What an item under way needs to be tried now; nil if it is not to be tried any more.
  func orderToTry(_ run: LaneRun) -> LaneOrder? {
    state.withLock { state in
      guard !state.isStopping, let lane = state.lanes[run.callID], lane.mayTry(run.turn) else {
        return nil
      }
      return lane.order
    }
  }

  /// Waits for an item's next try; false if there is to be none.
  func pause(_ run: LaneRun, for delay: Duration) async -> Bool {
    await run.recall.wait(atMost: delay, on: dependencies.time)
    return !Task.isCancelled
  }

  private func waitUntilIdle() async {
    while !Task.isCancelled, state.withLock({ $0.lanes.values.contains(where: \.isBusy) }) {
      await emptied.wait()
    }
  }

  private func start(_ run: LaneRun) {
    nursery.start {
      var next: LaneRun? = run
      while let run = next {
        let goesOn = await self.carryOutAndReport(run) && !Task.isCancelled
        next = self.state.withLock { $0.end(run, goesOn: goesOn) }
      }
      self.emptied.ring()
    }
  }

  /// Whether the lane may go on.
  private func carryOutAndReport(_ run: LaneRun) async -> Bool {
    guard let content = await carryOut(run) else { return true }
    return await report(
      LaneReport(callID: run.callID, position: run.turn.item.position, content: content)
    )
  }

  /// What came of an item; nil if it was withdrawn, or is to be dispatched again after a start.
  private func carryOut(_ run: LaneRun) async -> CallInput.Content? {
    switch run.turn.item.effect {
    case .send(let send): await carryOut(send, run)
    case .http(let request): await carryOut(request, run)
    case .fetch(let fetch): await carryOut(fetch, run)
    case .read(let reads): await carryOut(reads, run)
    case .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: nil
    }
  }
}

extension Dispatcher.State {
  /// Takes an advance in, and begins what can begin: first what does so out of turn.
  fileprivate mutating func accept(_ order: LaneOrder) -> (begun: [LaneRun], recalled: [LaneRun]) {
    let id = order.callID
    guard !isStopping, lanes[id] != nil || !order.added.isEmpty else { return ([], []) }
    var lane = lanes[id] ?? Lane(order)
    let change = lane.accept(order)
    lanes[id] = lane.isEmpty ? nil : lane
    let recalled = change.recalled.compactMap { runs[id]?[$0.number] }
    return (change.urgent.map { begin($0, of: id) } + next(change.next, of: id), recalled)
  }

  private mutating func next(_ turn: LaneTurn?, of id: CallID) -> [LaneRun] {
    turn.map { [begin($0, of: id)] } ?? []
  }

  private mutating func begin(_ turn: LaneTurn, of id: CallID) -> LaneRun {
    let run = LaneRun(callID: id, turn: turn)
    runs[id, default: [:]][turn.number] = run
    return run
  }

  /// Ends an item, and begins the next one of its lane.
  ///
  /// It is one step, so that a lane is never seen between two items: whoever came then would begin
  /// a second runner beside the first.
  fileprivate mutating func end(_ run: LaneRun, goesOn: Bool) -> LaneRun? {
    if !goesOn { _ = stop() }
    guard var lane = lanes[run.callID] else { return nil }
    runs[run.callID]?[run.turn.number] = nil
    let next = lane.end(run.turn).map { begin($0, of: run.callID) }
    lanes[run.callID] = lane.isEmpty ? nil : lane
    if lane.isEmpty { runs[run.callID] = nil }
    return next
  }

  /// Drops what waits, and returns what is under way, by call and turn.
  fileprivate mutating func stop() -> [LaneRun] {
    isStopping = true
    for id in lanes.keys { lanes[id]?.clear() }
    return runs.values.flatMap(\.values)
      .sorted { ($0.callID, $0.turn.number) < ($1.callID, $1.turn.number) }
  }
}

extension Dispatcher {
  /// Tells whoever watches.
  func observe(_ order: LaneOrder, _ content: CallTrace.Content) {
    dependencies.observer(
      CallTrace(
        callID: order.callID,
        flow: order.flow,
        time: dependencies.time.now,
        content: content
      )
    )
  }
}
