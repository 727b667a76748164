internal import CCurl
internal import CShims

/// libcurl's multi-socket interface on one thread: which sockets it waits for, which moment, and
/// telling it what came.
///
/// A client's thread waits here for libcurl's sockets, for its own, and for what others hand over.
/// Nothing here is touched by another thread.
final class CurlMulti {
  /// What others wake the thread with.
  private let wakeUp: WakeUp
  private let poller: Poller
  private let pointer: UnsafeMutableRawPointer
  /// Sockets that were libcurl's and are the thread's own now.
  private var taken: Set<Int32> = []
  /// When libcurl wants to be called, if at all.
  private var wakeTime: ContinuousClock.Instant?
  private var ready = [cshims_readiness](repeating: cshims_readiness(), count: 256)

  /// Nil where there is no memory, or the system refuses to watch what others wake the thread with.
  init?(poller: Poller, wakeUp: WakeUp) {
    guard let pointer = cshims_curl_multi_init() else { return nil }
    self.pointer = pointer
    self.poller = poller
    self.wakeUp = wakeUp
    let context = Unmanaged.passUnretained(self).toOpaque()
    cshims_curl_multi_on_socket(pointer, socketCallback, context)
    cshims_curl_multi_on_timer(pointer, timerCallback, context)
    guard poller.watch(wakeUp.descriptor, readable: true, writable: false) else {
      close()
      return nil
    }
  }

  /// Closes all connections; all handles have to be removed by now, and nothing more is asked.
  func close() {
    cshims_curl_multi_cleanup(pointer)
  }

  /// Limits something, such as the number of connections.
  func set(_ option: CURLMoption, _ value: Int) {
    cshims_curl_multi_set_long(pointer, Int32(truncatingIfNeeded: option.rawValue), value)
  }

  /// Begins a transfer; false where there is no memory.
  func add(_ handle: EasyHandle) -> Bool {
    cshims_curl_multi_add(pointer, handle.pointer) == Int32(CURLM_OK.rawValue)
  }

  /// Ends a transfer, done or not.
  func remove(_ handle: EasyHandle) {
    cshims_curl_multi_remove(pointer, handle.pointer)
  }

  /// A transfer that is done, and its result; nil where there is none more.
  func nextDone() -> (easy: UnsafeMutableRawPointer, code: Int32)? {
    var code: Int32 = 0
    return cshims_curl_multi_next_done(pointer, &code).map { ($0, code) }
  }

  /// Waits until something comes or the time has come, nil for none but libcurl's own, and tells libcurl
  /// what is its; `serve` is told of the sockets that were taken.
  func wait(
    until time: ContinuousClock.Instant? = nil,
    serve: (cshims_readiness) -> Void = { _ in }
  ) {
    let next = [wakeTime, time].compactMap(\.self).min()
    let count = poller.wait(for: next.map { $0 - .now }, into: &ready)
    for index in 0..<count {
      let readiness = ready[index]
      if readiness.descriptor == wakeUp.descriptor {
        wakeUp.drain()
      } else if taken.contains(readiness.descriptor) {
        serve(readiness)
      } else {
        tell(readiness)
      }
    }
  }

  /// Calls libcurl if the time has come when it wants to be called.
  func callAtWakeTime() {
    guard let wakeTime, wakeTime <= .now else { return }
    self.wakeTime = nil
    cshims_curl_multi_act(pointer, CURL_SOCKET_TIMEOUT, 0)
  }

  /// Makes a socket of libcurl's the thread's own; false where the system refuses to watch it.
  func take(_ socket: Int32) -> Bool {
    guard poller.watch(socket, readable: true, writable: false) else { return false }
    taken.insert(socket)
    return true
  }

  /// Watches a socket that was taken for room to write too, or no longer.
  func watch(_ socket: Int32, writable: Bool) {
    _ = poller.watch(socket, readable: true, writable: writable)
  }

  /// Forgets a socket that was taken.
  func forget(_ socket: Int32) {
    taken.remove(socket)
    poller.forget(socket)
  }

  private func tell(_ readiness: cshims_readiness) {
    var events: Int32 = 0
    if readiness.readable { events |= CURL_CSELECT_IN }
    if readiness.writable { events |= CURL_CSELECT_OUT }
    cshims_curl_multi_act(pointer, readiness.descriptor, events)
  }
}

extension CurlMulti {
  /// Watches a socket for libcurl, or no longer.
  ///
  /// Where the system has no memory to watch it, its transfer ends at its deadline: telling libcurl would
  /// end all of them.
  fileprivate func watch(_ socket: Int32, _ interest: Int32) {
    guard !taken.contains(socket) else { return }
    guard interest != CURL_POLL_REMOVE else { return poller.forget(socket) }
    _ = poller.watch(
      socket,
      readable: interest & CURL_POLL_IN != 0,
      writable: interest & CURL_POLL_OUT != 0
    )
  }

  /// Remembers when libcurl wants to be called.
  fileprivate func wake(inMilliseconds time: Int) {
    wakeTime = time < 0 ? nil : ContinuousClock.now.advanced(by: .milliseconds(time))
  }
}

/// What libcurl calls about sockets and time: this interface as a C pointer, and back.
///
/// It is called from within its own calls of libcurl only, which keep it alive.
private let socketCallback: cshims_socket_callback = { _, socket, interest, context, _ in
  guard let context else { return -1 }
  Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().watch(socket, interest)
  return 0
}

private let timerCallback: cshims_timer_callback = { _, milliseconds, context in
  guard let context else { return -1 }
  Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().wake(inMilliseconds: milliseconds)
  return 0
}
