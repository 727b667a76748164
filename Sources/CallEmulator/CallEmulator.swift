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
  indirect enum Item: Sendable {
    case delivery(Delivery)
    case timer(call: Int, CallTimer)
  }

  let configuration: EmulatorConfiguration
  var ids: SeededIDs
  private(set) var now = Timestamp(milliseconds: 0)
  var calls: CallTable
  /// What those do whom the app calls.
  private(set) var callees: [CallerScript] = []
  private var schedule = Schedule<Item>()
  /// What was handed out and not settled.
  private var underway: [Int: Delivery] = [:]
  private var lastDelivery = 0
  private var lastSocket = 0
  private var mediaWork: [MediaWork] = []
  private var dice: FaultDice
  var repeated: RepeatedAnswers
  var files: RecordedFiles
  var assignments: TeamsAssignments
  /// The hosts under which requests came that were signed as they should be.
  var hosts: Set<String> = []
  /// Who waits to be told what to do when the app calls them.
  var heldCallees: Set<Identifier> = []
  /// Who decides for themselves what they do whenever they are rung.
  var attended: Set<Identifier> = []
  private var traces: [EmulatorTrace] = []
  private var heard: [HeardSource] = []

  /// Makes a service without calls.
  package init(_ configuration: EmulatorConfiguration) {
    self.configuration = configuration
    ids = SeededIDs(seed: configuration.seed)
    dice = FaultDice(configuration.faults, seed: configuration.seed)
    calls = CallTable(limit: configuration.keptCalls)
    repeated = RepeatedAnswers(limit: configuration.keptAnswers)
    files = RecordedFiles(limit: configuration.keptCalls)
    assignments = TeamsAssignments(limit: configuration.keptAssignments)
  }

  /// When something happens of itself next; nil if nothing will.
  package var nextDue: Timestamp? { schedule.nextDue }

  /// The calls that are known, in order; of those that are over, the last
  /// (`EmulatorConfiguration.keptCalls`).
  package var summaries: [CallSummary] { calls.all.map(CallSummary.init) }

  /// Whether a call is over and everything about it was delivered or given up.
  package func isFinished(call number: Int) -> Bool {
    guard (1...max(1, calls.lastNumber)).contains(number),
      calls[number]?.hasEnded ?? (number <= calls.lastNumber)
    else { return false }
    return !underway.values.contains { $0.call == number } && !hasDeliveries(of: number)
  }

  /// What is to happen of itself, the soonest last.
  var scheduled: [(due: Timestamp, item: Item)] { schedule.dueItems }

  /// Whether something of a call is still to be posted.
  func hasDeliveries(of number: Int) -> Bool {
    schedule.items.contains { item in
      if case .delivery(let delivery) = item { delivery.call == number } else { false }
    }
  }

  /// Whether something happened since `takeTraces` was asked.
  package var hasTraces: Bool { !traces.isEmpty }

  /// What has begun to sound since the last time this was asked; the last of it, where it was much
  /// (`EmulatorConfiguration.keptTraces`).
  package mutating func takeHeard() -> [HeardSource] {
    defer { heard = [] }
    return heard.suffix(configuration.keptTraces)
  }

  /// What happened since the last time this was asked; the last of it, where it was much
  /// (`EmulatorConfiguration.keptTraces`).
  package mutating func takeTraces() -> [EmulatorTrace] {
    defer { traces = [] }
    return traces.suffix(configuration.keptTraces)
  }
}

// What goes in.
extension CallEmulator {
  /// Lets a caller call; returns the call's number.
  package mutating func place(_ script: CallerScript, at time: Timestamp) -> Int {
    moveClock(to: time)
    let callee = script.to ?? configuration.defaultCallee
    let call = begin(script, callee: callee, isPlaced: false)
    ring(call)
    return call.number
  }

  /// Lets a call that was sent elsewhere ring anew, if calls of that party are the app's: under a key
  /// of its own, and the correlation id of the first (FACTS.md (b), 3).
  mutating func ringAgain(_ number: Int, for target: Identifier) {
    guard let earlier = calls[number],
      target.kind == .microsoftTeamsApp || target == configuration.defaultCallee
    else { return }
    guard earlier.ringing.transitions < ServiceLimits.transitions else {
      return trace(.note("the call was sent on too often, and is over"), call: number)
    }
    let call = begin(earlier.script, callee: target, isPlaced: false, after: earlier.ringing)
    ring(call)
  }

  private mutating func ring(_ call: EmulatedCall) {
    trace(.placed(from: call.ringing.caller, to: call.ringing.callee), call: call.number)
    var stage = makeStage()
    call.ring(in: &stage)
    perform(stage, of: call.number)
    post(
      EventGridEventBody(incoming: call.ringing),
      of: call.number,
      after: EmulatorTiming.eventLatency
    )
  }

  /// Says what somebody does when the app calls them; who was not told of takes the call and
  /// listens.
  package mutating func expect(_ callee: CallerScript) {
    callees.append(callee)
  }

  mutating func begin(
    _ script: CallerScript,
    callee: Identifier,
    others: [Identifier] = [],
    isPlaced: Bool,
    after earlier: RingingCall? = nil
  ) -> EmulatedCall {
    let ringing = RingingCall(
      caller: script.caller,
      callee: callee,
      onBehalfOf: script.onBehalfOf,
      others: others,
      isPlaced: isPlaced,
      transitions: earlier.map { $0.transitions + 1 } ?? 0,
      correlationID: earlier?.correlationID ?? CorrelationID(ids.uuid()),
      serverCallID: ServerCallID(
        encodeBase64(Array("https://conv.invalid/conv/\(ids.digits(16))".utf8))
      ),
      context: IncomingCallContext(ids.digits(64))
    )
    return calls.add { EmulatedCall(number: $0, ringing: ringing, script: script) }
  }

  /// Answers a request; the `Host` header has to be among its headers.
  package mutating func handle(
    _ request: ServiceRequest,
    at time: Timestamp
  ) -> EmulatorResponse {
    moveClock(to: time)
    let call = configuration.keepsTraces ? callNumber(of: request) : nil
    trace(
      .request(method: request.method, path: request.path, detail: traceDetail(of: request)),
      call: call
    )
    let place = traces.count
    var response: EmulatorResponse
    do throws(ServiceError) {
      if dice.happens(.e500) { throw .unknown }
      response = try checkedAnswer(to: request)
    } catch {
      response = error.response
    }
    // What comes of a request is told after its answer.
    if configuration.keepsTraces {
      let content = EmulatorTrace.Content.response(status: response.status, code: response.code)
      traces.insert(EmulatorTrace(time: now, call: call, content: content), at: place)
    }
    if dice.happens(.slow) {
      response.delay = EmulatorTiming.slowAnswer
      trace(.note("the answer comes late"), call: call)
    }
    if dice.happens(.reset) {
      response.isLost = true
      trace(.note("the answer is lost"), call: call)
    }
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
        calls.change(number) { $0.handle(timer, in: &stage) }
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
  ///   - failure: Why there was none, for the account.
  ///   - time: When it came.
  package mutating func settle(
    _ id: Int,
    status: Int?,
    failure: String = "no answer",
    at time: Timestamp
  ) {
    moveClock(to: time)
    guard var delivery = underway.removeValue(forKey: id), !delivery.isTaken(status: status)
    else { return }
    let delay = delivery.delayAfterFailure(status: status)
    let reason = status.map { "answered \($0)" } ?? failure
    trace(
      .undelivered(type: delivery.type, reason: reason, triesAgain: delay != nil),
      call: delivery.call
    )
    guard let delay else { return }
    delivery.attempt += 1
    schedule.add(.delivery(delivery), due: now + delay)
  }
}

// Media sockets.
extension CallEmulator {
  /// What is to be done about sockets since this was last asked, in order.
  package mutating func takeMediaWork() -> [MediaWork] {
    defer { mediaWork = [] }
    return mediaWork
  }

  /// Says that a socket is open.
  package mutating func socketOpened(_ socket: MediaSocket, at time: Timestamp) {
    change(socket.call, at: time) { $0.socketOpened(socket.id, in: &$1) }
  }

  /// Says that a socket was not opened, or has closed.
  package mutating func socketClosed(_ socket: MediaSocket, reason: String, at time: Timestamp) {
    change(socket.call, at: time) { $0.socketClosed(socket.id, reason: reason, in: &$1) }
  }

  /// Says something in the account of a socket's call.
  package mutating func note(_ text: String, of socket: MediaSocket, at time: Timestamp) {
    moveClock(to: time)
    trace(.note(text), call: socket.call)
  }
}

// What comes of it.
extension CallEmulator {
  /// Lets a call act at a time, and performs what comes of it; one that is not known does nothing.
  mutating func change(
    _ number: Int,
    at time: Timestamp,
    _ act: (inout EmulatedCall, inout Stage) -> Void
  ) {
    moveClock(to: time)
    var stage = makeStage()
    calls.change(number) { act(&$0, &stage) }
    perform(stage, of: number)
  }

  func makeStage() -> Stage {
    Stage(
      now: now,
      speed: configuration.speed,
      ids: ids,
      lastSocket: lastSocket,
      attended: attended
    )
  }

  mutating func perform(_ stage: Stage, of number: Int) {
    ids = stage.ids
    lastSocket = stage.lastSocket
    for outcome in stage.outcomes {
      switch outcome {
      case .timer(let timer, let due): schedule.add(.timer(call: number, timer), due: due)
      case .event(let event): post(event, of: number)
      case .recordingFile(let recording, let ringing):
        let file = RecordedFile(recording, of: ringing, endedAt: now)
        if recording.container == nil { files.keep(file) }
        post(
          EventGridEventBody(file, of: ringing),
          of: number,
          after: EmulatorTiming.recordingFile
        )
      case .heard(let source): heard.append(source)
      case .note(let text): trace(.note(text), call: number)
      case .work(let work): mediaWork.append(work)
      }
    }
    calls.forgetEnded()
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
      type: event.name,
      detail: configuration.keepsTraces ? traceDetail(of: event) : ""
    )
    post(delivery, after: EmulatorTiming.eventLatency)
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
    post(delivery, after: time)
  }

  /// Has something posted after that time: later and twice, as the dice fall.
  private mutating func post(_ delivery: Delivery, after time: Milliseconds) {
    let due = now + time
    let isLate = dice.happens(.reorder)
    schedule.add(.delivery(delivery), due: isLate ? due + EmulatorTiming.overtaken : due)
    guard dice.happens(.duplicate) else { return }
    lastDelivery += 1
    schedule.add(
      .delivery(delivery.again(id: lastDelivery)),
      due: due + EmulatorTiming.duplicate
    )
  }

  mutating func trace(_ content: @autoclosure () -> EmulatorTrace.Content, call: Int?) {
    guard configuration.keepsTraces else { return }
    traces.append(EmulatorTrace(time: now, call: call, content: content()))
  }

  /// Time never goes back.
  private mutating func moveClock(to time: Timestamp) {
    now = max(now, time)
    // Twice as many, so that they are not moved each time.
    if heard.count > 2 * configuration.keptTraces {
      heard.removeFirst(heard.count - configuration.keptTraces)
    }
    if traces.count > 2 * configuration.keptTraces {
      traces.removeFirst(traces.count - configuration.keptTraces)
    }
  }
}
