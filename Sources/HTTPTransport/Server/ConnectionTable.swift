internal import NIOCore
internal import Synchronization

/// The connections of a server: how many, of which clients, and which of them wait for a request.
///
/// ## Overview
/// Whoever opens connections and sends nothing, or a byte now and then, must not keep others out. Once all places
/// are taken, those that have waited for a whole request for `crowdedTimeout` are closed, one for each place that is
/// needed: first those that never sent one, the longest waiting of them first. A connection whose request is being
/// answered is never closed, so nothing is lost but what had not arrived.
///
/// ## One client's share
/// A connection beyond it is held: nothing of it is read until another of that client ends, so that who has too much
/// to say waits for itself and not for a status (SEMANTICS.md, rule 62). For those that are held, the client's
/// connections that have nothing to do make room: one that was idle for `crowdedTimeout` is closed, and one whose
/// request is answered is closed with the answer, which says so.
final class ConnectionTable: Sendable {
  /// What becomes of a connection that was opened.
  enum Admission {
    /// It is served.
    case taken
    /// It waits until another of its client ends.
    case held
    /// Its client has too many that wait.
    case refused
  }

  private struct Connection {
    let channel: any Channel
    let client: ClientAddress
    /// Since when it waits for a whole request; nil while one is answered.
    var waitingSince: NIODeadline?
    /// Whether nothing of a request has arrived that is not answered.
    var isIdle = true
    /// Whether it has sent a whole request before.
    var isProven = false
    /// Has it read from; nil once it is served.
    var admit: (@Sendable () -> Void)?
  }

  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    /// How many of a client are served.
    var counts: [ClientAddress: Int] = [:]
    /// Those of a client that are held, in the order in which they came.
    var held: [ClientAddress: [ObjectIdentifier]] = [:]
    /// Whether a look at who has waited long enough is to come already.
    var isLookPlanned = false
    /// The clients for whose held connections a look at the idle ones is to come already.
    var plannedYields: Set<ClientAddress> = []

    /// Forgets a connection, and returns what has the one read from that has its place now.
    mutating func forget(_ channel: any Channel) -> (@Sendable () -> Void)? {
      let id = ObjectIdentifier(channel)
      guard let connection = connections.removeValue(forKey: id) else { return nil }
      let client = connection.client
      guard connection.admit == nil else {
        held[client]?.removeAll { $0 == id }
        if held[client]?.isEmpty == true { held[client] = nil }
        return nil
      }
      let count = counts[client, default: 0] - 1
      counts[client] = count > 0 ? count : nil
      return admitNext(of: client)
    }

    private mutating func admitNext(of client: ClientAddress) -> (@Sendable () -> Void)? {
      guard let next = held[client]?.first else { return nil }
      held[client]?.removeFirst()
      if held[client]?.isEmpty == true { held[client] = nil }
      counts[client, default: 0] += 1
      defer {
        connections[next]?.admit = nil
        connections[next]?.waitingSince = .now()
      }
      return connections[next]?.admit
    }
  }

  private let limits: HTTPServerLimits
  private let crowded: @Sendable (Crowding) -> Void
  private let state = Mutex(State())

  init(limits: HTTPServerLimits, crowded: @escaping @Sendable (Crowding) -> Void) {
    self.limits = limits
    self.crowded = crowded
  }

  /// Takes a connection in; `admit` is called once one that is held is to be read from.
  func open(_ channel: any Channel, admit: @escaping @Sendable () -> Void) -> Admission {
    let client = ClientAddress(channel.remoteAddress)
    let admission = state.withLock { state -> Admission in
      let count = state.counts[client, default: 0]
      let isHeld = limits.maxConnectionsPerClient.map { count >= $0 } ?? false
      guard !isHeld || state.held[client, default: []].count < limits.maxHeldPerClient else {
        return .refused
      }
      let id = ObjectIdentifier(channel)
      if isHeld {
        state.held[client, default: []].append(id)
      } else {
        state.counts[client] = count + 1
      }
      state.connections[id] = Connection(
        channel: channel,
        client: client,
        waitingSince: .now(),
        admit: isHeld ? admit : nil
      )
      return isHeld ? .held : .taken
    }
    switch admission {
    case .taken: makeRoom()
    case .held:
      makeRoom()
      yieldIdle(of: client)
    case .refused: crowded(.client)
    }
    return admission
  }

  /// Forgets a connection that has ended; one that was not taken in is none of its business.
  func close(_ channel: any Channel) {
    forget(channel)
  }

  /// Forgets a connection that was held for too long; false where it is served by now.
  func giveUp(_ channel: any Channel) -> Bool {
    let isHeld = state.withLock { state in
      guard state.connections[ObjectIdentifier(channel)]?.admit != nil else { return false }
      _ = state.forget(channel)
      return true
    }
    if isHeld { crowded(.client) }
    return isHeld
  }

  /// Notes that a request begins to arrive.
  func begins(_ channel: any Channel) {
    waits(channel, isIdle: false)
  }

  /// Notes that all requests are answered, as far as they have begun to arrive or not.
  func rests(_ channel: any Channel, isIdle: Bool) {
    waits(channel, isIdle: isIdle)
    guard isIdle else { return }
    let client = state.withLock { $0.connections[ObjectIdentifier(channel)]?.client }
    if let client { yieldIdle(of: client) }
  }

  /// Notes that a whole request has arrived.
  func isBusy(_ channel: any Channel) {
    state.withLock { state in
      state.connections[ObjectIdentifier(channel)]?.waitingSince = nil
      state.connections[ObjectIdentifier(channel)]?.isIdle = false
      state.connections[ObjectIdentifier(channel)]?.isProven = true
    }
  }

  /// Whether a connection is to end with its answer, for others of its client are held.
  func isWanted(_ channel: any Channel) -> Bool {
    state.withLock { state in
      guard let client = state.connections[ObjectIdentifier(channel)]?.client else { return false }
      return state.held[client] != nil
    }
  }

  private func waits(_ channel: any Channel, isIdle: Bool) {
    state.withLock { state in
      state.connections[ObjectIdentifier(channel)]?.waitingSince = .now()
      state.connections[ObjectIdentifier(channel)]?.isIdle = isIdle
    }
    makeRoom()
  }

  private func forget(_ channel: any Channel) {
    state.withLock({ $0.forget(channel) })?()
  }

  /// What to do where places are wanted.
  private enum Room {
    case enough
    case close(any Channel, admit: (@Sendable () -> Void)?)
    case look(at: NIODeadline, on: any EventLoop)
  }

  // MARK: Places of the server

  /// Closes as many as it takes: more may have been let in at once than there are places.
  private func makeRoom() {
    while true {
      switch state.withLock({ room(in: &$0) }) {
      case .enough: return
      case .close(let channel, let admit):
        crowded(.server)
        channel.close(promise: nil)
        admit?()
      case .look(let moment, let loop):
        loop.scheduleTask(deadline: moment) { [self] in
          state.withLock { $0.isLookPlanned = false }
          makeRoom()
        }
        return
      }
    }
  }

  private func room(in state: inout State) -> Room {
    guard state.connections.count >= max(limits.maxConnections, 1) else { return .enough }
    let waiting = state.connections.values.compactMap { connection in
      connection.waitingSince.map { (connection, since: $0) }
    }
    let limit = NIODeadline.now() - TimeAmount(limits.crowdedTimeout)
    let longest = waiting.filter { $0.since <= limit }.min { first, second in
      first.0.isProven == second.0.isProven ? first.since < second.since : !first.0.isProven
    }
    if let longest {
      // Its place is free from here on: nobody else is closed for it.
      return .close(longest.0.channel, admit: state.forget(longest.0.channel))
    }
    guard !state.isLookPlanned, let next = waiting.min(by: { $0.since < $1.since })
    else { return .enough }
    state.isLookPlanned = true
    return .look(
      at: next.since + TimeAmount(limits.crowdedTimeout),
      on: next.0.channel.eventLoop
    )
  }

  // MARK: Places of a client

  /// Closes connections of a client that have been idle for long enough, one for each that is held.
  private func yieldIdle(of client: ClientAddress) {
    while true {
      switch state.withLock({ idlePlace(of: client, in: &$0) }) {
      case .enough: return
      case .close(let channel, let admit):
        channel.close(promise: nil)
        admit?()
      case .look(let moment, let loop):
        loop.scheduleTask(deadline: moment) { [self] in
          _ = state.withLock { $0.plannedYields.remove(client) }
          yieldIdle(of: client)
        }
        return
      }
    }
  }

  private func idlePlace(of client: ClientAddress, in state: inout State) -> Room {
    guard state.held[client] != nil, !state.plannedYields.contains(client) else { return .enough }
    let idle = state.connections.values.compactMap { connection in
      connection.client == client && connection.admit == nil && connection.isIdle
        ? connection.waitingSince.map { (connection.channel, since: $0) } : nil
    }
    guard let longest = idle.min(by: { $0.since < $1.since }) else { return .enough }
    let due = longest.since + TimeAmount(limits.crowdedTimeout)
    guard due > .now() else { return .close(longest.0, admit: state.forget(longest.0)) }
    state.plannedYields.insert(client)
    return .look(at: due, on: longest.0.eventLoop)
  }
}
