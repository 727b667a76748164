extension Metric {
  /// What it is: one row each.
  package var row: MetricRow {
    switch self {
    case .callsBegun: .counter("Calls that began.", "flow")
    case .callsEnded:
      .counter("Calls that ended: how, and why as their flow is told.", "manner", "reason")
    case .callsOpen:
      .gauge("Calls that have something left to do, be it to wait for files of their recordings.")
    case .callsInMemory: .gauge("Calls in memory.")
    case .callsUnsettled: .gauge("Calls of before that are not settled yet after a start.")
    case .callsUnrouted: .counter("Calls that rang and no flow takes.")
    case .notifyLatency:
      .people("From a call's ringing, by the service's clock, until we were told.")
    case .answerLatency: .people("From being told of a call until the service took the answer.")
    case .connectLatency:
      .people("From a call's answer, or its being placed, until it was connected.")
    case .firstAudioLatency: .people("From a call's connection until its first prompt was heard.")
    case .inputs: .counter("Things that happened to calls, committed.", "kind")
    case .eventsOfOtherCalls: .counter("Events that named another leg than the call's.")
    case .eventsMalformed: .counter("Events that could not be understood.")
    case .eventsUnknown: .counter("Events of a type, or a form of it, that is not known.")
    case .callbacksUnknownCall: .counter("Callbacks for calls that never were.")
    case .webhooksNotTaken: .counter("Deliveries that could not be taken and are to come again.")
    case .lettersWaiting: .gauge("What waits for its call's turn.")
    case .timerLag: .requests("How late timers of calls were handled.")
    case .commits: .counter("Transactions of the journal.")
    case .commitAdvances:
      MetricRow(kind: .histogram(.counts), help: "Advances of calls in a transaction.", labels: [])
    case .commitBytes: .counter("Bytes of state and history that were committed.")
    case .commitTime: .requests("How long transactions of the journal took.")
    case .commitFailures: .counter("Advances of calls that could not be committed.")
    case .commitsWaiting: .gauge("Batches that wait for the next transaction.")
    case .journalAvailable: .gauge("1 where the journal takes what it is given.")
    case .journalOutages: .counter("How often the journal began to take nothing.")
    case .serviceRequests: .counter("Requests to the service, each try.", "command", "result")
    case .serviceRequestTime: .requests("How long requests to the service took, each try.")
    case .serviceRetries:
      .counter("Requests to the service that were to be tried again.", "command")
    case .commandsRefused:
      .counter("Commands that came to nothing, by what was answered last.", "class")
    case .flowRequests: .counter("Requests of flows to other systems, each try.", "result")
    case .flowRequestTime: .requests("How long requests of flows took, each try.")
    case .flowRetries: .counter("Requests of flows that were to be tried again.")
    case .deploymentFaults: .counter("Answers that tell of a fault of the deployment.", "class")
    case .tracesExported: .counter("Calls whose spans the collector took.")
    case .tracesLost: .counter("Calls whose spans no collector took.")
    case .httpRequests: .counter("Requests that were answered.", "route", "status")
    case .httpRequestTime: .requests("How long requests took from head to answer.", "route")
    case .requestsRefused: .counter("Requests that were turned away at the door.", "door")
    case .flowsServed: .gauge("Flows that are served.")
    case .reloads: .counter("Reloads that changed what is served.")
    case .reloadsRefused: .counter("Reloads that were refused; the old flows are served on.")
    case .reloadRefused: .gauge("1 where the last reload was refused.")
    case .reloadFindings:
      .gauge("Errors in the flows of the last reload that was refused, by code.", "code")
    case .reloadTime: .requests("How long reloads took.")
    case .mediaSockets: .gauge("Media sockets that are open.")
    case .mediaFrames: .counter("Frames that came over media sockets.")
    case .mediaFramesUnreadable: .counter("Frames that could not be understood.")
    case .mediaFramesLost: .counter("Frames that were lost, since somebody was too slow.", "at")
    case .clockOffset: .gauge("How far another clock is ahead of this server's time.", "against")
    case .clockOff: .counter("How often a clock began to be off.", "against")
    case .ready: .gauge("1 where /readyz says 200.")
    case .build: .gauge("1; the version is its label.", "version")
    case .processCPU: .counter("Time of the processors that was used, in seconds.")
    case .processMemory: .gauge("Memory in use, in bytes.")
    case .processStart: .gauge("When the process began, in seconds since 1970.")
    case .processFiles: .gauge("Open files and sockets.")
    case .processMostFiles: .gauge("How many files and sockets may be open.")
    case .processWritten: .counter("Bytes that were written to disks.")
    }
  }
}

extension MetricRow {
  fileprivate static func counter(_ help: String, _ labels: String...) -> MetricRow {
    MetricRow(kind: .counter, help: help, labels: labels)
  }

  fileprivate static func gauge(_ help: String, _ labels: String...) -> MetricRow {
    MetricRow(kind: .gauge, help: help, labels: labels)
  }

  fileprivate static func requests(_ help: String, _ labels: String...) -> MetricRow {
    MetricRow(kind: .histogram(.requests), help: help, labels: labels)
  }

  fileprivate static func people(_ help: String) -> MetricRow {
    MetricRow(kind: .histogram(.people), help: help, labels: [])
  }
}
