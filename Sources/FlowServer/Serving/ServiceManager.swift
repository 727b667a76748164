internal import FlowRuntime
internal import Foundation

/// Tells systemd how the server is (sd_notify(3)): a datagram to the socket it named.
///
/// What cannot be told is not told: a supervisor that is gone must not end calls.
package struct ServiceManager: Sendable {
  /// The socket's path; one that begins with `@` is in the abstract namespace.
  private let path: String
  /// How often the watchdog wants to hear; nil for never.
  let watchdogInterval: Duration?

  /// Reads who started the process from its environment; nil where nobody wants to be told.
  package init?() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Reads who started the process from these variables.
  init?(environment: [String: String]) {
    guard let path = environment["NOTIFY_SOCKET"], path.first == "/" || path.first == "@",
      path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    else { return nil }
    self.path = path
    let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap {
      $0 > 0 ? $0 : nil
    }
    // Half of the time, as sd_watchdog_enabled(3) says.
    watchdogInterval = isMeant ? microseconds.map { .microseconds($0 / 2) } : nil
  }

  /// What there is to tell.
  package enum State: Sendable {
    /// Calls are taken.
    case ready
    /// The flows are read anew.
    case reloading
    /// It stops: what it has is dealt with, nothing more is taken.
    case stopping
    /// It lives.
    case alive

    fileprivate var text: String {
      switch self {
      case .ready: "READY=1"
      case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())"
      case .stopping: "STOPPING=1"
      case .alive: "WATCHDOG=1"
      }
    }
  }

  /// Tells it.
  package func tell(_ state: State) {
    let descriptor = socket(
      AF_UNIX,
      Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
      0
    )
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isAbstract = bytes.first == UInt8(ascii: "@")
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      room.copyBytes(from: bytes)
      if isAbstract { room[0] = 0 }
    }
    // The name of one in the abstract namespace ends with the address, that of a file with a zero.
    let length = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
    let text = Array(state.text.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, text, text.count, Int32(MSG_DONTWAIT), $0, socklen_t(length))
      }
    }
  }

  /// Tells the watchdog that the process lives, until the task is cancelled.
  func run(_ time: HostTime) async {
    guard let watchdogInterval else { return }
    repeat { tell(.alive) } while await time.sleep(for: watchdogInterval)
  }
}

/// The time of CLOCK_MONOTONIC, which Dispatch's uptime is.
private func monotonicMicroseconds() -> UInt64 {
  DispatchTime.now().uptimeNanoseconds / 1_000
}
