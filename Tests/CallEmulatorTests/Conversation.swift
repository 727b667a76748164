import CallAutomation
import CallEmulator
import CallModel

/// An app talking with the emulated service about one call, in virtual time.
struct Conversation {
  var emulator: CallEmulator
  var now = Timestamp(milliseconds: 1_772_442_300_000)
  /// Everything delivered, in order.
  private(set) var deliveries: [Delivery] = []
  var connectionID: CallConnectionID?
  private let placed: Timestamp
  private var ordinal = 0
  private let callID = CallID("00112233445566778899aabbccddeeff")

  /// Places a call and lets its event be delivered.
  init(
    _ script: CallerScript = CallerScript(caller: Parties.caller),
    configure: (inout EmulatorConfiguration) -> Void = { _ in }
  ) {
    var configuration = EmulatorConfiguration(eventGridURL: "http://localhost/api/incomingCall")
    configure(&configuration)
    emulator = CallEmulator(configuration)
    placed = now
    _ = emulator.place(script, at: now)
    run(for: 100)
  }

  /// An app to whom nobody has called.
  static func calling() -> Conversation {
    Conversation(CallEmulator(EmulatorConfiguration(eventGridURL: "http://localhost")))
  }

  /// An app to whom nobody has called, and a service that is set up in another way.
  init(_ configuration: EmulatorConfiguration) {
    self.init(CallEmulator(configuration))
  }

  private init(_ emulator: CallEmulator) {
    self.emulator = emulator
    placed = now
  }

  /// Places a call and takes it, with an AI endpoint unless told otherwise.
  static func answered(
    _ script: CallerScript = CallerScript(caller: Parties.caller),
    hasIntelligence: Bool = true,
    configure: (inout EmulatorConfiguration) -> Void = { _ in }
  ) throws -> Conversation {
    var conversation = Conversation(script, configure: configure)
    try conversation.answer(hasIntelligence: hasIntelligence)
    conversation.run(for: 900)
    conversation.deliveries = []
    return conversation
  }

  /// The call as Event Grid told it.
  func incomingCall() throws -> IncomingCall {
    for delivery in deliveries where delivery.sender == .eventGrid {
      for case .success(let event) in try decodeEventGrid(delivery.body).get().events {
        if case .incomingCall(let call) = event.content { return call }
      }
    }
    throw NoIncomingCall()
  }

  /// The call that Event Grid tells of next.
  mutating func nextIncomingCall() throws -> IncomingCall {
    deliveries = []
    run(for: 100)
    return try incomingCall()
  }

  struct NoIncomingCall: Error {}

  mutating func answer(
    hasIntelligence: Bool = true,
    streaming: StreamingOptions? = nil,
    transcription: TranscriptionOptions? = nil
  ) throws {
    let command = AnswerCommand(
      context: try incomingCall().context,
      cognitiveServicesEndpoint: hasIntelligence ? "https://ai.contoso.com/" : nil,
      streaming: streaming,
      transcription: transcription
    )
    connectionID = try send(.answer(command)).get().connectionID
  }

  /// Sends a command as the next operation.
  @discardableResult
  mutating func send(_ command: CallCommand) -> Result<CommandAnswer, Refusal> {
    ordinal += 1
    return send(command, as: ordinal)
  }

  /// Sends a command as that operation.
  mutating func send(_ command: CallCommand, as ordinal: Int) -> Result<CommandAnswer, Refusal> {
    let envelope = CommandEnvelope(
      callID: callID,
      context: OperationContext(ordinal: ordinal, attempt: 1),
      connectionID: connectionID ?? CallConnectionID("none"),
      firstSent: now,
      repeatabilityID: repeatabilityID(callID: callID, ordinal: ordinal),
      callbackBase: "http://localhost:1"
    )
    switch encode(command, in: envelope) {
    case .success(let request):
      let response = handle(request)
      return decodeAnswer(to: command, status: response.status, body: response.body)
    case .failure(let failure):
      return .failure(
        Refusal(certainty: .definite, status: nil, code: nil, message: failure.description)
      )
    }
  }

  /// Reads something.
  mutating func read(_ read: CallRead) -> Result<ReadAnswer, Refusal> {
    let request = encode(read, connectionID: connectionID ?? CallConnectionID("none"))
    let response = handle(request)
    return decodeRead(read, status: response.status, body: response.body)
  }

  /// Posts a body as it is; the path is that after the connection's id.
  mutating func post(_ suffix: String, _ body: String) -> EmulatorResponse {
    let id = connectionID?.rawValue ?? "none"
    return request("POST", "/calling/callConnections/\(id)\(suffix)", body)
  }

  /// Sends a request that is signed as it should be.
  mutating func request(_ method: String, _ path: String, _ body: String = "") -> EmulatorResponse {
    handle(
      ServiceRequest(
        method: method,
        path: path,
        query: "api-version=2026-03-12",
        body: Array(body.utf8)
      )
    )
  }

  /// Signs a request and sends it.
  mutating func handle(_ request: ServiceRequest) -> EmulatorResponse {
    let key = EmulatorConfiguration.developmentKey
    var signed = signed(request, key: key, host: "localhost", date: now)
    signed.headers.append(ServiceRequest.Header("Host", "localhost"))
    return emulator.handle(signed, at: now)
  }

  /// Lets time pass; every delivery is answered with the status.
  mutating func run(for milliseconds: Int64, answering status: Int? = 200) {
    let end = now + Milliseconds(milliseconds)
    while let due = emulator.nextDue, due <= end {
      now = max(now, due)
      for delivery in emulator.advance(to: now) {
        deliveries.append(delivery)
        emulator.settle(delivery.id, status: status, at: now)
      }
    }
    now = end
  }

  /// The call's events since this was last asked, decoded, as `Type code/subCode [context]`.
  mutating func takeEvents() throws -> [String] {
    let events = try takeCallEvents()
    return events.map { event in
      let result = event.result ?? ResultInformation(code: 0, subCode: 0)
      let code =
        result.subCode == 0 && result.code == 200 ? "" : " \(result.code)/\(result.subCode)"
      let context = event.context.map { " [\($0)]" } ?? ""
      return event.kind.rawValue + code + context
    }
  }

  /// The call's events since they were last asked for.
  mutating func takeCallEvents() throws -> [CallEvent] {
    defer { deliveries = [] }
    return try deliveries.filter { $0.sender == .callAutomation }.flatMap { delivery in
      try decodeCallbacks(delivery.body).get().map { try $0.get() }
    }
  }

  /// Forgets what was delivered.
  mutating func forgetDeliveries() {
    deliveries = []
  }

  /// Milliseconds since the call was placed.
  var elapsed: Int64 { (now - placed).count }
}

/// The parties of the tests.
enum Parties {
  static let caller = Identifier.phoneNumber("+14255550123")
  static let number = Identifier.phoneNumber("+12065551212")
  static let agent = Identifier(rawID: "8:acs:resource_tenant_agent")
  static let teamsUser = Identifier(rawID: "8:orgid:a1b2c3d4-3333-4eee-8fff-000000000003")
}

extension CallCommand {
  /// Says a text to everyone, or plays something else.
  static func say(
    _ text: String,
    to: [Identifier] = [],
    loop: Bool = false,
    interrupts: Bool = false
  ) -> CallCommand {
    .play(
      PlayCommand(
        sources: [.text(text, locale: "en-US", voice: nil)],
        to: to,
        loop: loop,
        interrupts: interrupts
      )
    )
  }

  /// Listens to the caller.
  static func listen(
    for input: RecognitionInput,
    to party: Identifier = Parties.caller,
    prompt: String? = nil,
    bargeIn: Bool = true,
    interrupts: Bool = false
  ) -> CallCommand {
    .recognize(
      RecognizeCommand(
        input: input,
        from: party,
        prompts: prompt.map { [.text($0, locale: "en-US", voice: nil)] } ?? [],
        bargeIn: bargeIn,
        initialSilenceSeconds: 5,
        speechLocale: "en-US",
        interrupts: interrupts
      )
    )
  }

  /// Brings somebody in.
  static func add(_ party: Identifier, seconds: Int = 30) -> CallCommand {
    .addParticipant(
      AddParticipantCommand(target: party, timeoutSeconds: seconds, callerID: nil, context: nil)
    )
  }

  /// Sends the caller elsewhere.
  static func transfer(to party: Identifier, of transferee: Identifier? = nil) -> CallCommand {
    .transfer(TransferCommand(target: party, transferee: transferee, context: nil))
  }
}

extension CallerScript {
  /// A script of the tests' caller.
  static func caller(_ change: (inout CallerScript) -> Void) -> CallerScript {
    var script = CallerScript(caller: Parties.caller)
    change(&script)
    return script
  }
}
