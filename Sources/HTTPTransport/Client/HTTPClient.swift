internal import Foundation

/// Sends requests over libcurl, from one thread of its own.
///
/// ## Overview
/// `send` hands the request over to the thread and waits without holding a thread of Swift's pool. Connections are
/// kept and used again; HTTP/2 is spoken over TLS where the server offers it, and then one connection carries
/// requests at once, for which a first burst waits. Redirects are not followed, and nothing but http and https is
/// spoken.
///
/// ## What is never sent twice
/// A kept connection may turn out to be closed only when the request is on its way. libcurl would send it again on
/// a new connection; here that happens only to requests that change nothing (GET, HEAD, OPTIONS, TRACE). All others end as
/// `HTTPClientError.uncertain`, since the server may have acted on the first.
package final class HTTPClient: Sendable {
  private let queue: OrderQueue<TransferOrder>

  /// Starts the client's thread.
  ///
  /// - Throws: `HTTPClientError.notSent` where libcurl cannot be opened, or the system has no descriptors or memory
  ///   left.
  package init(
    configuration: HTTPClientConfiguration = HTTPClientConfiguration()
  )
    throws(HTTPClientError)
  {
    try libcurl.get()
    let wakeUp = try WakeUp()
    let queue = OrderQueue<TransferOrder>(wakeUp: wakeUp)
    let poller = try Poller()
    self.queue = queue
    let thread = Thread { TransferLoop.run(configuration, queue: queue, poller: poller) }
    thread.name = "http-client"
    thread.start()
  }

  deinit {
    queue.stop(waiter: nil)
  }

  /// Sends a request and returns its response, whatever the status.
  ///
  /// Cancelling the task ends the transfer, and closes its connection where it was alone on it.
  package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
    try request.check()
    return try await result(of: request, TransferTicket(), nil).get()
  }

  /// Sends a request and hands over the body of a 200 piece by piece as it arrives, whatever its length; the
  /// response has it not.
  ///
  /// No more than some of it waits to be taken: then the sender waits. What `take` throws ends the transfer. The
  /// time that a request may take is that of the whole body.
  package func send(
    _ request: HTTPClientRequest,
    streaming take: ([UInt8]) throws -> Void
  ) async throws -> HTTPResponse {
    try await send(request, through: BodyFlow(), take)
  }

  /// The same, through a flow that can be looked at.
  func send(
    _ request: HTTPClientRequest,
    through flow: BodyFlow,
    _ take: ([UInt8]) throws -> Void
  ) async throws -> HTTPResponse {
    try request.check()
    let ticket = TransferTicket()
    async let result = result(of: request, ticket, flow)
    for await piece in flow.pieces {
      try take(piece)
      if flow.took(piece.count) { _ = queue.add(.resume(ticket)) }
    }
    return try await result.get()
  }

  private func result(
    of request: HTTPClientRequest,
    _ ticket: TransferTicket,
    _ flow: BodyFlow?
  ) async -> Result<HTTPResponse, HTTPClientError> {
    defer { flow?.finish() }
    let deadline = ContinuousClock.now.advanced(
      by: min(max(request.timeout, .zero), longestTimeout)
    )
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let order = TransferRequest(
          request: request,
          deadline: deadline,
          ticket: ticket,
          flow: flow,
          continuation: continuation
        )
        if !queue.add(.start(order)) { order.refuse(shutDownReason) }
      }
    } onCancel: {
      ticket.cancel()
      _ = queue.add(.cancel(ticket))
    }
  }

  /// Ends the transfers under way, closes all connections and waits until the thread has done so.
  ///
  /// A request under way ends as `notSent` or `uncertain`, a later one as `notSent`. May be called again.
  package func shutdown() async {
    await withCheckedContinuation { waiter in
      queue.stop(waiter: waiter)
    }
  }
}

/// The longest time a request may be given; a longer one is cut, so that deadlines can be added up safely.
private let longestTimeout: Duration = .seconds(24 * 60 * 60)
