internal import CallAutomation
internal import CallModel

/// Requests.
extension CallEmulator {
  /// Refuses what is not allowed in, then answers; a repeated request gets its first answer again.
  mutating func checkedAnswer(
    to request: ServiceRequest
  ) throws(ServiceError) -> EmulatorResponse {
    let key = configuration.accessKey
    if let path = RecordedFilePath(request.path) {
      if let key {
        try requireProof(of: request, key, hosts: resourceHosts(of: request, among: hosts))
      }
      return try files.answer(request, path, at: now)
    }
    if request.path == TokenExchange.path { return try exchange(request) }
    let host = request.header("Host").map { [$0] } ?? []
    if let key {
      try requireProof(of: request, key, hosts: host)
      if hosts.count < maximumHosts { hosts.formUnion(host) }
    }
    if let assignment = TeamsAssignment(path: request.path) {
      try requireAccessVersion(of: request)
      return try assignments.answer(request, assignment)
    }
    let version = try apiVersion(of: request)
    let operation = try Operation(request, version)
    guard operation.isRepeatable, let id = request.header("Repeatability-Request-ID") else {
      return try answer(operation, request, version)
    }
    if let first = repeated[id] { return first }
    let response: EmulatorResponse
    do {
      response = try answer(operation, request, version)
    } catch {
      response = error.response
    }
    repeated.keep(response, for: id)
    return response
  }

  private func requireProof(
    of request: ServiceRequest,
    _ key: [UInt8],
    hosts: [String]
  ) throws(ServiceError) {
    try authenticate(
      request,
      key: key,
      hosts: hosts,
      refusalOfToken: configuration.refusalOfToken,
      at: now
    )
  }

  /// An agent's token for one of ours; who asks proves it by the token alone.
  private mutating func exchange(
    _ request: ServiceRequest
  ) throws(ServiceError) -> EmulatorResponse {
    try requireAccessVersion(of: request)
    let exchange = try TokenExchange(request)
    return exchange.answer(resource: configuration.resourceID, token: ids.digits(64), at: now)
  }

  /// FACTS.md (k): access has versions of its own.
  private func requireAccessVersion(of request: ServiceRequest) throws(ServiceError) {
    guard queryItem("api-version", of: request) == "2025-06-30" else { throw .noResource(request) }
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
      let response = try onRinging(redirect.context) { call, stage throws(ServiceError) in
        try call.redirect(redirect, in: &stage)
      }
      if let number = ringingNumber(redirect.context) { ringAgain(number, for: redirect.target) }
      return response
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
    case .call(let id, .moveParticipants): return try move(request, to: try number(of: id))
    case .call(let id, let operation):
      let number = try number(of: id)
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
    var script = script(of: request.target) ?? CallerScript(caller: request.target)
    for other in request.otherTargets { script.add(other, as: self.script(of: other)) }
    for target in [request.target] + request.otherTargets
    where heldCallees.remove(target) != nil {
      script.parties[target.rawID] = [PartyReaction(.noAnswer)]
    }
    // Outside of Teams Phone the resource itself calls.
    let callee = request.caller ?? Identifier(rawID: "8:acs:\(ids.uuid())_\(ids.uuid())")
    let call = begin(
      script,
      callee: callee,
      others: request.otherTargets,
      isPlaced: true
    )
    do throws(ServiceError) {
      let response = try on(call.number) { call, stage throws(ServiceError) in
        try call.place(request, apiVersion: version, in: &stage)
      }
      trace(.placed(from: callee, to: request.target), call: call.number)
      return response
    } catch {
      calls.removeLast()
      throw error
    }
  }

  /// What somebody does whom the app calls, where that was said.
  private func script(of callee: Identifier) -> CallerScript? {
    callees.first { $0.caller == callee }
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
    trace(.placed(from: us, to: call.caller), call: call.number)
    return response
  }

  /// Lets the call that rings with a key act; then its leg is known by its connection.
  private mutating func onRinging(
    _ context: IncomingCallContext,
    _ act: (inout EmulatedCall, inout Stage) throws(ServiceError) -> EmulatorResponse
  ) throws(ServiceError) -> EmulatorResponse {
    guard let number = ringingNumber(context) else { throw .notFound("Incoming call") }
    return try on(number, act)
  }

  /// Lets a call act, and performs what comes of it.
  private mutating func on(
    _ number: Int,
    _ act: (inout EmulatedCall, inout Stage) throws(ServiceError) -> EmulatorResponse
  ) throws(ServiceError) -> EmulatorResponse {
    var stage = makeStage()
    let response = try calls.change(number) { call throws(ServiceError) in
      try act(&call, &stage)
    }
    guard let response else { throw .notFound("Call") }
    perform(stage, of: number)
    return response
  }

  private func number(of connection: CallConnectionID) throws(ServiceError) -> Int {
    guard let number = calls.number(of: connection) else { throw .notFound("Call") }
    return number
  }

  private func number(of request: RecordingRequest) throws(ServiceError) -> Int {
    let number =
      switch request.subject {
      case .connection(let id): calls.number(of: id)
      case .server(let id): calls.number { $0.ringing.serverCallID == id }
      case .group(let id): calls.number { $0.script.inCall == id && !$0.hasEnded }
      }
    guard let number else { throw .notFound("Call") }
    return number
  }

  private func number(of recording: RecordingID) throws(ServiceError) -> Int {
    guard let number = calls.number(where: { $0.recording?.id == recording }) else {
      throw .notFound("Recording")
    }
    return number
  }

  /// The call a request is about, as far as its path says it; for the account only.
  func callNumber(of request: ServiceRequest) -> Int? {
    do {
      switch try Operation(request, ServiceVersion.current.rawValue) {
      case .call(let id, _): return try number(of: id)
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
    calls.number { $0.ringing.context == context }
  }

  private func apiVersion(of request: ServiceRequest) throws(ServiceError) -> String {
    guard let version = queryItem("api-version", of: request), knownVersions.contains(version)
    else { throw .noResource(request) }
    return version
  }
}

/// Moving parties from one call to another.
extension CallEmulator {
  /// `participants:moveHere`: each party that is in the other call is in this one then.
  private mutating func move(
    _ request: ServiceRequest,
    to here: Int
  ) throws(ServiceError) -> EmulatorResponse {
    let request = try MoveRequest(request)
    let there = calls.number(of: request.fromCall)
    // Whoever is in this call already is not moved.
    let origin = there == here ? nil : there
    var moved: [MovedParty] = []
    // Looked at first: nobody leaves for a call that takes nobody.
    try calls[here]?.requireConnected()
    if let origin {
      var stage = makeStage()
      moved = calls.change(origin) { $0.give(request.parties, in: &stage) } ?? []
      perform(stage, of: origin)
    }
    return try on(here) { call, stage throws(ServiceError) in
      try call.take(moved, request, in: &stage)
    }
  }
}

/// The hosts under which an emulator is reached are few.
private let maximumHosts = 16

/// The versions that SDKs send, from 1.0 on; previews are withdrawn (FACTS.md (a), (j)).
private let knownVersions = [
  "2023-03-06", "2023-10-15", "2024-04-15", "2024-09-15", "2025-05-15", "2025-06-15",
  "2025-08-15-preview", "2026-03-12",
]
