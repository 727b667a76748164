internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

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
    case .arrives(let delivery): take(delivery)
    }
  }

  private mutating func carryOut(_ turn: LaneTurn) {
    guard lane?.mayTry(turn) ?? false else { return end(turn, nil) }
    switch turn.item.effect {
    case .send(let send): carryOut(send, turn)
    case .http(let effect): open(effect, turn)
    case .fetch(let fetch):
      // A test's call has no digest to name its files by.
      let names = fetch.files.map { "\(fetch.name)-\($0.index)" }
      let result: HTTPResult = losesFiles ? .failed(message: "they are lost") : .fetched(names)
      end(turn, .httpFinished(ordinal: fetch.ordinal, result))
    case .read(let reads): end(turn, .observed(observe(reads)))
    case .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: end(turn, nil)
    }
  }

  /// Ends an item with what the machine is told of it, and begins the next one in turn.
  mutating func end(_ turn: LaneTurn, _ content: CallInput.Content?) {
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
    var tried = tries[turn.number] ?? Tries(of: send, from: now, random: middle)
    guard tried.areOpen(at: now) else { return end(turn, .refused(send.context, .unsent)) }
    switch attempt(send) {
    case .ended(let content):
      guard let late = perturbation?.answer() else { return end(turn, content) }
      plan(.ends(turn, content), at: now + late)
    case .mayRetry(let refusal, let asked):
      let pause = tried.pause(atLeast: asked, at: now)
      tries[turn.number] = tried
      guard let pause else { return end(turn, .refused(send.context, refusal)) }
      plan(.tries(turn), at: now + Milliseconds(pause))
    }
  }

  /// One try of a command.
  private mutating func attempt(_ send: SendEffect) -> Judgement {
    switch send.readied(in: order(OutboxChange()), callbackBase: "https://flow.test") {
    case .request(let request):
      let refusal = perturbation?.refusal(of: send)
      return send.judge(.answer(refusal ?? answer(to: request, send)))
    case .judged(let judgement): return judgement
    }
  }

  /// What the service answers, or what a line says that it does.
  private mutating func answer(to request: ServiceRequest, _ send: SendEffect) -> WebAnswer {
    let command = send.command
    asked.insert(command.kind)
    if let index = refusals.firstIndex(where: { $0.command == command.kind }) {
      let refusal = refusals.remove(at: index).refusal
      account.note(now, "svc", "refuses \(command.name): \(refusal.status)")
      return refusal.answer
    }
    prepare(command)
    let answer = answer(to: request)
    noteCommand(send, isTaken: (200...299).contains(answer.status))
    if !(200...299).contains(answer.status) {
      let refusal = "\(command.name): \(answer.status) \(answer.problem)"
      // A call that is over refuses all, and who has left has nothing to be tidied up: whoever left did
      // so while this was on its way.
      let isOver = number.map { emulator.hasEnded($0) } ?? false
      if !isOver, !command.kind.tidiesUp { unexpectedRefusals.append(refusal) }
      account.note(now, "svc", "refuses \(refusal)")
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
        observation.party = found.observation.party ?? observation.party
        if let participants = found.observation.participants {
          observation.participants = (observation.participants ?? []) + participants
        }
        request = found.nextLink.flatMap(encode(nextLink:))
      }
    }
    return observation
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

extension CallCommand.Kind {
  /// Whether it tidies up after a step: a refusal of it is no other course of the call.
  var tidiesUp: Bool {
    switch self {
    case .cancelAllMedia, .cancelAddParticipant, .stopContinuousTones, .terminate, .leave: true
    default: false
    }
  }
}

extension Simulation.Pending {
  /// The item it is about; nil for what comes of itself.
  var turn: LaneTurn? {
    switch self {
    case .tries(let turn), .ends(let turn, _), .answers(let turn, _), .asks(let turn): turn
    case .arrives: nil
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

/// Half of the jitter: a test has one course.
let middle: @Sendable () -> Double = { 0.5 }
