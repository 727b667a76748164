internal import Synchronization

/// What is handed over to the thread of transfers.
enum TransferOrder: Sendable {
  /// A request is to be sent.
  case start(TransferRequest)
  /// A transfer is to end; one that has ended already is none of its business.
  case cancel(TransferTicket)
  /// A transfer whose body was not taken is to go on; one that has ended is none of its business.
  case resume(TransferTicket)
}

/// Names one call of `send`, and remembers that it was cancelled.
///
/// The cancellation can come before the order itself reaches the thread; the mark makes both orders of events
/// end alike.
final class TransferTicket: Sendable {
  private let cancelled = Atomic<Bool>(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
  }
}

/// A request on its way to the client's thread, with the caller who waits for it.
struct TransferRequest: Sendable {
  let request: HTTPClientRequest
  let deadline: ContinuousClock.Instant
  let ticket: TransferTicket
  /// Who takes the body of a 200 as it arrives; nil where it is wanted as a whole.
  let flow: BodyFlow?
  let continuation: CheckedContinuation<Result<HTTPResponse, HTTPClientError>, Never>

  /// Tells the caller that nothing was sent.
  func refuse(_ reason: String) {
    continuation.resume(returning: .failure(.notSent(reason)))
  }
}
