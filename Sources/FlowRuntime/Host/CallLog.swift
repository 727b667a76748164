internal import CallAutomation
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import Logging

/// What the host says to the operator about calls: constant messages, with the call's digest and the
/// flow on every line, and of the flow's values only what it logs itself.
struct CallLog: Sendable {
  let logger: Logger

  func began(_ id: CallID, _ beginning: CallBeginning, _ program: PinnedProgram) {
    var metadata = Self.metadata(id, program.flow)
    metadata["version"] = "\(program.version)"
    if case .rings(let incoming) = beginning { metadata["to"] = "\(incoming.to.rawID)" }
    logger.info("call began", metadata: metadata)
  }

  func abandoned(_ id: CallID, _ program: PinnedProgram) {
    logger.warning(
      "call abandoned: it rang too long ago",
      metadata: Self.metadata(id, program.flow)
    )
  }

  func scheduled(_ call: ScheduledCall, by id: CallID, _ flow: String) {
    var metadata = Self.metadata(id, flow)
    metadata["scheduled"] = "\(call.id.digest)"
    metadata["scheduled_flow"] = "\(call.flow)"
    metadata["due"] = "\(call.due.isoDateTime)Z"
    logger.info("call scheduled", metadata: metadata)
  }

  func scheduledWaits(_ id: CallID, _ flow: String) {
    logger.error(
      "the flow of a scheduled call is not served: it is looked for again",
      metadata: Self.metadata(id, flow)
    )
  }

  func scheduledIsNotBegun(_ row: ScheduledRow, _ flow: String, because reason: String) {
    var metadata = Self.metadata(row.id, flow)
    metadata["reason"] = "\(reason)"
    metadata["due"] = "\(row.due.isoDateTime)Z"
    logger.error("scheduled call is not begun", metadata: metadata)
  }

  func unscheduled(_ id: CallID, _ flow: String) {
    logger.info("scheduled call was taken back", metadata: Self.metadata(id, flow))
  }

  func ended(_ id: CallID, _ flow: String, _ manner: CallEnd.Manner, _ reason: EndReason?) {
    var metadata = Self.metadata(id, flow)
    metadata["manner"] = "\(manner.rawValue)"
    if let reason { metadata["reason"] = "\(reason.rawValue)" }
    logger.info("call ended", metadata: metadata)
  }

  func faulted(_ id: CallID, _ flow: String, _ reason: String) {
    var metadata = Self.metadata(id, flow)
    metadata["reason"] = "\(reason)"
    logger.critical("call cannot go on and is terminated", metadata: metadata)
  }

  /// That something done for a call ended the process of before.
  func trapped(_ mark: TrapBoard.Mark, _ flow: String?) {
    let message: Logger.Message =
      switch mark.kind {
      case .input: "an input has ended the process"
      case .state: "reading a call's state has ended the process"
      case .version: "compiling a call's version has ended the process"
      case .request: "making a call's request has ended the process"
      }
    var metadata: Logger.Metadata = .call(mark.callID, flow)
    metadata["\(mark.kind.rawValue)"] = "\(mark.digest)"
    metadata["count"] = .number(mark.count)
    logger.critical(message, metadata: metadata)
  }

  /// That one advance was refused; an outage of the whole journal is said once (`journalOut`).
  func notCommitted(_ id: CallID, _ flow: String?, _ error: JournalError) {
    var metadata: Logger.Metadata = .call(id, flow)
    metadata["reason"] = "\(error)"
    let level: Logger.Level = error.isOutage ? .debug : .error
    logger.log(level: level, "journal refused an advance", metadata: metadata)
  }

  func deploymentIsAtFault(_ fault: DeploymentFault, _ message: String) {
    logger.error(
      "\(fault.advice)",
      metadata: ["class": "\(fault.rawValue)", "message": "\(message)"]
    )
  }

  func journalOut(_ error: JournalError) {
    logger.critical(
      "nothing can be stored: ringing calls are not taken, events are refused",
      metadata: ["reason": "\(error)"]
    )
  }

  func journalBack() {
    logger.notice("the journal stores again")
  }

  func tookStock(open: Int, unsettled: Int) {
    logger.info(
      "journal read",
      metadata: ["open_calls": .number(open), "unsettled_calls": .number(unsettled)]
    )
  }

  func said(_ id: CallID, _ flow: String, _ entry: LogEntry) {
    var metadata = Self.metadata(id, flow)
    metadata["path"] = "\(entry.path?.text ?? "")"
    metadata["text"] = "\(Self.withoutKey(entry.text, id))"
    for (name, value) in entry.fields {
      metadata["field.\(name)"] = "\(Self.withoutKey(value, id))"
    }
    logger.log(level: entry.level.loggerLevel, "flow says", metadata: metadata)
  }

  /// That a flow's request was not sent, for a reason that is not the other system's.
  func notSent(_ id: CallID, _ flow: String, _ ordinal: Int, because reason: String) {
    var metadata = Self.metadata(id, flow)
    metadata["request"] = "http \(ordinal)"
    metadata["reason"] = "\(reason)"
    logger.warning("request cannot be sent", metadata: metadata)
  }

  /// A flow may well log `call.id`.
  private static func withoutKey(_ text: String, _ id: CallID) -> String {
    text.replacing(id.rawValue, with: id.digest)
  }

  private static func metadata(_ id: CallID, _ flow: String) -> Logger.Metadata { .call(id, flow) }
}

extension LogEntry.Level {
  fileprivate var loggerLevel: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
