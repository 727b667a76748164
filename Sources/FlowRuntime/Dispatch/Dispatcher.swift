internal import CallAutomation
internal import CallModel
internal import FlowEngine
internal import Synchronization

/// What a lane has brought back for its call.
struct LaneReport: Sendable {
  /// The call.
  let callID: CallID
  /// The place in the call's order of dispatch.
  let position: Int
  /// The input.
  let content: CallInput.Content
}

/// Carries out what calls have asked for, one lane per call, many calls at once.
///
/// It keeps nothing durable: what is in the outbox and was not carried out is dispatched again
/// after a start. Each answer goes back as an input, and the next item goes when that input is
/// committed.
final class Dispatcher: Sendable {
  /// What the dispatcher works with.
  struct Surroundings: Sendable {
    /// Sends the requests.
    let sender: any RequestSending
    /// The public URL of this server.
    let callbackBase: String
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
    /// Told what came of each request to the service.
    var answered: @Sendable (SendResult) -> Void = { _ in }
  }

  let surroundings: Surroundings
  private let report: @Sendable (LaneReport) async -> Void
  private let nursery = Nursery()
  private let lanes = Mutex<[CallID: Lane]>([:])
  private let isStopping = Mutex(false)
  private let emptied = Doorbell()

  /// Makes a dispatcher that begins when it runs; `report` returns when a report is committed, or
  /// never will be.
  init(
    _ surroundings: Surroundings,
    report: @escaping @Sendable (LaneReport) async -> Void
  ) {
    self.surroundings = surroundings
    self.report = report
  }

  /// Takes in what a committed advance says; once stopped it leaves it to the journal.
  func take(_ order: LaneOrder) {
    guard !isStopping.withLock({ $0 }) else { return }
    let id = order.callID
    let (urgent, isIdle) = lanes.withLock { lanes -> ([OutboxItem], Bool) in
      guard lanes[id] != nil || !order.added.isEmpty else { return ([], false) }
      var lane = lanes[id] ?? Lane(order)
      let isIdle = lane.waiting.isEmpty && lane.current == nil
      let urgent = lane.take(order)
      let item = isIdle ? lane.begin() : nil
      lanes[id] = lane
      return (urgent, item != nil)
    }
    for item in urgent {
      nursery.start { await self.runUrgent(item, of: id) }
    }
    if isIdle { nursery.start { await self.runLane(id) } }
  }

  /// Works until it is stopped and nothing is under way, or until the task is cancelled.
  func run() async {
    await nursery.run()
  }

  /// Begins nothing any more; returns when nothing is under way, or after the time of grace.
  func stop() async {
    isStopping.withLock { $0 = true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = await self.surroundings.time.sleep(for: HostLimits.grace) }
      group.addTask { await self.waitUntilIdle() }
      await group.next()
      group.cancelAll()
    }
    nursery.close()
  }

  /// The lane's state now; nil where nothing is under way.
  func lane(of id: CallID) -> Lane? {
    lanes.withLock { $0[id] }
  }

  private func waitUntilIdle() async {
    while !Task.isCancelled, lanes.withLock({ $0.values.contains(where: \.isBusy) }) {
      await emptied.wait()
    }
  }

  private func runLane(_ id: CallID) async {
    while let item = lanes.withLock({ $0[id]?.current }) {
      await carryOutAndReport(item, of: id)
      let stops = isStopping.withLock { $0 } || Task.isCancelled
      lanes.withLock { lanes in
        if stops { lanes[id]?.clear() } else { _ = lanes[id]?.begin() }
        lanes.removeIfEmpty(id)
      }
    }
    emptied.ring()
  }

  private func runUrgent(_ item: OutboxItem, of id: CallID) async {
    await carryOutAndReport(item, of: id)
    lanes.withLock { lanes in
      lanes[id]?.endUrgent()
      lanes.removeIfEmpty(id)
    }
    emptied.ring()
  }

  private func carryOutAndReport(_ item: OutboxItem, of id: CallID) async {
    guard let order = lane(of: id)?.order, let content = await carryOut(item, order) else { return }
    await report(LaneReport(callID: id, position: item.position, content: content))
  }

  /// What came of an item; nil if the task was cancelled, so that it is dispatched again later.
  private func carryOut(_ item: OutboxItem, _ order: LaneOrder) async -> CallInput.Content? {
    switch item.effect {
    case .send(let send): await carryOut(send, order)
    case .http(let request): await carryOut(request, order)
    case .read(let reads): await carryOut(reads, order)
    case .setTimer, .cancelTimer, .withdraw, .log, .trace: nil
    }
  }
}

extension Dictionary where Key == CallID, Value == Lane {
  fileprivate mutating func removeIfEmpty(_ id: CallID) {
    if self[id]?.isEmpty == true { self[id] = nil }
  }
}

extension Dispatcher {
  /// Tells whoever watches.
  func observe(_ order: LaneOrder, _ content: CallTrace.Content) {
    surroundings.observer(
      CallTrace(
        callID: order.callID,
        flow: order.flow,
        time: surroundings.time.now,
        content: content
      )
    )
  }
}
