/// All that a server counts and measures, by the names Prometheus knows it by.
///
/// Nothing is recorded under a name that is not here, so that what operators build on these names
/// can be checked (`docs/operations`). Values of labels come from closed lists, but for names of
/// flows, of which at most `MetricsLimits.series` are told apart.
package enum Metric: String, CaseIterable, Sendable {
  case callsBegun = "flowctl_calls_begun_total"
  case callsEnded = "flowctl_calls_ended_total"
  case callsOpen = "flowctl_calls_open"
  case callsInMemory = "flowctl_calls_in_memory"
  case callsUnsettled = "flowctl_calls_unsettled"
  case callsUnrouted = "flowctl_calls_unrouted_total"
  case notifyLatency = "flowctl_call_notify_seconds"
  case answerLatency = "flowctl_call_answer_seconds"
  case connectLatency = "flowctl_call_connect_seconds"
  case firstAudioLatency = "flowctl_call_first_audio_seconds"

  case inputs = "flowctl_inputs_total"
  case eventsOfOtherCalls = "flowctl_events_of_other_calls_total"
  case eventsMalformed = "flowctl_events_malformed_total"
  case eventsUnknown = "flowctl_events_unknown_total"
  case callbacksUnknownCall = "flowctl_callbacks_unknown_call_total"
  case webhooksNotTaken = "flowctl_webhooks_not_taken_total"
  case lettersWaiting = "flowctl_letters_waiting"
  case timerLag = "flowctl_timer_lag_seconds"

  case commits = "flowctl_commits_total"
  case commitAdvances = "flowctl_commit_advances"
  case commitBytes = "flowctl_commit_bytes_total"
  case commitTime = "flowctl_commit_seconds"
  case commitFailures = "flowctl_commit_failures_total"
  case commitsWaiting = "flowctl_commits_waiting"
  case journalAvailable = "flowctl_journal_available"
  case journalOutages = "flowctl_journal_outages_total"

  case serviceRequests = "flowctl_service_requests_total"
  case serviceRequestTime = "flowctl_service_request_seconds"
  case serviceRetries = "flowctl_service_retries_total"
  case commandsRefused = "flowctl_commands_refused_total"
  case flowRequests = "flowctl_flow_requests_total"
  case flowRequestTime = "flowctl_flow_request_seconds"
  case flowRetries = "flowctl_flow_retries_total"
  case deploymentFaults = "flowctl_deployment_faults_total"

  case tracesExported = "flowctl_traces_exported_total"
  case tracesLost = "flowctl_traces_lost_total"

  case httpRequests = "flowctl_http_requests_total"
  case httpRequestTime = "flowctl_http_request_seconds"
  case requestsRefused = "flowctl_requests_refused_total"

  case flowsServed = "flowctl_flows_served"
  case reloads = "flowctl_reloads_total"
  case reloadsRefused = "flowctl_reloads_refused_total"
  case reloadRefused = "flowctl_reload_refused"
  case reloadFindings = "flowctl_reload_findings"
  case reloadTime = "flowctl_reload_seconds"

  case mediaSockets = "flowctl_media_sockets"
  case mediaFrames = "flowctl_media_frames_total"
  case mediaFramesUnreadable = "flowctl_media_frames_unreadable_total"
  case mediaFramesLost = "flowctl_media_frames_lost_total"

  case clockOffset = "flowctl_clock_offset_seconds"
  case clockOff = "flowctl_clock_off_total"
  case ready = "flowctl_ready"
  case build = "flowctl_build_info"

  case processCPU = "process_cpu_seconds_total"
  case processMemory = "process_resident_memory_bytes"
  case processStart = "process_start_time_seconds"
  case processFiles = "process_open_fds"
  case processMostFiles = "process_max_fds"
  case processWritten = "flowctl_process_written_bytes_total"
}

/// What a metric is, and what it says.
package struct MetricRow: Sendable {
  /// How its values are to be read.
  package enum Kind: Sendable {
    /// It only grows.
    case counter
    /// It is as it is now.
    case gauge
    /// How often it was at most so much; the bounds are in nanoseconds for times.
    case histogram(MetricBounds)
  }

  /// How its values are to be read.
  package let kind: Kind
  /// What it says, as a sentence.
  package let help: String
  /// The names of its labels.
  package let labels: [String]
}

/// The bounds of a histogram: at most `MetricsLimits.bounds`, rising.
package enum MetricBounds: Sendable {
  /// Of what takes this machine and the service milliseconds.
  case requests
  /// Of what people wait for.
  case people
  /// Of numbers of things.
  case counts

  /// The bounds, in nanoseconds for times.
  package var values: [Int64] {
    switch self {
    case .requests:
      [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000]
        .map { $0 * 1_000 } + [1, 2, 5, 10, 30].map { $0 * 1_000_000_000 }
    case .people:
      [50, 100, 250, 500, 750].map { $0 * 1_000_000 }
        + [1, 2, 3, 5, 8, 13, 21, 30, 60, 120].map { $0 * 1_000_000_000 }
    case .counts: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]
    }
  }

  /// How many of its units are one.
  package var unit: Double {
    switch self {
    case .requests, .people: 1_000_000_000
    case .counts: 1
    }
  }
}

/// Limits of what is kept to be counted.
package enum MetricsLimits {
  /// Bounds of a histogram.
  package static let bounds = 15
  /// Sets of labels of one metric; those beyond count together, as `other`.
  package static let series = 500
}
