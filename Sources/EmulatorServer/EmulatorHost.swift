internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import Foundation
internal import HTTPTransport
internal import Synchronization

/// The core with its clock, and what is to be done about what comes out of it.
///
/// Everything the core brings about is put into one stream, in order, while the core is held.
final class EmulatorHost: Sendable {
  /// What one of the server's tasks has to do.
  enum Work: Sendable {
    /// Tell of what happened.
    case traces
    /// Look at the core again at that time.
    case wake(Timestamp)
    /// Post what waits in a lane.
    case deliver(Lane)
    /// Do something about a socket.
    case media(MediaWork)
    /// Let somebody go who waited for a call.
    case release(waiter: Int)
  }

  /// Deliveries that go out one after the other.
  struct Lane: Hashable, Sendable {
    let call: Int
    let sender: Delivery.Sender
  }

  /// Somebody who waits for a call.
  fileprivate struct Waiter {
    let id: Int
    let call: Int
    let continuation: CheckedContinuation<Void, Never>
    /// Whether their release is in the stream; until then and after, a stop lets them go.
    var isReleased = false
  }

  /// What all tasks share.
  struct State {
    var core: CallEmulator
    var phones = Phones()
    fileprivate var lanes: [Lane: [Delivery]] = [:]
    fileprivate var wakesAt: Timestamp?
    /// Whether the stream says that something is to be told: once, however much it is.
    fileprivate var hasAnnounced = false
    fileprivate var waiters: [Waiter] = []
    fileprivate var lastWaiter = 0
    fileprivate var isStopped = false

    fileprivate init(core: CallEmulator) {
      self.core = core
    }
  }

  /// What there is to do; to be read once.
  let work: AsyncStream<Work>
  private let queue: AsyncStream<Work>.Continuation
  private let state: Mutex<State>
  private let now: @Sendable () -> Timestamp
  /// Those that callbacks bear, and who asks for something.
  let tokens: EmulatorTokens
  /// Where incoming calls are posted, without the query, in which Event Grid's secret stands.
  let incomingCalls: String
  /// How many times faster than a clock calls go.
  let speed: Int

  init(
    _ configuration: EmulatorConfiguration,
    tokens: EmulatorTokens,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.now = now
    self.tokens = tokens
    incomingCalls = String(configuration.eventGridURL.prefix { $0 != "?" })
    speed = configuration.speed
    (work, queue) = AsyncStream.makeStream(of: Work.self)
    state = Mutex(State(core: CallEmulator(configuration)))
  }

  var summaries: [CallSummary] {
    state.withLock { $0.core.summaries }
  }

  /// What happened since this was last asked; where nobody asked for long, the last of it.
  func takeTraces() -> [EmulatorTrace] {
    state.withLock { state in
      state.hasAnnounced = false
      return state.core.takeTraces()
    }
  }

  func place(_ script: CallerScript) -> Int {
    change { core, now in core.place(script, at: now) }
  }

  func expect(_ callee: CallerScript) {
    change { core, _ in core.expect(callee) }
  }

  func handle(_ request: ServiceRequest) -> EmulatorResponse {
    change { core, now in core.handle(request, at: now) }
  }

  func opened(_ socket: MediaSocket) {
    change { core, now in core.socketOpened(socket, at: now) }
  }

  func closed(_ socket: MediaSocket, reason: String) {
    change { core, now in core.socketClosed(socket, reason: reason, at: now) }
  }

  func note(_ text: String, of socket: MediaSocket) {
    change { core, now in core.note(text, of: socket, at: now) }
  }

  /// What time it is for the service.
  var time: Timestamp { now() }

  /// The token of a request that the service makes at present.
  func token(from issuer: String) -> String? { tokens.token(from: issuer, at: now()) }

  /// A token for who asks the service for something.
  var accessToken: String? { tokens.accessToken(at: now()) }

  /// Looks at the core when something is due.
  func wake(at due: Timestamp) async {
    let wait = max(0, (due - now()).count)
    do {
      try await Task.sleep(for: .milliseconds(wait))
    } catch {
      return
    }
    state.withLock { $0.wakesAt = nil }
    change { _, _ in }
  }

  /// Posts what waits in a lane until nothing does.
  func deliver(_ lane: Lane, with postman: Postman) async {
    while let delivery = next(in: lane) {
      let token =
        delivery.sender == .callAutomation ? tokens.token(from: postman.issuer, at: now()) : nil
      // Whatever came of it, the core tries again and tells of it.
      switch await postman.post(delivery, token: token) {
      case .success(let status):
        change { core, now in core.settle(delivery.id, status: status, at: now) }
      case .failure(let failure):
        change { core, now in
          core.settle(delivery.id, status: nil, failure: failure.description, at: now)
        }
      }
    }
  }

  /// Waits for the end of a call and of its deliveries.
  func waitUntilFinished(call: Int) async {
    let id = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waiter = Waiter(id: id, call: call, continuation: continuation)
        guard keep(waiter) else { return continuation.resume() }
        if Task.isCancelled { release(id) }
        change { _, _ in }
      }
    } onCancel: {
      release(id)
    }
  }

  /// Lets nobody wait any more.
  func stop() {
    let waiters = state.withLock { state in
      state.isStopped = true
      defer { state.waiters = [] }
      return state.waiters
    }
    queue.finish()
    for waiter in waiters { waiter.continuation.resume() }
  }
}

extension EmulatorHost {
  /// Changes the core at the present time, then sets to work on what comes of it.
  @discardableResult
  private func change<Result: Sendable>(
    _ act: (inout CallEmulator, Timestamp) -> Result
  ) -> Result {
    changeAll { state, now in act(&state.core, now) }
  }

  /// Changes the core and the phones at the present time.
  @discardableResult
  func changeAll<Result: Sendable>(
    _ act: (inout State, Timestamp) -> Result
  ) -> Result {
    state.withLock { state in
      let now = now()
      let result = act(&state, now)
      let deliveries = state.core.advance(to: now)
      state.phones.look(at: state.core, heard: state.core.takeHeard())
      if state.core.hasTraces, !state.hasAnnounced {
        state.hasAnnounced = true
        queue.yield(.traces)
      }
      for delivery in deliveries { enqueue(delivery, in: &state) }
      for work in state.core.takeMediaWork() { queue.yield(.media(work)) }
      if let due = state.core.nextDue, state.wakesAt.map({ due < $0 }) ?? true {
        state.wakesAt = due
        queue.yield(.wake(due))
      }
      releaseWaiters(in: &state)
      return result
    }
  }

  /// Has those go whose call is finished, after what was told before.
  private func releaseWaiters(in state: inout State) {
    for index in state.waiters.indices where !state.waiters[index].isReleased {
      guard state.core.isFinished(call: state.waiters[index].call) else { continue }
      state.waiters[index].isReleased = true
      queue.yield(.release(waiter: state.waiters[index].id))
    }
  }

  /// A lane that is being emptied is in the table, if need be empty.
  private func enqueue(_ delivery: Delivery, in state: inout State) {
    let lane = Lane(call: delivery.call, sender: delivery.sender)
    if state.lanes[lane] == nil { queue.yield(.deliver(lane)) }
    state.lanes[lane, default: []].append(delivery)
  }

  private func next(in lane: Lane) -> Delivery? {
    state.withLock { state in
      guard let delivery = state.lanes[lane]?.first else {
        state.lanes[lane] = nil
        return nil
      }
      state.lanes[lane]?.removeFirst()
      return delivery
    }
  }

  /// Lets somebody go who waits, if they still do.
  func release(_ id: Int) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.continuation.resume()
  }

  /// Keeps somebody waiting; false where the server has stopped.
  private func keep(_ waiter: Waiter) -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      state.waiters.append(waiter)
      return true
    }
  }
}
