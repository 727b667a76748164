package import CallAutomation
package import CallModel
internal import Cryptography
internal import JSON

/// The Call Automation service, emulated: a deterministic core without sockets, clock or
/// randomness.
///
/// Requests and the passing of time go in, answers and deliveries come out; the same seed and the
/// same inputs give the same bytes. Whoever hosts it posts the deliveries and says how that went.
package struct CallEmulator: Sendable {
  /// What is scheduled.
  enum Item: Sendable {
    case delivery(Delivery)
    case timer(call: Int, CallTimer)
  }

  private let configuration: EmulatorConfiguration
  private var ids: SeededIDs
  private var now = Timestamp(milliseconds: 0)
  /// By number, from 1.
  private var calls: [EmulatedCall] = []
  private var numbers: [CallConnectionID: Int] = [:]
  /// What those do whom the app calls.
  private var callees: [CallerScript] = []
  private var schedule = Schedule<Item>()
  /// What was handed out and not settled.
  private var underway: [Int: Delivery] = [:]
  private var lastDelivery = 0
  private var repeated: [String: EmulatorResponse] = [:]
  private var traces: [EmulatorTrace] = []

  /// Makes a service without calls.
  package init(_ configuration: EmulatorConfiguration) {
    self.configuration = configuration
    ids = SeededIDs(seed: configuration.seed)
  }

  /// When something happens of itself next; nil if nothing will.
  package var nextDue: Timestamp? { schedule.nextDue }

  /// All calls that were placed, in order.
  package var summaries: [CallSummary] { calls.map(CallSummary.init) }

  /// Whether a call is over and everything about it was delivered or given up.
  package func isFinished(call number: Int) -> Bool {
    guard calls.indices.contains(number - 1), calls[number - 1].hasEnded else { return false }
    return !underway.values.contains { $0.call == number }
      && !schedule.items.contains { item in
        if case .delivery(let delivery) = item { delivery.call == number } else { false }
      }
  }

  /// What happened since the last time this was asked.
  package mutating func takeTraces() -> [EmulatorTrace] {
    defer { traces = [] }
    return traces
  }
}

// What goes in.
extension CallEmulator {
  /// Lets a caller call; returns the call's number.
  package mutating func place(_ script: CallerScript, at time: Timestamp) -> Int {
    moveClock(to: time)
    let callee = script.to ?? configuration.defaultCallee
    let call = begin(script, callee: callee, isPlaced: false)
    trace(.placed(from: call.ringing.caller, to: callee), call: call.number)
    var stage = makeStage()
    call.ring(in: &stage)
    perform(stage, of: call.number)
    post(
      EventGridEventBody(incoming: call.ringing),
      of: call.number,
      after: EmulatorTiming.eventLatency
    )
    return call.number
  }

  /// Says what somebody does when the app calls them; who was not told of takes the call and
  /// listens.
  package mutating func expect(_ callee: CallerScript) {
    callees.append(callee)
  }

  private mutating func begin(
    _ script: CallerScript,
    callee: Identifier,
    isPlaced: Bool
  ) -> EmulatedCall {
    let ringing = RingingCall(
      caller: script.caller,
      callee: callee,
      isPlaced: isPlaced,
      correlationID: CorrelationID(ids.uuid()),
      serverCallID: ServerCallID(
        encodeBase64(Array("https://conv.invalid/conv/\(ids.digits(16))".utf8))
      ),
      context: IncomingCallContext(ids.digits(64))
    )
    let call = EmulatedCall(number: calls.count + 1, ringing: ringing, script: script)
    calls.append(call)
    return call
  }

  /// Answers a request; the `Host` header has to be among its headers.
  package mutating func handle(
    _ request: ServiceRequest,
    at time: Timestamp
  ) -> EmulatorResponse {
    moveClock(to: time)
    let call = callNumber(of: request)
    trace(
      .request(method: request.method, path: request.path, detail: traceDetail(of: request)),
      call: call
    )
    let place = traces.count
    let response: EmulatorResponse
    do {
      response = try checkedAnswer(to: request)
    } catch {
      response = error.response
    }
    // What comes of a request is told after its answer.
    let content = EmulatorTrace.Content.response(status: response.status, code: response.code)
    traces.insert(EmulatorTrace(time: now, call: call, content: content), at: place)
    return response
  }

  /// Lets time pass; returns what has to be posted, in the order in which it became due.
  package mutating func advance(to time: Timestamp) -> [Delivery] {
    var deliveries: [Delivery] = []
    while let (due, item) = schedule.next(dueBy: time) {
      moveClock(to: due)
      switch item {
      case .delivery(let delivery):
        if delivery.attempt == 1 {
          trace(.event(type: delivery.type, detail: delivery.detail), call: delivery.call)
        }
        underway[delivery.id] = delivery
        deliveries.append(delivery)
      case .timer(let number, let timer):
        var stage = makeStage()
        calls[number - 1].handle(timer, in: &stage)
        perform(stage, of: number)
      }
    }
    moveClock(to: time)
    return deliveries
  }

  /// Says how posting a delivery went; what did not arrive is tried again later, a few times.
  ///
  /// - Parameters:
  ///   - id: The delivery.
  ///   - status: The status of the answer, nil where there was none.
  ///   - time: When it came.
  package mutating func settle(_ id: Int, status: Int?, at time: Timestamp) {
    moveClock(to: time)
    guard var delivery = underway.removeValue(forKey: id), !delivery.isTaken(status: status)
    else { return }
    let delay = delivery.delayAfterFailure(status: status)
    let reason = status.map { "answered \($0)" } ?? "no answer"
    trace(
      .undelivered(type: delivery.type, reason: reason, triesAgain: delay != nil),
      call: delivery.call
    )
    guard let delay else { return }
    delivery.attempt += 1
    schedule.add(.delivery(delivery), due: now + delay)
  }
}

// What comes of it.
extension CallEmulator {
  private func makeStage() -> Stage {
    Stage(now: now, speed: configuration.speed, ids: ids)
  }

  private mutating func perform(_ stage: Stage, of number: Int) {
    ids = stage.ids
    for outcome in stage.outcomes {
      switch outcome {
      case .timer(let timer, let due): schedule.add(.timer(call: number, timer), due: due)
      case .event(let event): post(event, of: number)
      case .recordingFile(let recording):
        let ringing = calls[number - 1].ringing
        let body = EventGridEventBody(recording, of: ringing, endedAt: now)
        post(body, of: number, after: EmulatorTiming.recordingFile)
      case .note(let text): trace(.note(text), call: number)
      }
    }
  }

  private mutating func post(_ event: ServiceEvent, of number: Int) {
    lastDelivery += 1
    let delivery = Delivery(
      id: lastDelivery,
      call: number,
      sender: .callAutomation,
      url: event.url,
      headers: [ServiceRequest.Header("Content-Type", "application/json; charset=utf-8")],
      body: event.body(id: ids.uuid(), time: now).bytes(in: .sorted),
      type: event.kind.rawValue,
      detail: traceDetail(of: event)
    )
    schedule.add(.delivery(delivery), due: now + EmulatorTiming.eventLatency)
  }

  private mutating func post(
    _ event: EventGridEventBody,
    of number: Int,
    after time: Milliseconds
  ) {
    let schema = configuration.eventGridSchema
    let type = String(event.type.split(separator: ".").last ?? "")
    lastDelivery += 1
    let delivery = Delivery(
      id: lastDelivery,
      call: number,
      sender: .eventGrid,
      url: configuration.eventGridURL,
      headers: EventGridEventBody.headers(schema: schema),
      body: event.body(schema: schema, id: ids.uuid(), time: now).bytes(in: .sorted),
      type: type,
      detail: ""
    )
    schedule.add(.delivery(delivery), due: now + time)
  }

  private mutating func trace(_ content: EmulatorTrace.Content, call: Int?) {
    traces.append(EmulatorTrace(time: now, call: call, content: content))
  }

  /// Time never goes back.
  private mutating func moveClock(to time: Timestamp) {
    now = max(now, time)
  }
}

// Requests.
extension CallEmulator {
  /// Refuses what is not allowed in, then answers; a repeated request gets its first answer again.
  private mutating func checkedAnswer(
    to request: ServiceRequest
  ) throws(ServiceError) -> EmulatorResponse {
    try authenticate(request, key: configuration.accessKey, at: now)
    let version = try apiVersion(of: request)
    let operation = try Operation(request)
    guard let id = request.header("Repeatability-Request-ID") else {
      return try answer(operation, request, version)
    }
    if let first = repeated[id] { return first }
    let response: EmulatorResponse
    do {
      response = try answer(operation, request, version)
    } catch {
      response = error.response
    }
    repeated[id] = response
    return response
  }

  private mutating func answer(
    _ operation: Operation,
    _ request: ServiceRequest,
    _ version: String
  ) throws(ServiceError) -> EmulatorResponse {
    switch operation {
    case .answer:
      let answer = try AnswerRequest(request)
      return try onRinging(answer.context) { call, stage throws(ServiceError) in
        try call.answer(answer, apiVersion: version, in: &stage)
      }
    case .reject:
      let reject = try RejectRequest(request)
      return try onRinging(reject.context) { call, stage throws(ServiceError) in
        try call.reject(reject, in: &stage)
      }
    case .redirect:
      let redirect = try RedirectRequest(request)
      return try onRinging(redirect.context) { call, stage throws(ServiceError) in
        try call.redirect(redirect, in: &stage)
      }
    case .create: return try create(try CreateCallRequest(request), version)
    case .connect: return try connect(try ConnectRequest(request), version)
    case .startRecording:
      let recording = try RecordingRequest(request)
      return try on(try number(of: recording)) { call, stage throws(ServiceError) in
        try call.startRecording(recording, in: &stage)
      }
    case .recording(let id, let operation):
      return try on(try number(of: id)) { call, stage throws(ServiceError) in
        try call.handle(operation, in: &stage)
      }
    case .call(let id, let operation):
      guard let number = numbers[id] else { throw .notFound("Call") }
      let pageSize = configuration.participantsPerPage
      return try on(number) { call, stage throws(ServiceError) in
        try call.answer(operation, request, pageSize: pageSize, in: &stage)
      }
    }
  }

  /// Places a call for the app; one that is refused never was.
  private mutating func create(
    _ request: CreateCallRequest,
    _ version: String
  ) throws(ServiceError) -> EmulatorResponse {
    let script = callees.first { $0.caller == request.target }
    // Outside of Teams Phone the resource itself calls.
    let callee = request.account ?? Identifier(rawID: "8:acs:\(ids.uuid())_\(ids.uuid())")
    let call = begin(script ?? CallerScript(caller: request.target), callee: callee, isPlaced: true)
    do throws(ServiceError) {
      let response = try on(call.number) { call, stage throws(ServiceError) in
        try call.place(request, apiVersion: version, in: &stage)
      }
      if let leg = calls[call.number - 1].leg { numbers[leg.connectionID] = call.number }
      trace(.placed(from: callee, to: request.target), call: call.number)
      return response
    } catch {
      calls.removeLast()
      throw error
    }
  }

  /// Lets the app into a call that a script is of; where none is, that is told with an event.
  private mutating func connect(
    _ request: ConnectRequest,
    _ version: String
  ) throws(ServiceError) -> EmulatorResponse {
    let script = callees.first { $0.inCall == request.callID }
    let us = Identifier(rawID: "8:acs:\(ids.uuid())_\(ids.uuid())")
    let call = begin(script ?? CallerScript(caller: us), callee: us, isPlaced: true)
    let response = try on(call.number) { call, stage throws(ServiceError) in
      call.join(request, isThere: script != nil, apiVersion: version, in: &stage)
    }
    if let leg = calls[call.number - 1].leg { numbers[leg.connectionID] = call.number }
    trace(.placed(from: us, to: call.caller), call: call.number)
    return response
  }

  /// Lets the call that rings with a key act; then its leg is known by its connection.
  private mutating func onRinging(
    _ context: IncomingCallContext,
    _ act: (inout EmulatedCall, inout Stage) throws(ServiceError) -> EmulatorResponse
  ) throws(ServiceError) -> EmulatorResponse {
    guard let index = calls.firstIndex(where: { $0.ringing.context == context }) else {
      throw .notFound("Incoming call")
    }
    let response = try on(index + 1, act)
    if let leg = calls[index].leg { numbers[leg.connectionID] = index + 1 }
    return response
  }

  /// Lets a call act, and performs what comes of it.
  private mutating func on(
    _ number: Int,
    _ act: (inout EmulatedCall, inout Stage) throws(ServiceError) -> EmulatorResponse
  ) throws(ServiceError) -> EmulatorResponse {
    var stage = makeStage()
    let response = try act(&calls[number - 1], &stage)
    perform(stage, of: number)
    return response
  }

  private func number(of request: RecordingRequest) throws(ServiceError) -> Int {
    let number =
      switch request.subject {
      case .connection(let id): numbers[id]
      case .server(let id): calls.first { $0.ringing.serverCallID == id }?.number
      }
    guard let number else { throw .notFound("Call") }
    return number
  }

  private func number(of recording: RecordingID) throws(ServiceError) -> Int {
    guard let call = calls.first(where: { $0.recording?.id == recording }) else {
      throw .notFound("Recording")
    }
    return call.number
  }

  /// The call a request is about, as far as its path says it; for the account only.
  private func callNumber(of request: ServiceRequest) -> Int? {
    do {
      switch try Operation(request) {
      case .call(let id, _): return numbers[id]
      case .recording(let id, _): return try number(of: id)
      case .answer: return ringingNumber(try AnswerRequest(request).context)
      case .reject: return ringingNumber(try RejectRequest(request).context)
      case .redirect: return ringingNumber(try RedirectRequest(request).context)
      case .create, .connect: return nil
      case .startRecording: return try number(of: try RecordingRequest(request))
      }
    } catch {
      return nil
    }
  }

  private func ringingNumber(_ context: IncomingCallContext) -> Int? {
    calls.first { $0.ringing.context == context }?.number
  }

  private func apiVersion(of request: ServiceRequest) throws(ServiceError) -> String {
    guard let version = queryItem("api-version", of: request) else {
      throw ServiceError(400, "MissingApiVersionParameter", "The api-version is missing.")
    }
    guard knownVersions.contains(version) else {
      throw ServiceError(
        400,
        "UnsupportedApiVersionValue",
        "The api-version \(version) is none of \(knownVersions.joined(separator: ", "))."
      )
    }
    return version
  }
}

/// FACTS.md (a), "Versions".
private let knownVersions = ["2025-06-15", "2025-08-15-preview", "2026-03-12"]
