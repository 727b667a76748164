internal import CShims
internal import Foundation

/// Waits for sockets, over epoll.
///
/// It is made by the client and used by the client's thread.
final class Poller: Sendable {
  private let descriptor: Int32

  /// Fails where no descriptors are left.
  init() throws(HTTPClientError) {
    descriptor = try checkedDescriptor(cshims_poller_create())
  }

  deinit {
    close(descriptor)
  }

  /// Watches a socket, or changes what it is watched for; returns false where the system refuses.
  func watch(_ socket: Int32, readable: Bool, writable: Bool) -> Bool {
    cshims_poller_watch(descriptor, socket, readable, writable) == 0
  }

  func forget(_ socket: Int32) {
    cshims_poller_forget(descriptor, socket)
  }

  /// Waits until a socket is ready or the time is over, nil for ever, and fills the front of `ready`.
  ///
  /// Returns how many are ready.
  func wait(for time: Duration?, into ready: inout [cshims_readiness]) -> Int {
    let count = ready.withUnsafeMutableBufferPointer { buffer in
      cshims_poller_wait(
        descriptor,
        buffer.baseAddress,
        Int32(clamping: buffer.count),
        time.map(milliseconds(roundingUp:)) ?? -1
      )
    }
    precondition(count >= 0, "waiting on a descriptor of ours cannot fail")
    return Int(count)
  }
}

/// Wakes the client's thread out of its wait.
final class WakeUp: Sendable {
  /// What the thread polls.
  let descriptor: Int32

  /// Fails where no descriptors are left.
  init() throws(HTTPClientError) {
    descriptor = try checkedDescriptor(cshims_wakeup_create())
  }

  deinit {
    close(descriptor)
  }

  func signal() {
    cshims_wakeup_signal(descriptor)
  }

  func drain() {
    cshims_wakeup_drain(descriptor)
  }
}

/// Rounds up, so that the time is over when the wait ends.
func milliseconds(roundingUp time: Duration) -> Int32 {
  guard time > .zero else { return 0 }
  let (seconds, attoseconds) = time.components
  let part = (attoseconds &+ 999_999_999_999_999) / 1_000_000_000_000_000
  return Int32(clamping: min(seconds, 1_000_000) &* 1_000 &+ part)
}

private func checkedDescriptor(_ result: Int32) throws(HTTPClientError) -> Int32 {
  guard result >= 0 else {
    throw .notSent("cannot start the HTTP client: \(String(cString: strerror(-result)))")
  }
  return result
}
