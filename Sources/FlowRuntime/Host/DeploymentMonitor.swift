internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import Metrics

/// What is wrong with the deployment rather than with a flow (SEMANTICS.md, rule 57).
enum DeploymentFault: String, CaseIterable, Sendable {
  /// No request reaches the service.
  case unreachable
  /// The service does not take the signature.
  case key
  /// The service takes the signature and does not allow it.
  case permission
  /// The resource has no way to the AI that speaks and listens.
  case ai

  /// Whether another server might do better: none does while the service cannot be reached, and to
  /// send no calls for a minute would make more of a short interruption than it is.
  var isOurs: Bool { self != .unreachable }

  /// Whose fault it is and what there is to look at.
  var advice: String {
    switch self {
    case .unreachable:
      "the service cannot be reached: look at the endpoint, the network and its proxy"
    case .key:
      "the service refuses the access key: it is another resource's or was changed, or the clock of "
        + "this machine is off"
    case .permission:
      "the service forbids it: the resource lacks the permission"
    case .ai:
      "the resource cannot use its AI resource: link them, and give the identity its role"
    }
  }
}

/// Watches what the service says of the deployment, over all calls.
///
/// A fault is said when it begins and once a minute while it lasts; three refusals in a row make the
/// server not ready, until something else is answered or nothing was asked for a minute.
final class DeploymentMonitor: Sendable {
  private struct Row: Sendable {
    let fault: DeploymentFault
    var count = 0
    var last: Timestamp
    var said: Timestamp?
  }

  private let time: HostTime
  private let log: CallLog
  private let scrubber: Scrubber
  private let metrics: DeploymentMetrics
  private let row = Guarded<Row?>(nil)

  /// Makes a monitor that has seen nothing.
  init(
    time: HostTime,
    log: CallLog,
    scrubber: Scrubber,
    metrics: DeploymentMetrics = DeploymentMetrics(NOOPMetricsHandler.instance)
  ) {
    self.time = time
    self.log = log
    self.scrubber = scrubber
    self.metrics = metrics
  }

  /// What makes the server not ready; nil where nothing does.
  var fault: DeploymentFault? {
    let now = time.now
    return row.withLock { row in
      guard let row, row.fault.isOurs, row.count >= HostLimits.deploymentFaults,
        now - row.last < HostLimits.deploymentFaultAge
      else { return nil }
      return row.fault
    }
  }

  /// Notes what came of a request to the service.
  func note(_ result: SendResult) {
    switch result {
    case .answer(let answer): note(answer)
    case .notSent(let reason), .uncertain(let reason): note(.unreachable, reason)
    case .timedOut: note(.unreachable, "no answer came in time")
    case .impossible: break
    }
  }

  /// Notes what an event says of the deployment; most say nothing.
  func note(_ event: CallEvent) {
    guard let result = event.result else { return }
    switch (result.code, result.subCode) {
    case (401, 8565), (403, 8565), (400, 8567): note(.ai, result.message)
    case _: break
    }
  }

  private func note(_ answer: WebAnswer) {
    let faulty: Set = [400, 401, 403]
    guard faulty.contains(answer.status) else { return row.withLock { $0 = nil } }
    let refusal = Refusal(status: answer.status, body: answer.body)
    switch (answer.status, refusal.code) {
    case (401, _): note(.key, refusal.message)
    case (403, _): note(.permission, refusal.message)
    case (400, "8567"): note(.ai, refusal.message)
    case _: row.withLock { $0 = nil }
    }
  }

  private func note(_ fault: DeploymentFault, _ message: String) {
    metrics.saw(fault)
    let now = time.now
    row.withLock { known in
      var row = known.flatMap { $0.fault == fault ? $0 : nil } ?? Row(fault: fault, last: now)
      row.count += 1
      row.last = now
      let isToBeSaid = row.said.map { now - $0 >= HostLimits.deploymentFaultAge } ?? true
      if isToBeSaid { row.said = now }
      known = row
      if isToBeSaid { log.deploymentIsAtFault(fault, scrubber.scrub(message)) }
    }
  }
}
