import CallModel
import FlowRuntime
import Synchronization

/// Which calls are over, for whoever waits for one, and why one that was asked for never came to be.
final class CallEndings: Sendable {
  private struct State {
    var seen: Set<CallID> = []
    var ended: Set<CallID> = []
    var waiting: [CallID: CheckedContinuation<Void, Never>] = [:]
    var complaint: Complaint?
  }

  private let state = Mutex(State())

  /// Why a call that was asked for never came to be; nil where all did.
  var complaint: Complaint? { state.withLock { $0.complaint } }

  /// How many calls the flows have had.
  var callCount: Int { state.withLock { $0.seen.count } }

  /// Notes that a call that was asked for never came to be.
  func note(_ complaint: Complaint) {
    state.withLock { $0.complaint = complaint }
  }

  /// Takes what is told of calls.
  func note(_ trace: CallTrace) {
    state.withLock { _ = $0.seen.insert(trace.callID) }
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
