internal import CallAutomation
internal import HTTPTransport
internal import JSON

extension Checkup {
  private static let subject = "public URL"

  /// Whether the public URL leads to this server, with a certificate that counts, and whether both
  /// handshakes of Event Grid come back.
  func publicURLLines(of server: ServerProbe.Identity) async -> [CheckupLine] {
    let url = configuration.publicURL
    guard url.isSecure else {
      return [
        CheckupLine(
          .failure,
          Self.subject,
          "\(url) is not https",
          breaks: "the service calls back by https alone",
          advice: "put a reverse proxy with a certificate before the server"
        )
      ] + (await handshakeLines(of: server))
    }
    return await handshakeLines(of: server)
  }

  private func handshakeLines(of server: ServerProbe.Identity) async -> [CheckupLine] {
    let url = configuration.publicURL
    switch await client.ask("GET", "\(url)/healthz") {
    case .failure(let error):
      return [
        unreached("\(url) does not answer: \(error)")
      ]
    case .success(let answer) where answer.status != 200:
      return [unreached("\(url)/healthz answers \(answer.status)")]
    case .success: break
    }
    let code = ServerProbe.number
    let hook = "\(url)/api/incomingCall"
    let first = await client.ask(
      "POST",
      hook,
      headers: ["aeg-event-type": "SubscriptionValidation", "Content-Type": "application/json"],
      body: EventGridHandshake.validation(id: "doctor", code: code).text()
    )
    guard case .success(let answer) = first, answer.status == 200,
      EventGridHandshake.isAnswer(answer.body, to: code)
    else { return [unshaken("Event Grid's schema")] }
    let origin: HTTPHeaders = ["WebHook-Request-Origin": EventGridHandshake.origin]
    let second = await client.ask("OPTIONS", hook, headers: origin)
    guard case .success(let options) = second, options.status == 200,
      EventGridHandshake.allows(options.headers["WebHook-Allowed-Origin"])
    else { return [unshaken("the CloudEvents schema")] }
    return [line(of: server)]
  }

  /// Whose server answers, where one does.
  private func line(of server: ServerProbe.Identity) -> CheckupLine {
    let url = configuration.publicURL
    switch server {
    case .ours:
      return CheckupLine(
        .ok,
        Self.subject,
        "\(url) leads to this server, and both handshakes come back"
      )
    case .unasked:
      return CheckupLine(
        .unknown,
        Self.subject,
        "both handshakes come back from \(url); whether from this server shows by EVENT_GRID_SECRET",
        advice: "set EVENT_GRID_SECRET here as where the server runs"
      )
    case .foreign:
      return CheckupLine(
        .failure,
        Self.subject,
        "\(url) leads to another server, or to one with another EVENT_GRID_SECRET",
        breaks: "no call rings here",
        advice: "set EVENT_GRID_SECRET here as where the server runs, and look at the name and the "
          + "reverse proxy"
      )
    }
  }

  private func unreached(_ found: String) -> CheckupLine {
    CheckupLine(
      .failure,
      Self.subject,
      found,
      breaks: "no call rings here, and no callback arrives",
      advice: "look at the server, the reverse proxy, its certificate and the name"
    )
  }

  private func unshaken(_ schema: String) -> CheckupLine {
    CheckupLine(
      .failure,
      Self.subject,
      "the handshake of \(schema) does not come back from \(configuration.publicURL)",
      breaks: "Event Grid makes no subscription",
      advice: "have the proxy pass paths, methods and headers on as they are"
    )
  }

  /// Whether the keys that check callback tokens can be had.
  func keyLines() async -> [CheckupLine] {
    guard case .tokens(let authority) = configuration.callbackAccess else { return [] }
    let subject = "token keys"
    let url = authority.configurationURL
    guard case .success(let answer) = await client.ask("GET", url),
      let issuer = TokenIssuer(configuration: answer.body),
      case .success(let keys) = await client.ask("GET", issuer.keysURL),
      let known = SigningKeys(keySet: keys.body), known.count > 0
    else {
      return [
        CheckupLine(
          .failure,
          subject,
          "they cannot be fetched from \(url)",
          breaks: "every callback is refused, and calls stand still",
          advice: "let the server reach that host by https"
        )
      ]
    }
    guard authority.rules.issuers.contains(issuer.issuer) else {
      return [
        CheckupLine(
          .failure,
          subject,
          "\(url) is of another issuer, \(issuer.issuer)",
          breaks: "every callback is refused",
          advice: "look at --token-issuer"
        )
      ]
    }
    let resource = authority.rules.audiences.joined(separator: ", ")
    return [
      CheckupLine(
        .ok,
        subject,
        "\(known.count) of \(issuer.issuer); tokens are to be for the resource \(resource): that this is "
          + "its immutable id shows in a call, or with AZURE_TOKEN"
      )
    ]
  }
}
