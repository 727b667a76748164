internal import Synchronization

/// The port a server came to listen on, for those who wait for it.
final class ListeningPort: Sendable {
  typealias Outcome = Result<Int, HTTPServerError>

  private enum State {
    case waiting([ObjectIdentifier: CheckedContinuation<Outcome, Never>])
    case settled(Outcome)
  }

  /// Tells one waiter from the others.
  private final class Waiter: Sendable {}

  private let state = Mutex<State>(.waiting([:]))

  /// Answers all who wait and will wait; only the first outcome counts.
  func settle(_ outcome: Outcome) {
    let waiting = state.withLock { state -> [CheckedContinuation<Outcome, Never>] in
      guard case .waiting(let waiters) = state else { return [] }
      state = .settled(outcome)
      return Array(waiters.values)
    }
    for continuation in waiting {
      continuation.resume(returning: outcome)
    }
  }

  /// Waits for the outcome; a cancelled wait ends as `stopped`.
  func value() async throws(HTTPServerError) -> Int {
    let waiter = Waiter()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        add(continuation, for: waiter)
      }
    } onCancel: {
      remove(waiter)?.resume(returning: .failure(.stopped))
    }
    return try outcome.get()
  }

  private func add(_ continuation: CheckedContinuation<Outcome, Never>, for waiter: Waiter) {
    let outcome = state.withLock { state -> Outcome? in
      switch state {
      case .settled(let outcome):
        return outcome
      case .waiting(var waiters):
        // A cancellation before this moment found nobody to answer.
        guard !Task.isCancelled else { return .failure(.stopped) }
        waiters[ObjectIdentifier(waiter)] = continuation
        state = .waiting(waiters)
        return nil
      }
    }
    if let outcome {
      continuation.resume(returning: outcome)
    }
  }

  private func remove(_ waiter: Waiter) -> CheckedContinuation<Outcome, Never>? {
    state.withLock { state in
      guard case .waiting(var waiters) = state else { return nil }
      let continuation = waiters.removeValue(forKey: ObjectIdentifier(waiter))
      state = .waiting(waiters)
      return continuation
    }
  }
}
