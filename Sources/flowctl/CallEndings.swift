import CallModel
import FlowRuntime
import FlowServer
import Synchronization

/// Which calls are over, for whoever waits for one, and which was not begun.
final class CallEndings: Sendable {
  private struct State {
    var ended: Set<CallID> = []
    var waiting: [CallID: CheckedContinuation<Void, Never>] = [:]
    var refusal: StartFailure?
  }

  private let state = Mutex(State())

  /// Why the call that was asked for was not begun; nil where it was.
  var refusal: StartFailure? { state.withLock { $0.refusal } }

  /// Notes that the call that was asked for was not begun.
  func note(_ refusal: StartFailure) {
    state.withLock { $0.refusal = refusal }
  }

  /// Takes what is told of calls.
  func note(_ trace: CallTrace) {
    guard case .ended = trace.content else { return }
    let waiting = state.withLock { state in
      state.ended.insert(trace.callID)
      return state.waiting.removeValue(forKey: trace.callID)
    }
    waiting?.resume()
  }

  /// Waits until a call is over; one may wait for a call.
  func wait(for id: CallID) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.ended.contains(id) { return true }
        state.waiting[id] = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}
