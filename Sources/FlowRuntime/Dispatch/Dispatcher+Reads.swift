internal import CallAutomation
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Reads what is asked and puts it into one observation; what cannot be read stays nil in it.
  func carryOut(_ reads: [CallRead], _ order: LaneOrder) async -> CallInput.Content? {
    let connectionID = lane(of: order.callID)?.order.connectionID ?? order.connectionID
    guard let connectionID else { return .observed(Observation()) }
    let target = ReadTarget(order, connectionID, until: surroundings.time.now + HostLimits.read)
    return await observation(of: reads, target).map { .observed($0) }
  }

  /// What the service says of a call with nothing under way; nil where it cannot be asked.
  func observation(of order: LaneOrder) async -> Observation? {
    guard let connectionID = order.connectionID else { return nil }
    let target = ReadTarget(order, connectionID, until: surroundings.time.now + HostLimits.read)
    let observation = await observation(of: [.call, .participants], target)
    return observation == Observation() ? nil : observation
  }

  /// Nil if the task was cancelled.
  private func observation(of reads: [CallRead], _ target: ReadTarget) async -> Observation? {
    var observation = Observation()
    for read in reads where observation.call != .gone {
      guard let found = await find(read, target) else { return nil }
      observation.call = found.call ?? observation.call
      observation.participants = found.participants ?? observation.participants
      observation.recording = found.recording ?? observation.recording
    }
    return observation
  }

  /// Reads one thing, page by page.
  private func find(_ read: CallRead, _ target: ReadTarget) async -> Observation? {
    var request: ServiceRequest? = encode(read, connectionID: target.connectionID)
    var whole = Observation()
    var pages = 0
    while let page = request, pages < HostLimits.participantPages {
      pages += 1
      switch await readPage(read, page, target) {
      case .cancelled: return nil
      case .unknown: return Observation()
      case .found(let answer):
        whole.call = answer.observation.call
        whole.recording = answer.observation.recording
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
    case cancelled
  }

  private func readPage(
    _ read: CallRead,
    _ request: ServiceRequest,
    _ target: ReadTarget
  ) async -> Page {
    let time = surroundings.time
    var backoff = Backoff(random: surroundings.random)
    while time.now < target.deadline {
      observe(target.order, .request(read.label, line: "\(request.method) \(request.target)"))
      let timeout = min(HostLimits.serviceRequest, Duration(target.deadline - time.now))
      let result = await surroundings.sender.send(request, timeout: timeout)
      guard !Task.isCancelled || result.isAnswer else { return .cancelled }
      surroundings.answered(result)
      observe(target.order, .answer(read.label, result.summary(surroundings.scrubber)))
      var asked: Duration?
      if case .answer(let answer) = result {
        switch decodeRead(read, status: answer.status, body: answer.body) {
        case .success(let found): return .found(found)
        case .failure(let refusal) where refusal.certainty == .definite: return .unknown
        case .failure: asked = answer.retryAfter
        }
      }
      guard await time.sleep(for: backoff.delay(atLeast: asked)) else { return .cancelled }
    }
    return .unknown
  }
}

/// What is read, and until when.
private struct ReadTarget: Sendable {
  let order: LaneOrder
  let connectionID: CallConnectionID
  let deadline: Timestamp

  init(_ order: LaneOrder, _ connectionID: CallConnectionID, until deadline: Timestamp) {
    self.order = order
    self.connectionID = connectionID
    self.deadline = deadline
  }
}

extension CallRead {
  fileprivate var label: String {
    switch self {
    case .call: "read call"
    case .participants: "read participants"
    case .recording: "read recording"
    }
  }
}
