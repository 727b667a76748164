package import CEL
package import CallModel
package import FieldCoding

/// Something that happens to a call: what the host tells the machine, one at a time.
///
/// Inputs are decoded values without unknown members, so they can be stored and replayed
/// (SEMANTICS.md 1.3, 1.9).
package struct CallInput: Hashable, Sendable {
  /// When the host took it in; the machine's only clock.
  package let time: Timestamp
  /// What happened.
  package let content: Content
  /// What operators have changed of the flags since the call's input before.
  package let flags: FlagChanges
  /// Whether something of it that is sensitive is left out: where it is kept or shown, never where it
  /// is handled.
  package private(set) var isSealed = false
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an input.
  package init(at time: Timestamp, _ content: Content, flags: FlagChanges = .none) {
    self.time = time
    self.content = content
    self.flags = flags
  }

  /// The same with another content.
  package func with(_ content: Content) -> CallInput {
    CallInput(at: time, content, flags: flags)
  }

  /// What is left of the input without what is sensitive.
  func sealed(_ content: Content) -> CallInput {
    var sealed = with(content)
    sealed.isSealed = true
    return sealed
  }

  /// What can happen to a call.
  package indirect enum Content: Hashable, Sendable {
    /// It rings. Only ever the first input of an inbound call.
    case incoming(IncomingCall)
    /// It was begun here, and is not placed yet. Only ever the first input of an outbound call;
    /// the arguments are the values of the flow's parameters.
    case started(arguments: [String: CELValue])
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
    /// Another system posted a signal; its id tells a second delivery (SEMANTICS.md, rule 12).
    case signal(id: EventID, name: String, fields: CELValue)
    /// A read that the machine, or the host at a start, asked for.
    case observed(Observation)
    /// Files of a recording of the call are ready; while it lasts, or after its end.
    case recordingReady(RecordingFiles)
    /// The operator ends the call.
    case hangUpRequested
    /// The host started again: what was emitted without an answer may or may not have been sent.
    /// The host resends repeatable and setting commands itself; the machine settles the rest
    /// (SEMANTICS.md, rules 22 and 45).
    case recovered
  }
}

extension CallInput: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = Self(
      at: try fields(1, "time", \.time),
      try fields(2, "content", \.content),
      flags: try fields(420, "flags", \.flags, default: .none)
    )
    value.isSealed = try fields(560, "isSealed", \.isSealed, default: false)
    return value
  }
}

extension CallInput.Content: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case incoming = 1
    case event = 2
    case answered = 3
    case refused = 4
    case httpFinished = 5
    case timer = 6
    case signal = 7
    case observed = 8
    case hangUpRequested = 9
    case recovered = 10
    case started = 11
    case recordingReady = 380
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .incoming(let call): try output.put(.incoming, call)
    case .started(let arguments): try output.put(.started, ("arguments", arguments))
    case .event(let event): try output.put(.event, event)
    case .answered(let context, let answer):
      try output.put(.answered, ("context", context), ("answer", answer))
    case .refused(let context, let refusal):
      try output.put(.refused, ("context", context), ("refusal", refusal))
    case .httpFinished(let ordinal, let result):
      try output.put(.httpFinished, ("ordinal", ordinal), ("result", result))
    case .timer(let id): try output.put(.timer, id)
    case .signal(let id, let name, let fields):
      try output.put(.signal, ("id", id), ("name", name), ("fields", fields))
    case .observed(let observation): try output.put(.observed, observation)
    case .hangUpRequested: try output.put(.hangUpRequested)
    case .recovered: try output.put(.recovered)
    case .recordingReady(let files): try output.put(.recordingReady, files)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .incoming: try .incoming(values.next())
    case .started: try .started(arguments: values.next())
    case .event: try .event(values.next())
    case .answered: try .answered(values.next(), values.next())
    case .refused: try .refused(values.next(), values.next())
    case .httpFinished: try .httpFinished(ordinal: values.next(), values.next())
    case .timer: try .timer(values.next())
    case .signal: try .signal(id: values.next(), name: values.next(), fields: values.next())
    case .observed: try .observed(values.next())
    case .hangUpRequested: .hangUpRequested
    case .recovered: .recovered
    case .recordingReady: try .recordingReady(values.next())
    }
  }
}

/// How a flow's HTTP request ended.
package enum HTTPResult: Hashable, Sendable {
  /// An answer came, of whatever status.
  case response(HTTPAnswer)
  /// No answer came in time.
  case timedOut
  /// The request was sent, or may have been, and no answer came; `message` is for people.
  case failed(message: String)
  /// A secret it needs cannot be read now, or its URL cannot be sent to.
  case refused(message: String)
  /// All files of a recording are kept, under these names.
  case fetched([String])
}

extension HTTPResult: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case response = 1
    case timedOut = 2
    case failed = 3
    case refused = 4
    case fetched = 480
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .response(let answer): try output.put(.response, answer)
    case .timedOut: try output.put(.timedOut)
    case .failed(let message):
      try output.put(.failed, ("message", message))
    case .refused(let message):
      try output.put(.refused, ("message", message))
    case .fetched(let names): try output.put(.fetched, ("names", names))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .response: try .response(values.next())
    case .timedOut: .timedOut
    case .failed: try .failed(message: values.next())
    case .refused: try .refused(message: values.next())
    case .fetched: try .fetched(values.next())
    }
  }
}

/// An HTTP answer, as far as a flow can see it.
package struct HTTPAnswer: Hashable, Sendable {
  /// The status code.
  package let status: Int
  /// Headers with lower-case names; of repeated ones the first.
  package let headers: [String: String]
  /// The body read as JSON (objects are maps with text keys), or nil where it is not JSON.
  package let body: CELValue?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an answer.
  package init(status: Int, headers: [String: String], body: CELValue?) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HTTPAnswer: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      status: fields(1, "status", \.status),
      headers: fields(2, "headers", \.headers),
      body: fields(3, "body", \.body)
    )
  }
}
