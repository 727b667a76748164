package import CEL
package import CallModel

/// Something that happens to a call: what the host tells the machine, one at a time.
///
/// Inputs are decoded values without unknown members, so they can be stored and replayed
/// (SEMANTICS.md 1.3, 1.9).
package struct CallInput: Hashable, Sendable, Codable {
  /// When the host took it in; the machine's only clock.
  package let time: Timestamp
  /// What happened.
  package let content: Content

  /// Makes an input.
  package init(at time: Timestamp, _ content: Content) {
    self.time = time
    self.content = content
  }

  /// What can happen to a call.
  package enum Content: Hashable, Sendable, Codable {
    /// It rings. Only ever the first input of an inbound call.
    case incoming(IncomingCall)
    /// The service told something.
    case event(CallEvent)
    /// The service took an operation's command.
    case answered(OperationContext, CommandAnswer)
    /// The service refused it, or its deadline passed without a definite answer.
    case refused(OperationContext, Refusal)
    /// An HTTP request of the flow ended, one way or another.
    case httpFinished(ordinal: Int, HTTPResult)
    /// A timer that the machine set is due.
    case timer(TimerID)
    /// Another system posted a signal.
    case signal(name: String, fields: CELValue)
    /// A read that the machine, or the host at a start, asked for.
    case observed(Observation)
    /// The operator ends the call.
    case hangUpRequested
    /// The host started again: what was emitted without an answer may or may not have been sent.
    /// The host resends repeatable and setting commands itself; the machine settles the rest
    /// (SEMANTICS.md, rules 22 and 45).
    case recovered
  }
}

/// How a flow's HTTP request ended.
package enum HTTPResult: Hashable, Sendable, Codable {
  /// An answer came, of whatever status.
  case response(HTTPAnswer)
  /// No answer came in time.
  case timedOut
  /// The request was sent, or may have been, and no answer came; `message` is for people.
  case failed(message: String)
  /// A secret it needs cannot be read now, or its URL cannot be sent to.
  case refused(message: String)
}

/// An HTTP answer, as far as a flow can see it.
package struct HTTPAnswer: Hashable, Sendable, Codable {
  /// The status code.
  package let status: Int
  /// Headers with lower-case names; of repeated ones the first.
  package let headers: [String: String]
  /// The body read as JSON (objects are maps with text keys), or nil where it is not JSON.
  package let body: CELValue?

  /// Makes an answer.
  package init(status: Int, headers: [String: String], body: CELValue?) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
