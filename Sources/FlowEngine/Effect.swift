package import CEL
package import CallModel
package import FlowLanguage

/// Something the host is to do, after the state that asked for it is committed.
///
/// Effects of a call are dispatched in order, each when the one before is answered or past its
/// deadline; a `send` of `terminate` overtakes the others (SEMANTICS.md 1.3, 1.6).
package enum Effect: Hashable, Sendable, Codable {
  /// Ask the service, and hand back `answered` or `refused`.
  case send(SendEffect)
  /// Make an HTTP request for the flow, and hand back `httpFinished`.
  case http(HTTPEffect)
  /// Read the call, and hand back one `observed`.
  case read([CallRead])
  /// Hand back `timer` at that time; a timer of the same id is replaced.
  case setTimer(TimerID, due: Timestamp)
  /// Forget a timer; it may be set or not.
  case cancelTimer(TimerID)
  /// Forget a send or an HTTP request that was not dispatched yet.
  case withdraw(ordinal: Int)
  /// Say something to the operator.
  case log(LogEntry)
  /// Note in the call's journal what a step did; for people, coverage and pages.
  case trace(StepTrace)
}

/// A command with all a host needs to send it, and to send it again after a crash.
package struct SendEffect: Hashable, Sendable, Codable {
  /// The operation it belongs to; sent as `operationContext`.
  package let context: OperationContext
  /// What is asked.
  package let command: CallCommand
  /// When the operation began; sent as `Repeatability-First-Sent`.
  package let firstSent: Timestamp
  /// After this time it is not sent again; what is still open then is `refused` as indefinite.
  package let deadline: Timestamp

  /// Makes an effect.
  package init(
    context: OperationContext,
    command: CallCommand,
    firstSent: Timestamp,
    deadline: Timestamp
  ) {
    self.context = context
    self.command = command
    self.firstSent = firstSent
    self.deadline = deadline
  }
}

/// An HTTP request of a flow.
package struct HTTPEffect: Hashable, Sendable, Codable {
  /// A part of a text that is sent: secrets are named, never stored.
  package enum TextPart: Hashable, Sendable, Codable {
    case text(String)
    /// The value of the setting of that name, read when the request is sent.
    case secret(String)
  }

  /// A header.
  package struct Header: Hashable, Sendable, Codable {
    /// Its name, lower case.
    package let name: String
    /// Its value.
    package let value: [TextPart]

    /// Makes a header.
    package init(name: String, value: [TextPart]) {
      self.name = name
      self.value = value
    }
  }

  /// The operation it belongs to; its id is sent as `Idempotency-Key`.
  package let ordinal: Int
  /// `GET`, `POST` and the like.
  package let method: String
  /// Where to.
  package let url: [TextPart]
  /// Headers of the flow's own.
  package let headers: [Header]
  /// What is sent as JSON, or nil for no body.
  package let body: CELValue?
  /// How long each try may take.
  package let timeout: Milliseconds
  /// Whether it may never be sent twice: an open end is then `failed`, not tried again.
  package let once: Bool

  /// Makes an effect.
  package init(
    ordinal: Int,
    method: String,
    url: [TextPart],
    headers: [Header],
    body: CELValue?,
    timeout: Milliseconds,
    once: Bool
  ) {
    self.ordinal = ordinal
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.once = once
  }
}

/// Names a timer of a call; opaque to the host, unique within the call.
package struct TimerID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// A line for the operator's log or the call's journal.
package struct LogEntry: Hashable, Sendable, Codable {
  /// How much it matters.
  package enum Level: String, Hashable, Sendable, Codable, CaseIterable {
    case debug, info, warning, error
  }

  /// How much it matters.
  package let level: Level
  /// Where in the flow, or nil where it is nowhere.
  package let path: FlowPath?
  /// What is said.
  package let text: String
  /// Named values beside it; never sensitive ones.
  package let fields: [String: String]

  /// Makes an entry.
  package init(level: Level, path: FlowPath?, text: String, fields: [String: String] = [:]) {
    self.level = level
    self.path = path
    self.text = text
    self.fields = fields
  }
}

/// What a step did, for the journal.
package struct StepTrace: Hashable, Sendable, Codable {
  /// Where the step stands, or the path of one of the flow's own handlers.
  package let path: FlowPath
  /// The step's keyword, such as `play`; `on` for a handler.
  package let keyword: String
  /// What it did.
  package let mark: Mark
  /// The branch that was taken, by its id in the program's branch table, or nil for none.
  package let branch: FlowPath?

  /// Makes a trace.
  package init(path: FlowPath, keyword: String, mark: Mark, branch: FlowPath? = nil) {
    self.path = path
    self.keyword = keyword
    self.mark = mark
    self.branch = branch
  }

  /// What a step can do that is worth a note.
  package enum Mark: Hashable, Sendable, Codable {
    /// It began.
    case started
    /// Its `when` did not hold.
    case skipped
    /// It is one of the flow's own handlers, and runs from here on.
    case entered
    /// It ended so; `detail` is for people and holds no values.
    case ended(outcome: String, detail: String)
  }
}
