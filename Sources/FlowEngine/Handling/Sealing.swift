internal import CallModel
package import FlowLanguage
package import JSON

extension CallMachine {
  /// An input as the journal notes it and whoever watches is told it, before it is handled: without
  /// the key to the ringing call, and without what is sensitive (SEMANTICS.md, rule 18).
  ///
  /// What cannot be told to be public is left out: an answer to a question that is settled already,
  /// where the flow asks sensitive ones, and all that is said while a `sensitive` runs.
  package func sealed(_ input: CallInput, in program: Program) -> CallInput {
    if case .incoming(let call) = input.content { return input.with(.incoming(call.sealed)) }
    guard program.hasSensitive, let content = sealed(input.content, program) else { return input }
    return input.sealed(content)
  }

  /// What is left of something that happens; nil where nothing is left out.
  private func sealed(_ content: CallInput.Content, _ program: Program) -> CallInput.Content? {
    switch content {
    case .started(let arguments):
      let sealed = arguments.sealed(at: program.sensitive.values.mapValues { _ in [[]] })
      return sealed == arguments ? nil : .started(arguments: sealed)
    case .event(let event): return sealed(event, program).map { .event($0) }
    case .httpFinished(let ordinal, .response(let answer)):
      guard hidesAnswer(to: ordinal, program) else { return nil }
      return .httpFinished(ordinal: ordinal, .response(answer.sealed))
    case .signal(let id, let name, _):
      guard isInSensitive || program.hidesSignal(name) else { return nil }
      return .signal(id: id, name: name, fields: .sealed)
    case .incoming, .answered, .refused, .httpFinished, .timer, .observed, .recordingReady,
      .hangUpRequested, .recovered:
      return nil
    }
  }

  private func sealed(_ event: CallEvent, _ program: Program) -> CallEvent? {
    switch event.content {
    case .recognizeCompleted(_?):
      guard event.context.map({ hidesAnswer(to: $0.ordinal, program) }) ?? true else { return nil }
      return event.with(.recognizeCompleted(nil))
    case .toneReceived:
      guard
        isInSensitive || !isListening || state.operations.contains(where: { hides($0, program) })
      else { return nil }
      return event.with(.unrecognized(type: event.kind.rawValue))
    default: return nil
    }
  }

  /// Whether a `sensitive` runs: all that its steps are told is as sensitive as they are.
  private var isInSensitive: Bool {
    state.frames.contains { if case .sensitive? = $0.memory { true } else { false } }
  }

  /// Whether a step waits for keys one by one; what is pressed else belongs to a question.
  private var isListening: Bool {
    state.frames.contains { frame in
      switch frame.memory {
      case .wait?, .takeMessage?: true
      default: false
      }
    }
  }

  private func hidesAnswer(to ordinal: Int, _ program: Program) -> Bool {
    guard !isInSensitive, let operation = state.operations[ordinal: ordinal] else { return true }
    return hides(operation, program)
  }

  /// Whether what an operation is answered with is sensitive; of one whose step is left nobody
  /// knows.
  private func hides(_ operation: Operation, _ program: Program) -> Bool {
    guard case .frame(let number) = operation.owner, let depth = state.frames.depth(of: number),
      let node = Turn(state, program, at: state.lastTime).node(at: depth)
    else { return operation.isAnsweredWithValues }
    return node.shape.hasSensitiveAnswer
  }
}

extension Operation {
  /// Whether somebody's words, keys or values are its answer.
  fileprivate var isAnsweredWithValues: Bool {
    switch request {
    case .command(.recognize), .http: true
    case .command, .fetch: false
    }
  }
}

extension Program {
  /// Whether anything in a call of the flow is sensitive, in what it runs too.
  fileprivate var hasSensitive: Bool {
    !sensitive.isEmpty || flows.values.contains(where: \.hasSensitive)
  }

  /// Whether a signal brings something sensitive, as the flow or one that it runs declares it.
  fileprivate func hidesSignal(_ name: String) -> Bool {
    sensitive.signals.contains(name) || flows.values.contains { $0.hidesSignal(name) }
  }
}

extension IncomingCall {
  /// The call without the key to it.
  fileprivate var sealed: IncomingCall {
    IncomingCall(
      to: to,
      from: from,
      callerName: callerName,
      context: .sealed,
      correlationID: correlationID,
      serverCallID: serverCallID,
      sipHeaders: sipHeaders,
      voipHeaders: voipHeaders,
      rungAt: rungAt,
      onBehalfOf: onBehalfOf
    )
  }
}

extension IncomingCallContext {
  /// What stands where the key stood.
  fileprivate static let sealed = IncomingCallContext(sealedText)
}

extension HTTPAnswer {
  /// The answer with nothing but its status.
  fileprivate var sealed: HTTPAnswer {
    HTTPAnswer(status: status, headers: headers.mapValues { _ in sealedText }, body: .sealed)
  }
}

extension Effect {
  /// The effect as the journal notes it: without the key to the ringing call, and without what is
  /// sensitive; what is dispatched has it.
  package var sealed: Effect {
    switch self {
    case .send(let send) where send.command.policy.secret == .ringKey:
      .send(
        SendEffect(
          context: send.context,
          command: send.command.sealed(with: .sealed),
          firstSent: send.firstSent,
          deadline: send.deadline
        )
      )
    case .http(let request) where request.isSensitive: .http(request.sealed)
    case .schedule(let call) where call.isSensitive: .schedule(call.sealed)
    case .send, .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log,
      .trace:
      self
    }
  }
}

extension HTTPEffect {
  /// The request with nothing but its method and the names of its headers.
  fileprivate var sealed: HTTPEffect {
    HTTPEffect(
      ordinal: ordinal,
      method: method,
      url: [.text(sealedText)],
      headers: headers.map { Header(name: $0.name, value: [.text(sealedText)]) },
      body: body.map { _ in .sealed },
      timeout: timeout,
      once: once,
      publicHostsOnly: publicHostsOnly,
      isSensitive: true
    )
  }
}

extension ScheduledCall {
  /// The call without the values it is given.
  fileprivate var sealed: ScheduledCall {
    ScheduledCall(
      id: id,
      flow: flow,
      arguments: arguments.mapValues { _ in .sealed },
      due: due,
      isSensitive: true
    )
  }
}

extension CallState {
  /// Whether the call is over and nothing of it runs.
  var isAtRest: Bool {
    phase == .gone && callEndedHasBegun && frames.isEmpty && operations.isEmpty
  }

  /// Forgets what is sensitive: nothing that may still run for the call can name it.
  mutating func forgetSensitive(in program: Program) {
    variables = variables.sealed(at: program.sensitive.values)
    records.seal(at: program.sensitive.values)
  }
}

extension CallMachine {
  /// The state for people, without any value that the flow has: which of them are sensitive, its
  /// program knows.
  package var sealedJSON: JSONValue {
    readableJSON.sealed(
      under: ["variables", "results", "signals", "memory", "arguments", "settled", "context"]
    )
  }
}

extension JSONValue {
  /// The document without what lies under members of these names.
  fileprivate func sealed(under names: Set<String>) -> JSONValue {
    switch self {
    case .object(let members):
      var sealed = JSONObject()
      for member in members {
        let isValue = names.contains(member.name)
        sealed[member.name] = isValue ? .string(sealedText) : member.value.sealed(under: names)
      }
      return .object(sealed)
    case .array(let elements): return .array(elements.map { $0.sealed(under: names) })
    case .null, .bool, .integer, .wideInteger, .number, .string: return self
    }
  }
}
