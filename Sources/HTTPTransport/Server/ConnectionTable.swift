internal import Foundation
internal import NIOCore
internal import Synchronization

/// The connections of a server: how many, of which clients, and which of them wait for a request.
///
/// ## Overview
/// Whoever opens connections and sends nothing, or a byte now and then, must not keep others out. Once all places
/// are taken, those that have waited for a whole request for `crowdedTimeout` are closed, one for each place that is
/// needed: first those that never sent one, the longest waiting of them first. A connection whose request is being
/// answered is never closed, so nothing is lost but what had not arrived.
final class ConnectionTable: Sendable {
  private struct Connection {
    let channel: any Channel
    let client: ClientAddress
    /// Since when it waits for a whole request; nil while one is answered.
    var waitingSince: NIODeadline?
    /// Whether it has sent a whole request before.
    var isProven = false
  }

  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    var counts: [ClientAddress: Int] = [:]
    /// Whether a look at who has waited long enough is to come already.
    var isLookPlanned = false

    mutating func forget(_ channel: any Channel) {
      guard let connection = connections.removeValue(forKey: ObjectIdentifier(channel))
      else { return }
      let count = counts[connection.client, default: 0] - 1
      counts[connection.client] = count > 0 ? count : nil
    }
  }

  private let limits: HTTPServerLimits
  private let crowded: @Sendable (Crowding) -> Void
  private let state = Mutex(State())

  init(limits: HTTPServerLimits, crowded: @escaping @Sendable (Crowding) -> Void) {
    self.limits = limits
    self.crowded = crowded
  }

  /// Takes a connection in; returns false where its client has too many.
  func open(_ channel: any Channel) -> Bool {
    let client = ClientAddress(channel.remoteAddress)
    let isTaken = state.withLock { state in
      let count = state.counts[client, default: 0]
      if let most = limits.maxConnectionsPerClient, count >= most { return false }
      state.counts[client] = count + 1
      state.connections[ObjectIdentifier(channel)] = Connection(
        channel: channel,
        client: client,
        waitingSince: .now()
      )
      return true
    }
    if isTaken { makeRoom() } else { crowded(.client) }
    return isTaken
  }

  /// Forgets a connection that has ended; one that was not taken in is none of its business.
  func close(_ channel: any Channel) {
    state.withLock { $0.forget(channel) }
  }

  /// Notes that a request begins to arrive, or that all are answered.
  func waits(_ channel: any Channel) {
    state.withLock { $0.connections[ObjectIdentifier(channel)]?.waitingSince = .now() }
    makeRoom()
  }

  /// Notes that a whole request has arrived.
  func isBusy(_ channel: any Channel) {
    state.withLock { state in
      state.connections[ObjectIdentifier(channel)]?.waitingSince = nil
      state.connections[ObjectIdentifier(channel)]?.isProven = true
    }
  }

  /// What to do where all places are taken.
  private enum Room {
    case enough
    case close(any Channel)
    case look(at: NIODeadline, on: any EventLoop)
  }

  /// Closes as many as it takes: more may have been let in at once than there are places.
  private func makeRoom() {
    while true {
      switch state.withLock({ room(in: &$0) }) {
      case .enough: return
      case .close(let channel):
        crowded(.server)
        channel.close(promise: nil)
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
      state.forget(longest.0.channel)
      return .close(longest.0.channel)
    }
    guard !state.isLookPlanned, let next = waiting.min(by: { $0.since < $1.since })
    else { return .enough }
    state.isLookPlanned = true
    return .look(
      at: next.since + TimeAmount(limits.crowdedTimeout),
      on: next.0.channel.eventLoop
    )
  }
}

/// Who a connection is counted for: an address of IPv4, or the network of 64 bits that one client of
/// IPv6 has to itself (RFC 6177).
struct ClientAddress: Hashable {
  private let bytes: [UInt8]

  init(_ address: SocketAddress?) {
    let text = address?.ipAddress ?? ""
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else {
      bytes = Array(text.utf8)
      return
    }
    let all = withUnsafeBytes(of: &six) { Array($0) }
    // ::ffff:0:0/96 are addresses of IPv4, as a server sees them that listens to both.
    let isFour = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    bytes =
      isFour ? Array(all[12...].map(String.init).joined(separator: ".").utf8) : Array(all[..<8])
  }
}
