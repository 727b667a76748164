internal import CallAutomation
internal import HTTPTransport
internal import JSON

extension Checkup {
  /// Whether the server turns away whoever cannot prove who they are, and lets in who can.
  func doorLines(of server: ServerProbe.Identity) async -> [CheckupLine] {
    let callback = await client.ask(
      "POST",
      "\(configuration.publicURL)/api/callbacks/\(ServerProbe.number)",
      body: "[]"
    )
    let delivery = await client.ask("POST", incomingCallURL, body: "[]")
    return [
      doorLine(
        "callbacks",
        callback,
        closed: "who has no token of the service is turned away",
        open: "post events to a call whose id they know",
        "ACS_RESOURCE_ID"
      ),
      doorLine(
        "incoming calls",
        delivery,
        closed: "who is not Event Grid is turned away",
        open: "make calls ring",
        "EVENT_GRID_SECRET"
      ),
    ].compactMap(\.self) + (await secretLines(of: server))
  }

  private var incomingCallURL: String { "\(configuration.publicURL)/api/incomingCall" }

  /// What a server answers to somebody who proves nothing; nil where nobody answers, which the lines
  /// of the public URL say.
  ///
  /// One of this program turns them away, or says what is wrong in JSON, or takes what is empty; any
  /// web server may have another answer.
  private func doorLine(
    _ subject: String,
    _ result: Result<HTTPResponse, HTTPClientError>,
    closed: String,
    open what: String,
    _ variable: String
  ) -> CheckupLine? {
    guard case .success(let answer) = result else { return nil }
    if answer.status == 401, answer.isOfServer { return CheckupLine(.ok, subject, closed) }
    guard answer.isOfServer else {
      return CheckupLine(
        .unknown,
        subject,
        "\(configuration.publicURL) answers \(answer.status), and not as `flowctl serve` does",
        advice: "look at the server, the reverse proxy and the name"
      )
    }
    return CheckupLine(
      .warning,
      subject,
      "nobody is turned away",
      breaks: "anybody can \(what)",
      advice: "set \(variable) where the server runs"
    )
  }

  /// Whether a delivery of nothing is taken that bears the secret as Event Grid's do; nobody is told
  /// it but the server that has it.
  private func secretLines(of server: ServerProbe.Identity) async -> [CheckupLine] {
    guard let secret = configuration.eventGridAccess.secret, server == .ours else { return [] }
    let url = "\(incomingCallURL)?secret=\(percentEncoded(secret.text))"
    guard case .success(let proven) = await client.ask("POST", url, body: "[]") else { return [] }
    return [
      proven.status == 200
        ? CheckupLine(.ok, "Event Grid's secret", "who has it is let in")
        : CheckupLine(
          .failure,
          "Event Grid's secret",
          "a delivery with it is answered \(proven.status)",
          breaks: "no call rings here",
          advice: "have the proxy keep what follows the path: ?secret=…"
        )
    ]
  }
}

extension HTTPResponse {
  /// Whether a server of this program may have answered it: nothing, or an error in JSON.
  fileprivate var isOfServer: Bool {
    status == 200 && body.isEmpty || webhookJSON(body)?["error"]?["code"]?.text != nil
  }
}
