package import CallAutomation
package import CallModel

/// A body that the service posts to somebody.
package struct Delivery: Hashable, Sendable {
  /// Who posts it, which decides what is tried again when.
  package enum Sender: Hashable, Sendable {
    /// Call Automation, to a call's callback URI.
    case callAutomation
    /// Event Grid, to the subscription's webhook.
    case eventGrid
  }

  /// Names it for `CallEmulator.settle`; the same in all attempts.
  package let id: Int
  /// The number of the call it belongs to.
  package let call: Int
  /// Who posts it.
  package let sender: Sender
  /// Where to.
  package let url: String
  /// The headers besides `Host` and `Content-Length`.
  package let headers: [ServiceRequest.Header]
  /// The JSON.
  package let body: [UInt8]
  /// The event's type, for people.
  package let type: String
  /// What the event tells besides, for people.
  let detail: String
  /// How often it was tried, from 1.
  package var attempt = 1

  /// The same once more, as the service may post it.
  func again(id: Int) -> Delivery {
    Delivery(
      id: id,
      call: call,
      sender: sender,
      url: url,
      headers: headers,
      body: body,
      type: type,
      detail: detail
    )
  }

  /// How long an answer may take before it counts as none (FACTS.md (c), (d)).
  package var timeout: Milliseconds {
    switch sender {
    case .callAutomation: .seconds(8)
    case .eventGrid: .seconds(30)
    }
  }

  /// How long to wait for the next attempt after an answer of that status, which is nil where there
  /// was no answer; nil where there is no next attempt.
  func delayAfterFailure(status: Int?) -> Milliseconds? {
    switch sender {
    case .callAutomation: callbackDelays.dropFirst(attempt - 1).first
    case .eventGrid:
      status == 400 || status == 413
        ? nil
        : eventGridDelays.dropFirst(attempt - 1).first.map { max($0, leastDelay(after: status)) }
    }
  }

  /// Whether an answer means that it arrived.
  func isTaken(status: Int?) -> Bool {
    switch sender {
    case .callAutomation: (200...299).contains(status ?? 0)
    case .eventGrid: (200...204).contains(status ?? 0)
    }
  }

  /// Event Grid waits longer after some answers (FACTS.md (d)).
  private func leastDelay(after status: Int?) -> Milliseconds {
    switch status {
    case 401, 403, 404: .seconds(300)
    case 408: .seconds(120)
    case 503: .seconds(30)
    default: .seconds(10)
    }
  }
}

/// A few times with backoff, then never again (FACTS.md (c)).
private let callbackDelays = [1, 2, 4, 8].map { Milliseconds.seconds($0) }

/// The first of Event Grid's delays; a call has stopped ringing long before the later ones.
private let eventGridDelays = [10, 30, 60].map { Milliseconds.seconds($0) }
