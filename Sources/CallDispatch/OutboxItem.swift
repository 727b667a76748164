package import CallModel
package import FieldCoding
package import FlowEngine

/// Something to be dispatched, with its place in the call's order.
package struct OutboxItem: Hashable, Sendable {
  /// Its place, from 1; never used twice in a call.
  package let position: Int
  /// What is to be done: a `send`, an `http`, a `fetch` or a `read`.
  package let effect: Effect
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an item.
  package init(position: Int, effect: Effect) {
    self.position = position
    self.effect = effect
  }
}

extension OutboxItem {
  /// The place of what is not stored: nothing is lost with it.
  package static let unstored = 0

  /// The operation it belongs to; nil for a read.
  package var ordinal: Int? {
    switch effect {
    case .send(let send): send.context.ordinal
    case .http(let request): request.ordinal
    case .fetch(let fetch): fetch.ordinal
    case .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: nil
    }
  }

  /// The command, if it is one.
  package var command: CallCommand? {
    if case .send(let send) = effect { send.command } else { nil }
  }

  /// Whether it is done for the flow, be there a call or not: for another system, or with files.
  package var isHTTP: Bool {
    switch effect {
    case .http, .fetch: true
    case .send, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: false
    }
  }

  /// Whether it only reads.
  package var isRead: Bool {
    if case .read = effect { true } else { false }
  }

  /// Whether it ends the call.
  package var endsCall: Bool { command?.policy.endsCall ?? false }

  /// Whether it answers the call, which brings the connection that all else needs.
  package var isAnswer: Bool {
    if case .answer? = command { true } else { false }
  }

  /// Whether it may not be sent again after a start, because it may have been sent before
  /// (SEMANTICS.md, rules 22 and 30).
  package var isSentOnce: Bool {
    switch effect {
    case .send(let send): send.command.policy.retry == .once
    case .http(let request): request.once
    case .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: false
    }
  }

  /// What a request that may be sent only once comes to when it may have been sent before a start;
  /// nil for all else.
  package var contentIfUnknown: CallInput.Content? {
    guard case .http(let request) = effect, request.once else { return nil }
    let message = "the server started again before the answer came"
    return .httpFinished(ordinal: request.ordinal, .failed(message: message))
  }
}
