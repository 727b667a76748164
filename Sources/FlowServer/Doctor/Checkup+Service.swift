internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowLanguage
internal import FlowRuntime
internal import HTTPTransport
internal import JSON

extension Checkup {
  /// Whether Entra gives a token to who asks the service; nil where it is asked with a key.
  func identityLine() async -> CheckupLine? {
    guard case .entra(let identity) = configuration.credential else { return nil }
    let time = configuration.time
    let tokens = EntraTokens(identity, client: client, logger: configuration.logger) {
      time.ofMachine
    }
    switch await tokens.current() {
    case .success: return CheckupLine(.ok, "identity", "Entra gives a token to \(identity)")
    case .failure(let failure):
      return CheckupLine(
        .failure,
        "identity",
        configuration.scrubber.scrub(failure.description),
        breaks: "the service cannot be asked, and no call is answered",
        advice: identity.advice
      )
    }
  }

  /// Whether the service takes the credential, and whether the clock is right.
  ///
  /// A call that never was is asked for: who is known gets 404/8522 (FACTS.md (j)).
  func serviceLines() async -> [CheckupLine] {
    let request = ServiceRequest(
      method: "GET",
      path: "/calling/callConnections/00000000-0000-0000-0000-000000000000",
      query: configuration.serviceVersion.query
    )
    let before = configuration.time.ofMachine
    switch await service.send(request, timeout: .seconds(10)) {
    case .answer(let answer):
      let code = webhookJSON(answer.body)?["error"]?["code"]?.text
      // Whose clock it is, nobody knows of somebody who is not the service.
      let clock = code == nil ? [] : clockLines(answer, since: before)
      return [credentialLine(answer, code: code)] + clock
    case .notSent(let reason), .uncertain(let reason), .impossible(let reason):
      return [unreachable(reason)]
    case .timedOut: return [unreachable("no answer within 10 s")]
    }
  }

  private func unreachable(_ reason: String) -> CheckupLine {
    CheckupLine(
      .failure,
      "service",
      "\(configuration.service) cannot be asked: \(configuration.scrubber.scrub(reason))",
      breaks: "no call is answered",
      advice: "look at the endpoint's name, the network and the proxy (https_proxy)"
    )
  }

  private func credentialLine(_ answer: WebAnswer, code: String?) -> CheckupLine {
    let what = "\(configuration.credential)"
    guard let code else {
      return CheckupLine(
        .failure,
        "service",
        "\(configuration.service) answers \(answer.status), and not as the service does",
        breaks: "no call is answered",
        advice: "look at the endpoint"
      )
    }
    switch answer.status {
    case 404:
      return CheckupLine(.ok, "service", "\(configuration.service) knows us by the \(what)")
    case 401, 403:
      return CheckupLine(
        .failure,
        "service",
        "\(configuration.service) answers \(answer.status) \(code) to the \(what)",
        breaks: "no call is answered",
        advice: "take the key, or the role of the identity, of this very resource"
      )
    default:
      return CheckupLine(
        .warning,
        "service",
        "\(configuration.service) answers \(answer.status) \(code), where 404 8522 is usual",
        breaks: "perhaps it is not the service",
        advice: "look at the endpoint"
      )
    }
  }

  /// The service compares the date under a signature, and tokens have their lifetimes.
  private func clockLines(_ answer: WebAnswer, since before: Timestamp) -> [CheckupLine] {
    let header = answer.headers.first { $0.name.lowercased() == "date" }
    guard let date = header.flatMap({ Timestamp(httpDate: $0.value) }) else { return [] }
    let offset = date - before
    let seconds = abs(offset.count) / 1000
    guard seconds > 30 else {
      return [CheckupLine(.ok, "clock", "it is the service's, within 30 s")]
    }
    return [
      CheckupLine(
        seconds > 120 ? .failure : .warning,
        "clock",
        "it is \(seconds) s \(offset.count > 0 ? "behind" : "ahead of") the service's",
        breaks: "requests and callbacks are refused once they differ by minutes",
        advice: "have the machine's clock set by NTP"
      )
    ]
  }

  /// Whether there is anybody at the AI endpoints; `azureLines` say whether the resource may use them.
  func voiceLines(_ flows: FlowsCheckup) async -> [CheckupLine] {
    var lines: [CheckupLine] = []
    for endpoint in flows.aiEndpoints {
      switch await client.ask("GET", endpoint) {
      case .success:
        lines.append(CheckupLine(.ok, "AI endpoint", "somebody answers at \(endpoint)"))
      case .failure(let error):
        lines.append(
          CheckupLine(
            .failure,
            "AI endpoint",
            "\(endpoint) does not answer: \(error)",
            breaks: "texts are not spoken, and speech is not understood",
            advice: "look at `cognitiveServicesEndpoint` in flowctl.yaml"
          )
        )
      }
    }
    return lines
  }
}
