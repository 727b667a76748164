internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import Synchronization

// What the host asks.
extension World {
  /// Looks whether a command may be sent now.
  func checkCommand(_ context: OperationContext, of call: CallID) {
    let now = time.now.offset
    ledger.withLock { $0.checkCommand(context, of: call, at: now) }
  }

  /// The service does what is asked.
  func serve(_ request: ServiceRequest, of label: RequestLabel) -> WebAnswer {
    let once = ["play", "recognize"].contains { request.path.hasSuffix(":\($0)") }
    let (answer, breaches) = change { $0.handle(request, of: label, once: once, at: $1) }
    ledger.withLock { ledger in for breach in breaches { ledger.note(breach) } }
    return answer
  }

  /// Another system does what a flow asks.
  func serve(_ request: WebRequest, of label: RequestLabel, in life: Life) -> WebAnswer {
    let choice = dice.number(in: 0...9)
    // Who says that it was too much has done nothing.
    guard choice > 0 else {
      return WebAnswer(status: dice.happens(500) ? 429 : 503)
    }
    let effect = label.webOrdinal.flatMap { ordinal in
      ledger.withLock { $0.accounts[label.call]?.webRequests[ordinal] }
    }
    let breach = service.withLock { $0.take(label, effect, in: life.number) }
    if let breach { ledger.withLock { $0.note(breach) } }
    let bodies = [
      "{}", "[]", "null", #"{"name":"n","count":3,"tags":["t"],"by":{"k":"v"}}"#,
      #"{"ticket":"t","position":2,"name":"n"}"#,
    ]
    let body = bodies[dice.number(in: 0...bodies.count - 1)]
    return WebAnswer(status: choice == 1 ? 404 : 200, body: Array(body.utf8))
  }

  /// Changes the service, and sends on its way what it posts.
  @discardableResult
  func change<Result>(_ act: (inout Service, Timestamp) -> Result) -> Result {
    let now = time.timestamp
    let (result, deliveries, wake) = service.withLock { service in
      let result = act(&service, now)
      let deliveries = service.emulator.advance(to: now)
      var wake: Timestamp?
      if let due = service.emulator.nextDue, service.wakesAt.map({ due < $0 }) ?? true {
        service.wakesAt = due
        wake = due
      }
      return (result, deliveries, wake)
    }
    for trace in service.withLock({ $0.emulator.takeTraces() }) { tell("\(trace)") }
    for delivery in deliveries { post(delivery) }
    if let wake {
      time.after(Duration(wake - now)) { [self] in
        change { service, _ in if service.wakesAt == wake { service.wakesAt = nil } }
      }
    }
    return result
  }
}

// What the service posts.
extension World {
  private func post(_ delivery: Delivery) {
    if dice.happens(40) {
      note(.duplicate)
      time.after(dice.milliseconds(in: 1...5_000)) { self.arrive(delivery, isCopy: true) }
    }
    let isCallback = delivery.sender == .callAutomation
    if isCallback, dice.happens(8) {
      note(.lostEvent)
      time.after(.milliseconds(1)) { self.settle(delivery, 200) }
      return
    }
    let isLate = isCallback && dice.happens(60)
    if isLate { note(.lateEvent) }
    time.after(dice.milliseconds(in: isLate ? 100...8_000 : 1...30)) {
      self.arrive(delivery, isCopy: false)
    }
  }

  private func settle(_ delivery: Delivery, _ status: Int?) {
    change { $0.emulator.settle(delivery.id, status: status, at: $1) }
  }

  private func arrive(_ delivery: Delivery, isCopy: Bool) {
    guard let life, let host = life.host else {
      note(.nobodyListens)
      if !isCopy { settle(delivery, nil) }
      return
    }
    reach(.eventArrives, life)
    Task(executorPreference: executor) { [self] in
      var status: Int?
      if !life.isOver {
        let taken = await take(delivery, host, life)
        reach(.eventHandled, life)
        if life.isOver {
          status = nil
        } else if dice.happens(8) {
          note(.lostAcknowledgement)
        } else {
          status = taken.status
          acknowledge(taken)
        }
      }
      if !isCopy { settle(delivery, status) }
    }
  }

  private func acknowledge(_ taken: Taken) {
    guard (200...299).contains(taken.status) else { return }
    ledger.withLock { ledger in
      for call in taken.begun { ledger.acknowledgeBeginning(of: call) }
      if let call = taken.call { ledger.acknowledge(taken.events, of: call) }
    }
  }

  /// What a webhook makes of a delivery.
  private struct Taken {
    var status: Int
    var call: CallID?
    var events: [EventID] = []
    var begun: [CallID] = []
  }

  private func take(_ delivery: Delivery, _ host: CallHost, _ life: Life) async -> Taken {
    switch delivery.sender {
    case .callAutomation: await takeCallback(delivery, host)
    case .eventGrid: await takeDelivery(delivery, host, life)
    }
  }

  private func takeCallback(_ delivery: Delivery, _ host: CallHost) async -> Taken {
    let path = delivery.url.split(separator: "/")
    guard let place = path.firstIndex(of: "callbacks"), place + 1 < path.count,
      case .success(let decoded) = decodeCallbacks(delivery.body)
    else { return Taken(status: 400) }
    let id = CallID(String(path[place + 1]))
    let events = decoded.compactMap { if case .success(let event) = $0 { event } else { nil } }
    note(events, of: id)
    switch await host.deliver(events.map { .event($0) }, to: id) {
    case .committed: return Taken(status: 200, call: id, events: events.map(\.id))
    case .duplicate, .mismatch, .ended, .unwanted: return Taken(status: 200)
    case .unknownCall: return Taken(status: 404)
    case .unavailable: return Taken(status: 503)
    }
  }

  private func note(_ events: [CallEvent], of call: CallID) {
    let isOver = ledger.withLock { $0.accounts[call]?.overSince != nil }
    for event in events {
      let (isEarly, isStale) = service.withLock { service in
        (service.isEarly(event, of: call), service.isStale(event, of: call))
      }
      if isEarly { note(.earlyEvent) }
      if isStale { note(.staleSequence) }
      if isOver { note(.eventAfterEnd) }
    }
  }

  private func takeDelivery(_ delivery: Delivery, _ host: CallHost, _ life: Life) async -> Taken {
    guard case .success(let told) = decodeEventGrid(delivery.body), let store = life.store else {
      return Taken(status: 400)
    }
    var taken = Taken(status: 200)
    for case .success(let event) in told.events {
      switch event.content {
      case .incomingCall(let incoming):
        guard let flow = store.flow(for: incoming.to) else { continue }
        let id = callID(for: incoming)
        switch await host.begin(incoming, as: id, on: flow) {
        case .committed, .duplicate: taken.begun.append(id)
        case .mismatch, .unknownCall, .ended, .unwanted: break
        case .unavailable: taken.status = 500
        }
      case .recordingFileStatus(let status):
        if case .unavailable = await host.deliver(status.files) { taken.status = 500 }
      case .validation, .other: break
      }
    }
    return taken
  }
}
