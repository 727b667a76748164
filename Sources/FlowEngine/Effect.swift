package import CEL
package import CallModel
package import FieldCoding
package import FlowLanguage

/// Something the host is to do, after the state that asked for it is committed.
///
/// Effects of a call are dispatched in order, each when the one before is answered or past its
/// deadline or released; a `send` of what ends the call overtakes the others (SEMANTICS.md 1.3, 1.6,
/// rule 51).
package indirect enum Effect: Hashable, Sendable {
  /// Ask the service, and hand back `answered` or `refused`.
  case send(SendEffect)
  /// Make an HTTP request for the flow, and hand back `httpFinished`.
  case http(HTTPEffect)
  /// Fetch files of a recording and keep them, and hand back `httpFinished`.
  case fetch(FetchEffect)
  /// Read the call, and hand back one `observed`.
  case read([CallRead])
  /// Hand back `timer` at that time; a timer of the same id is replaced.
  case setTimer(TimerID, due: Timestamp)
  /// Forget a timer; it may be set or not.
  case cancelTimer(TimerID)
  /// Forget a send or an HTTP request that was not dispatched yet.
  case withdraw(ordinal: Int)
  /// Let others go before a send is answered: it is tried on beside them.
  case release(ordinal: Int)
  /// Begin a call of another flow later; committed with the state that asks for it, and dealt with
  /// by that.
  case schedule(ScheduledCall)
  /// Say something to the operator.
  case log(LogEntry)
  /// Note in the call's journal what a step did; for people, coverage and pages.
  case trace(StepTrace)
}

extension Effect: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case send = 1
    case http = 2
    case read = 3
    case setTimer = 4
    case cancelTimer = 5
    case withdraw = 6
    case log = 7
    case trace = 8
    case release = 30
    case schedule = 400
    case fetch = 480
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .send(let send): try output.put(.send, send)
    case .http(let request): try output.put(.http, request)
    case .fetch(let fetch): try output.put(.fetch, fetch)
    case .read(let reads): try output.put(.read, reads)
    case .setTimer(let id, let due):
      try output.put(.setTimer, ("id", id), ("due", due))
    case .cancelTimer(let id): try output.put(.cancelTimer, id)
    case .withdraw(let ordinal):
      try output.put(.withdraw, ("ordinal", ordinal))
    case .release(let ordinal):
      try output.put(.release, ("ordinal", ordinal))
    case .schedule(let call): try output.put(.schedule, call)
    case .log(let entry): try output.put(.log, entry)
    case .trace(let trace): try output.put(.trace, trace)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .send: try .send(values.next())
    case .http: try .http(values.next())
    case .fetch: try .fetch(values.next())
    case .read: try .read(values.next())
    case .setTimer: try .setTimer(values.next(), due: values.next())
    case .cancelTimer: try .cancelTimer(values.next())
    case .withdraw: try .withdraw(ordinal: values.next())
    case .release: try .release(ordinal: values.next())
    case .schedule: try .schedule(values.next())
    case .log: try .log(values.next())
    case .trace: try .trace(values.next())
    }
  }
}

/// A command with all a host needs to send it, and to send it again after a crash.
package struct SendEffect: Hashable, Sendable {
  /// The operation it belongs to; sent as `operationContext`.
  package let context: OperationContext
  /// What is asked.
  package let command: CallCommand
  /// When the operation began; sent as `Repeatability-First-Sent`.
  package let firstSent: Timestamp
  /// After this time it is not sent again; what is still open then is `refused` as indefinite.
  package let deadline: Timestamp
  /// What a later version stored.
  package var unknownFields = UnknownFields()

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

extension SendEffect: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      context: fields(1, "context", \.context),
      command: fields(2, "command", \.command),
      firstSent: fields(3, "firstSent", \.firstSent),
      deadline: fields(4, "deadline", \.deadline)
    )
  }
}

/// An HTTP request of a flow.
package struct HTTPEffect: Hashable, Sendable {
  /// A part of a text that is sent: secrets are named, never stored.
  package enum TextPart: Hashable, Sendable {
    case text(String)
    /// The value of the setting of that name, read when the request is sent.
    case secret(String)
    /// The same, percent-encoded as one path segment or query value of a URL.
    case encodedSecret(String)
  }

  /// A header.
  package struct Header: Hashable, Sendable {
    /// Its name, lower case.
    package let name: String
    /// Its value.
    package let value: [TextPart]
    /// What a later version stored.
    package var unknownFields = UnknownFields()

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
  /// Whether it may only reach hosts of the internet: its host comes from data.
  package let publicHostsOnly: Bool
  /// Whether something in it must not be shown.
  package let isSensitive: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an effect.
  package init(
    ordinal: Int,
    method: String,
    url: [TextPart],
    headers: [Header],
    body: CELValue?,
    timeout: Milliseconds,
    once: Bool,
    publicHostsOnly: Bool = false,
    isSensitive: Bool = false
  ) {
    self.ordinal = ordinal
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.once = once
    self.publicHostsOnly = publicHostsOnly
    self.isSensitive = isSensitive
  }
}

extension HTTPEffect: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      ordinal: fields(1, "ordinal", \.ordinal),
      method: fields(2, "method", \.method),
      url: fields(3, "url", \.url),
      headers: fields(4, "headers", \.headers),
      body: fields(5, "body", \.body),
      timeout: fields(6, "timeout", \.timeout),
      once: fields(7, "once", \.once),
      publicHostsOnly: fields(400, "publicHostsOnly", \.publicHostsOnly, default: false),
      isSensitive: fields(560, "isSensitive", \.isSensitive, default: false)
    )
  }
}

extension HTTPEffect.TextPart: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case text = 1
    case secret = 2
    case encodedSecret = 60
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .text(let text): try output.put(.text, text)
    case .secret(let name): try output.put(.secret, name)
    case .encodedSecret(let name): try output.put(.encodedSecret, name)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .text: try .text(values.next())
    case .secret: try .secret(values.next())
    case .encodedSecret: try .encodedSecret(values.next())
    }
  }
}

extension HTTPEffect.Header: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      name: fields(1, "name", \.name),
      value: fields(2, "value", \.value)
    )
  }
}

/// Names a timer of a call; opaque to the host, unique within the call.
package struct TimerID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Appends the text; the number at its end is what it is a timer of.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    guard let likeness = output.likeness, let dot = rawValue.lastIndex(of: "."),
      let number = Int(rawValue[rawValue.index(after: dot)...])
    else { return rawValue.write(to: &output) }
    let word = rawValue[...dot]
    String(word).write(to: &output)
    likeness.place(of: word == "frame." ? .frame : .operation, number).write(to: &output)
  }
}

/// A line for the operator's log or the call's journal.
package struct LogEntry: Hashable, Sendable {
  /// How much it matters.
  package enum Level: String, Hashable, Sendable, CaseIterable {
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
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an entry.
  package init(level: Level, path: FlowPath?, text: String, fields: [String: String] = [:]) {
    self.level = level
    self.path = path
    self.text = text
    self.fields = fields
  }
}

extension LogEntry: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      level: fields(1, "level", \.level),
      path: fields(2, "path", \.path),
      text: fields(3, "text", \.text),
      fields: fields(4, "fields", \.fields)
    )
  }
}

extension LogEntry.Level: FieldWord {}

/// What a step did, for the journal.
package struct StepTrace: Hashable, Sendable {
  /// Where the step stands, or the path of one of the flow's own handlers.
  package let path: FlowPath
  /// The step's keyword, such as `play`; `on` for a handler.
  package let keyword: String
  /// What it did.
  package let mark: Mark
  /// The branch that was taken, by its id in the program's branch table, or nil for none.
  package let branch: FlowPath?
  /// The flow it is a step of, where that is not the one the call began with but one that is run.
  package let flow: String?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a trace.
  package init(
    path: FlowPath,
    keyword: String,
    mark: Mark,
    branch: FlowPath? = nil,
    flow: String? = nil
  ) {
    self.path = path
    self.keyword = keyword
    self.mark = mark
    self.branch = branch
    self.flow = flow
  }

  /// Where the step stands, for people: `verify:main/0` in a flow that is run.
  package var place: String { (flow.map { $0 + ":" } ?? "") + path.text }

  /// What a step can do that is worth a note.
  package enum Mark: Hashable, Sendable {
    /// It began.
    case started
    /// Its `when` did not hold.
    case skipped
    /// It is one of the flow's own handlers or what a step does meanwhile, and runs from here on.
    case entered
    /// It ended so; `detail` is for people and holds no values.
    case ended(outcome: String, detail: String)
  }
}

extension StepTrace: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      path: fields(1, "path", \.path),
      keyword: fields(2, "keyword", \.keyword),
      mark: fields(3, "mark", \.mark),
      branch: fields(4, "branch", \.branch),
      flow: fields(5, "flow", \.flow)
    )
  }
}

extension StepTrace.Mark: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case started = 1
    case skipped = 2
    case entered = 3
    case ended = 4
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .started: try output.put(.started)
    case .skipped: try output.put(.skipped)
    case .entered: try output.put(.entered)
    case .ended(let outcome, let detail):
      try output.put(.ended, ("outcome", outcome), ("detail", detail))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .started: .started
    case .skipped: .skipped
    case .entered: .entered
    case .ended: try .ended(outcome: values.next(), detail: values.next())
    }
  }
}
