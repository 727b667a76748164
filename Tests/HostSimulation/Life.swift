internal import CallModel
internal import FlowRuntime
internal import Synchronization

/// One life of a host, from a start to a kill or a stop.
final class Life: Sendable {
  private struct State {
    var isOver = false
    /// Since when it is ready.
    var readySince: Duration?
    var label: RequestLabel?
    var bell: CheckedContinuation<Void, Never>?
    var host: CallHost?
    var store: FlowStore?
  }

  let number: Int
  let time: HostTime
  private let state = Mutex(State())

  init(_ number: Int, _ time: HostTime) {
    self.number = number
    self.time = time
  }

  /// Whether the host is dead: nothing that it does counts any more.
  var isOver: Bool { state.withLock { $0.isOver } }
  var readySince: Duration? { state.withLock { $0.isOver ? nil : $0.readySince } }

  /// The host, while it listens.
  var host: CallHost? { state.withLock { $0.isOver ? nil : $0.host } }

  /// The flows it serves.
  var store: FlowStore? { state.withLock { $0.store } }

  func listen(_ host: CallHost, _ store: FlowStore) {
    state.withLock { state in
      state.host = host
      state.store = store
    }
  }

  func ready(at now: Duration) { state.withLock { $0.readySince = now } }

  /// Notes what is about to be sent.
  func label(_ label: RequestLabel) { state.withLock { $0.label = label } }

  func takeLabel() -> RequestLabel? { state.withLock { $0.label.take() } }

  /// Kills the host; false where it is dead.
  @discardableResult
  func end() -> Bool {
    let (isNews, bell) = state.withLock { state in
      defer {
        state.isOver = true
        state.bell = nil
      }
      return (!state.isOver, state.bell)
    }
    bell?.resume()
    return isNews
  }

  /// Waits for the end.
  func untilOver() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.isOver { state.bell = continuation }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
  }
}
