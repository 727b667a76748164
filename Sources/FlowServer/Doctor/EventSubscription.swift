internal import JSON

/// A subscription of Event Grid, as Azure's management API tells of it (api-version 2022-06-15).
struct EventSubscription {
  let name: String
  let state: String
  let endpoint: String
  /// The names of the events without what comes before the last dot; nil for all events.
  let events: [String]?
  let attempts: Int?
  let minutes: Int?

  init(_ json: JSONValue) {
    let properties = json["properties"]
    name = json["name"]?.text ?? ""
    state = properties?["provisioningState"]?.text ?? "in an unknown state"
    let destination = properties?["destination"]?["properties"]
    // The whole URL, which may hold a secret, is told to those alone who ask for it.
    endpoint = destination?["endpointBaseUrl"]?.text ?? destination?["endpointUrl"]?.text ?? ""
    events = properties?["filter"]?["includedEventTypes"]?.elements?.compactMap { type in
      type.text?.split(separator: ".").last.map(String.init)
    }
    let retries = properties?["retryPolicy"]
    attempts = retries?["maxDeliveryAttempts"]?.wholeNumber
    minutes = retries?["eventTimeToLiveInMinutes"]?.wholeNumber
  }

  fileprivate func leads(to webhook: String) -> Bool {
    let base = endpoint.prefix { $0 != "?" }
    return base.lowercased() == webhook.lowercased()
  }

  fileprivate func has(_ event: String) -> Bool {
    events.map { $0.isEmpty || $0.contains(event) } ?? true
  }

  /// Whether calls ring by it, in time for somebody to answer (FACTS.md (d)).
  fileprivate var ringing: Verdict {
    guard state == "Succeeded" else {
      return Verdict(
        .failure,
        "\(name) is \(state)",
        breaks: "no call rings at the server; the handshake may have failed: `flowctl doctor`"
      )
    }
    guard let attempts, let minutes, attempts <= 2, minutes <= 1 else {
      let number = attempts.map { "in \($0) attempts" } ?? "as often as is usual"
      let time = minutes.map { "within \($0) minutes" } ?? "for a day"
      return Verdict(
        .warning,
        "\(name) delivers IncomingCall \(number) \(time)",
        breaks: "calls that ring no more are answered in vain"
      )
    }
    return Verdict(
      .ok,
      "\(name) delivers IncomingCall in \(attempts) attempts at most within a minute"
    )
  }

  /// Whether files of recordings are told of by it.
  fileprivate var recording: Verdict {
    guard state == "Succeeded" else {
      return Verdict(.warning, "\(name) is \(state)", breaks: "`recordingReady` never runs")
    }
    return Verdict(.ok, "\(name) delivers RecordingFileStatusUpdated")
  }
}

extension [EventSubscription] {
  /// Whether a server is told at its URL of calls that ring, and of recordings.
  func verdicts(for webhook: String) -> [Verdict] {
    let ours = filter { $0.leads(to: webhook) }
    let incoming = ours.filter { $0.has("IncomingCall") }
    let others = ours.filter { !$0.has("IncomingCall") && $0.has("RecordingFileStatusUpdated") }
    guard !incoming.isEmpty else {
      return [
        Verdict(
          .failure,
          "none delivers IncomingCall to \(webhook)",
          breaks: "no call rings at the server"
        )
      ] + others.map(\.recording)
    }
    let isToldOfFiles =
      !others.isEmpty || incoming.contains { $0.has("RecordingFileStatusUpdated") }
    return incoming.map(\.ringing) + others.map(\.recording)
      + (isToldOfFiles
        ? []
        : [
          Verdict(
            .warning,
            "none delivers RecordingFileStatusUpdated to \(webhook)",
            breaks: "`recordingReady` never runs"
          )
        ])
  }
}
