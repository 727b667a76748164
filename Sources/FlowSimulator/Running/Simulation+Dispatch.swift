internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// How often something under way was tried.
struct Tries: Sendable {
  /// After this time it is not tried again.
  let deadline: Timestamp
  var count = 0
  /// Half of the jitter: a test has one course.
  var backoff = Backoff { 0.5 }
}

/// A request of a flow that has no answer yet.
struct OpenRequest: Sendable {
  let turn: LaneTurn
  let effect: HTTPEffect
  let request: SimulatedRequest
  let deadline: Timestamp
  /// What it gets, at each try; nil until a line or a rule says it.
  var answer: ScenarioAnswer?
}

/// What calls ask for is done in their lane's order, as the server does it.
extension Simulation {
  /// What a change of the outbox means for the lane.
  func order(_ change: OutboxChange) -> LaneOrder {
    LaneOrder(
      callID: callID,
      flow: program.name,
      connectionID: call.machine.connectionID,
      secrets: [:],
      added: change.added,
      withdrawn: change.withdrawn,
      released: change.released
    )
  }

  /// Takes an order in, and begins what can begin.
  mutating func begin(_ order: LaneOrder) {
    guard lane != nil || !order.added.isEmpty else { return }
    var changed = lane ?? Lane(order)
    let change = changed.accept(order)
    lane = changed
    for turn in change.recalled { withdraw(turn) }
    ready += change.urgent
    if let turn = change.next { ready.append(turn) }
    carryOutReady()
  }

  /// Carries out what is ready, and what gets ready by that: in a loop, for a chain may be long.
  private mutating func carryOutReady() {
    guard !isCarryingOut else { return }
    isCarryingOut = true
    defer { isCarryingOut = false }
    while !ready.isEmpty, failure == nil { carryOut(ready.removeFirst()) }
  }

  mutating func carryOut(_ what: Pending) {
    switch what {
    case .tries(let turn): carryOut(turn)
    case .ends(let turn, let content): end(turn, content)
    case .answers(let turn, let result): judge(turn, result)
    case .asks(let turn): ask(turn)
    }
  }

  private mutating func carryOut(_ turn: LaneTurn) {
    guard lane?.mayTry(turn) ?? false else { return end(turn, nil) }
    switch turn.item.effect {
    case .send(let send): carryOut(send, turn)
    case .http(let effect): open(effect, turn)
    case .fetch(let fetch):
      // Every file is there to be had; a test's call has no digest to name it by.
      let names = fetch.files.map { "\(fetch.name)-\($0.index)" }
      end(turn, .httpFinished(ordinal: fetch.ordinal, .fetched(names)))
    case .read(let reads): end(turn, .observed(observe(reads)))
    case .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: end(turn, nil)
    }
  }

  /// Ends an item with what the machine is told of it, and begins the next one in turn.
  private mutating func end(_ turn: LaneTurn, _ content: CallInput.Content?) {
    tries[turn.number] = nil
    if let content { deliver([content], settling: turn.item.position) }
    if let next = lane?.end(turn) { ready.append(next) }
    carryOutReady()
  }

  /// What is under way and was withdrawn ends without another try.
  private mutating func withdraw(_ turn: LaneTurn) {
    pending.removeAll { $0.what.turn == turn }
    openRequests.removeAll { $0.turn == turn }
    end(turn, nil)
  }

  private mutating func carryOut(_ send: SendEffect, _ turn: LaneTurn) {
    // As the server has it: nothing is sent past its deadline but what ends the call.
    let endsCall = send.command.policy.endsCall
    let deadline = endsCall ? max(send.deadline, now + .seconds(60)) : send.deadline
    var tried = tries[turn.number] ?? Tries(deadline: deadline)
    guard now < tried.deadline else {
      let refusal = Refusal(indefinite: "it was not sent before its deadline")
      return end(turn, .refused(send.context, refusal))
    }
    tried.count += 1
    switch attempt(send) {
    case .ended(let content): end(turn, content)
    case .mayRetry(let refusal, let asked):
      let delay = Milliseconds(tried.backoff.delay(atLeast: asked))
      tries[turn.number] = tried
      guard now + delay < tried.deadline else { return end(turn, .refused(send.context, refusal)) }
      plan(.tries(turn), at: now + delay)
    }
  }

  /// One try of a command.
  private mutating func attempt(_ send: SendEffect) -> Judgement {
    let envelope = CommandEnvelope(
      callID: callID,
      context: send.context,
      connectionID: call.machine.connectionID,
      firstSent: send.firstSent,
      repeatabilityID: repeatabilityID(callID: callID, ordinal: send.context.ordinal),
      callbackBase: "https://flow.test"
    )
    switch encode(send.command, in: envelope) {
    case .success(let request): return send.judge(.answer(answer(to: request, send.command)))
    case .failure(.noConnection(let command)):
      let message = EncodingFailure.noConnection(command: command).description
      return .mayRetry(Refusal(indefinite: message), after: nil)
    case .failure(let failure):
      return .ended(.refused(send.context, Refusal(definite: failure.description)))
    }
  }

  /// What the service answers, or what a line says that it does.
  private mutating func answer(to request: ServiceRequest, _ command: CallCommand) -> WebAnswer {
    if let index = refusals.firstIndex(where: { $0.command == command.kind }) {
      let refusal = refusals.remove(at: index).refusal
      account.note(now, "svc", "refuses \(command.name): \(refusal.status)")
      return refusal.answer
    }
    prepare(command)
    let answer = answer(to: request)
    noteCommand(command, isTaken: (200...299).contains(answer.status))
    if !(200...299).contains(answer.status) {
      account.note(now, "svc", "refuses \(command.name): \(answer.status) \(answer.problem)")
    }
    return answer
  }

  private mutating func answer(to request: ServiceRequest) -> WebAnswer {
    let response = emulator.handle(request, at: now)
    noteHeard()
    return WebAnswer(status: response.status, headers: response.headers, body: response.body)
  }

  /// Tells the emulator whom a line has do something about being rung, and who is in a call that the
  /// flow joins.
  private mutating func prepare(_ command: CallCommand) {
    if let (party, isFirst) = command.rung, isHeld(party) {
      emulator.hold(party, in: isFirst ? nil : number, at: now)
    }
    if case .connect(let connect) = command {
      var script = CallerScript(caller: scenario.call.from)
      script.inCall = connect.locator.id
      emulator.expect(script)
    }
  }

  private mutating func observe(_ reads: [CallRead]) -> Observation {
    var observation = Observation()
    guard let connectionID = call.machine.connectionID else { return observation }
    for read in reads where observation.call != .gone {
      var request: ServiceRequest? = encode(read, connectionID: connectionID)
      while let page = request {
        let answer = answer(to: page)
        guard case .success(let found) = decodeRead(read, status: answer.status, body: answer.body)
        else { break }
        observation.call = found.observation.call ?? observation.call
        observation.recording = found.observation.recording ?? observation.recording
        if let participants = found.observation.participants {
          observation.participants = (observation.participants ?? []) + participants
        }
        request = found.nextLink.flatMap(encode(nextLink:))
      }
    }
    return observation
  }
}

/// Requests of the flow to other systems.
extension Simulation {
  private mutating func open(_ effect: HTTPEffect, _ turn: LaneTurn) {
    let request = SimulatedRequest(effect)
    append(.requested(request))
    openRequests.append(
      OpenRequest(turn: turn, effect: effect, request: request, deadline: now + effect.timeout)
    )
    tries[turn.number] = Tries(deadline: now + effect.timeout)
    let rule = scenario.rules.first { $0.pattern.matches(request, names(with: request)) }
    if !waitingAnswers.isEmpty {
      openRequests[openRequests.count - 1].answer = waitingAnswers.removeFirst()
    } else if let rule {
      openRequests[openRequests.count - 1].answer = rule.answer
    }
    ask(turn)
  }

  /// Gives the oldest request without an answer this one, or else the next.
  mutating func give(_ answer: ScenarioAnswer) {
    guard let index = openRequests.firstIndex(where: { $0.answer == nil }) else {
      waitingAnswers.append(answer)
      return
    }
    openRequests[index].answer = answer
    pending.removeAll { $0.what.turn == openRequests[index].turn }
    ask(openRequests[index].turn)
  }

  /// One try of a request.
  private mutating func ask(_ turn: LaneTurn) {
    guard lane?.mayTry(turn) ?? false, let open = openRequests.first(where: { $0.turn == turn })
    else { return end(turn, nil) }
    tries[turn.number]?.count += 1
    guard let answer = open.answer else {
      plan(.answers(turn, .timedOut), at: open.deadline)
      return
    }
    let isLate = now + answer.after >= open.deadline
    switch answer.content {
    case .timeout: plan(.answers(turn, .timedOut), at: open.deadline)
    case .respond where isLate: plan(.answers(turn, .timedOut), at: open.deadline)
    case .unreachable:
      plan(.answers(turn, .notSent(reason: "nobody is there")), at: now + answer.after)
    case .respond(let status, let headers, let body):
      do throws(CELFailure) {
        let value = try body?.value(names(with: open.request))
        let bytes = value.map { JSONValue($0).bytes() } ?? []
        let web = WebAnswer(
          status: status,
          headers: headers.sorted { $0.key < $1.key }.map {
            ServiceRequest.Header($0.key, $0.value)
          },
          body: bytes
        )
        plan(.answers(turn, .answer(web)), at: now + answer.after)
      } catch {
        failure = .unevaluated("\(open.request.line): \(error.message)")
      }
    }
  }

  /// What a try of a request has come to; it is tried again as the server does (rule 30).
  private mutating func judge(_ turn: LaneTurn, _ result: SendResult) {
    guard let index = openRequests.firstIndex(where: { $0.turn == turn }) else { return }
    let open = openRequests[index]
    if open.answer == nil {
      failure = failure ?? .unanswered(open.request.line)
      return
    }
    var tried = tries[turn.number] ?? Tries(deadline: open.deadline)
    let delay = Milliseconds(tried.backoff.delay())
    tries[turn.number] = tried
    guard open.effect.mayRetry(after: result), tried.count < maximumTries,
      now + delay < open.deadline
    else {
      openRequests.remove(at: index)
      let finished = CallInput.Content.httpFinished(
        ordinal: open.effect.ordinal,
        HTTPResult(result)
      )
      return end(turn, finished)
    }
    plan(.asks(turn), at: now + delay)
  }

  /// What `${ … }` in the values of a test stands for.
  func names(with request: SimulatedRequest?) -> (String) -> CELValue? {
    { name in
      if name == "request" { return request?.value }
      return (scenario.parties[name] ?? program.identities[name]).map {
        IdentifierType.value(of: $0)
      }
    }
  }
}

extension CallCommand {
  /// Who is rung, or is to take a transfer, and whether that begins the call; nil for nobody.
  fileprivate var rung: (party: Identifier, isFirst: Bool)? {
    if case .addParticipant(let add) = self { return (add.target, false) }
    if case .transfer(let transfer) = self { return (transfer.target, false) }
    if case .createCall(let create) = self { return (create.target, true) }
    return nil
  }
}

extension Simulation.Pending {
  /// The item it is about.
  var turn: LaneTurn {
    switch self {
    case .tries(let turn), .ends(let turn, _), .answers(let turn, _), .asks(let turn): turn
    }
  }
}

extension ServiceRefusal {
  /// The answer of the service (FACTS.md (g)).
  fileprivate var answer: WebAnswer {
    let code = code.map(String.init) ?? "\(status)"
    let error = JSONValue.members(["code": .string(code), "message": "The scenario refuses it."])
    return WebAnswer(status: status, body: JSONValue.members(["error": error]).bytes())
  }
}

extension WebAnswer {
  /// What the service says is wrong; empty where it says nothing.
  fileprivate var problem: String {
    let json = Result { () throws(JSONFailure) in try parseJSON(body, limits: .webhook) }
    guard case .success(let document) = json, let error = document["error"] else { return "" }
    return [error["code"]?.text, error["message"]?.text].compactMap(\.self).joined(separator: ": ")
  }
}

extension HTTPResult {
  /// What a flow learns of the last try.
  fileprivate init(_ result: SendResult) {
    switch result {
    case .answer(let answer):
      let json = Result { () throws(JSONFailure) in try parseJSON(answer.body, limits: .webhook) }
      var headers: [String: String] = [:]
      for header in answer.headers { headers[header.name] = header.value }
      let body: JSONValue? = if case .success(let value) = json { value } else { nil }
      self = .response(HTTPAnswer(status: answer.status, headers: headers, body: body?.celValue))
    case .notSent(let reason), .uncertain(let reason): self = .failed(message: reason)
    case .impossible(let reason): self = .refused(message: reason)
    case .timedOut: self = .timedOut
    }
  }
}

extension SimulatedRequest {
  /// The request, with secrets blotted out.
  fileprivate init(_ effect: HTTPEffect) {
    method = effect.method
    url = effect.url.map(\.shown).joined()
    var headers: [String: String] = [:]
    for header in effect.headers { headers[header.name] = header.value.map(\.shown).joined() }
    self.headers = headers
    body = effect.body.map { JSONValue($0) }
  }
}

extension HTTPEffect.TextPart {
  fileprivate var shown: String {
    switch self {
    case .text(let text): text
    case .secret, .encodedSecret: "‹secret›"
    }
  }
}

/// How often a request of a flow is tried at most (SEMANTICS.md, rule 30).
private let maximumTries = 3
