internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Reads what is asked and puts it into one observation; what cannot be read stays nil in it.
  func carryOut(_ reads: [CallRead], _ run: LaneRun) async -> CallInput.Content? {
    let deadline = dependencies.time.now + HostLimits.read
    var observation = Observation()
    for read in reads where observation.call != .gone {
      guard let found = await find(read, run, until: deadline) else { return nil }
      observation.call = found.call ?? observation.call
      observation.participants = found.participants ?? observation.participants
      observation.recording = found.recording ?? observation.recording
      observation.party = found.party ?? observation.party
    }
    return .observed(observation)
  }

  /// Reads one thing, page by page.
  private func find(
    _ read: CallRead,
    _ run: LaneRun,
    until deadline: Timestamp
  ) async -> Observation? {
    guard let order = orderToTry(run) else { return nil }
    guard let connectionID = order.connectionID else { return Observation() }
    var request = TrapBoard.watching(.makes(request: read.label), of: order.callID) {
      Optional(encode(read, connectionID: connectionID, dependencies.serviceVersion))
    }
    var whole = Observation()
    var pages = 0
    while let page = request, pages < HostLimits.participantPages {
      pages += 1
      switch await readPage(read, page, run, until: deadline) {
      case .cancelled: return nil
      case .unknown: return Observation()
      case .found(let answer):
        whole.call = answer.observation.call
        whole.recording = answer.observation.recording
        whole.party = answer.observation.party
        if let participants = answer.observation.participants {
          whole.participants = (whole.participants ?? []) + participants
        }
        request = answer.nextLink.flatMap(encode(nextLink:))
      }
    }
    return whole
  }

  private enum Page {
    case found(ReadAnswer)
    case unknown
    /// The task was cancelled, or the read withdrawn.
    case cancelled
  }

  private func readPage(
    _ read: CallRead,
    _ request: ServiceRequest,
    _ run: LaneRun,
    until deadline: Timestamp
  ) async -> Page {
    let time = dependencies.time
    var tries = Tries(until: deadline, random: dependencies.random)
    while tries.areOpen(at: time.now) {
      guard let order = orderToTry(run) else { return .cancelled }
      var request = request
      request.tell(TraceContext(of: order.callID))
      observe(order, .request(read.label, line: "\(request.method) \(request.target)"))
      let timeout = min(HostLimits.serviceRequest, Duration(deadline - time.now))
      let result = await dependencies.sender.send(request, timeout: timeout)
      guard !Task.isCancelled || result.isAnswer else { return .cancelled }
      dependencies.answered(result)
      observe(order, .answer(read.label, result.summary(dependencies.scrubber)))
      var asked: Duration?
      if case .answer(let answer) = result {
        switch decodeRead(read, status: answer.status, body: answer.body) {
        case .success(let found): return .found(found)
        case .failure(let refusal) where refusal.certainty == .definite: return .unknown
        case .failure: asked = answer.retryAfter
        }
      }
      guard let delay = tries.pause(atLeast: asked, at: time.now) else { break }
      guard await pause(run, for: delay) else { return .cancelled }
    }
    return .unknown
  }
}

extension CallRead {
  fileprivate var label: String {
    switch self {
    case .call: "read call"
    case .participants: "read participants"
    case .participant: "read participant"
    case .recording: "read recording"
    }
  }
}
