internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import HTTPTransport
internal import JSON

/// Lets in what is not refused to web pages; a phone's request becomes its socket.
func admit(
  _ request: HTTPRequest,
  _ host: EmulatorHost,
  listeningAt name: String
) -> HTTPAdmission {
  if request.path.hasPrefix("/emulator/"), request.mayBeOfPage(listeningAt: name) {
    return .refused(
      .text(403, "web pages do not drive the emulator: Host or Origin is not this machine's\n")
    )
  }
  guard request.path == PhoneRequest.path else {
    let limit = HTTPServerLimits().maxBodyBytes
    return .admitted(bodyLimit: limit) { await respond(to: $0, host) }
  }
  guard let phone = PhoneRequest(request) else {
    return .refused(.text(400, "a phone is ?from=RAWID&to=RAWID or ?as=RAWID\n"))
  }
  return .upgraded(PhoneRequest.limits) { PhoneSocket(phone, host) }
}

/// Answers a request to the emulator's own paths, or hands it to the emulated service, which wants a
/// signature.
private func respond(to request: HTTPRequest, _ host: EmulatorHost) async -> HTTPResponse {
  switch (request.method, request.path) {
  case ("GET", "/healthz"): .text(200, "ok\n")
  case ("GET", "/calling/.well-known/acsopenidconfiguration"):
    .json(200, host.tokens.configuration(of: "http://" + (request.headers["Host"] ?? "")))
  case ("GET", "/calling/keys"): .json(200, host.tokens.keySet)
  case ("GET", "/emulator/calls"): .json(200, list(host.summaries, host))
  case ("POST", "/emulator/calls"): place(request.body, host)
  case (_, "/emulator/calls"), (_, "/healthz"):
    .text(405, "\(request.method) is not supported here\n")
  case (_, let path) where path.hasPrefix("/emulator/echo"):
    .json(200, request.body.isEmpty ? Array("{}".utf8) : request.body)
  case (_, let path) where path == "/emulator" || path.hasPrefix("/emulator/"):
    .text(404, "there is nothing at \(path): there are /emulator/calls and /emulator/echo\n")
  default: await HTTPResponse(host.handle(ServiceRequest(request)))
  }
}

/// Places a call by a caller script: YAML, the same as JSON, or JSON `{"script": …}` with either.
private func place(_ body: [UInt8], _ host: EmulatorHost) -> HTTPResponse {
  switch CallPlacing(script: scriptText(of: body), host) {
  case .placed(let number): .json(201, JSONValue.members(["call": .integer(number)]).bytes())
  case .refused(let findings): .text(400, findings)
  }
}

/// The script within a body that wraps it; else the body.
private func scriptText(of body: [UInt8]) -> [UInt8] {
  let wrapped: JSONValue?
  do {
    wrapped = try parseJSON(body, limits: .webhook)["script"]
  } catch {
    wrapped = nil
  }
  guard let wrapped else { return body }
  return wrapped.text.map { Array($0.utf8) } ?? wrapped.bytes()
}

/// The calls, and what whoever has a phone here wants to know: where incoming calls are posted, and
/// how many times faster than a clock calls go.
private func list(_ calls: [CallSummary], _ host: EmulatorHost) -> [UInt8] {
  let list = calls.map { call in
    JSONValue.members([
      "call": .integer(call.number),
      "caller": .string(call.caller.rawID),
      "to": .string(call.callee.rawID),
      "state": .string(call.state),
      "ending": call.ending.map { .string($0.rawValue) },
      "callConnectionId": call.connectionID.map { .string($0.rawValue) },
    ])
  }
  let document: JSONValue = [
    "incomingCalls": .string(host.incomingCalls), "speed": .integer(host.speed),
    "calls": .array(list),
  ]
  return document.bytes()
}

extension ServiceRequest {
  fileprivate init(_ request: HTTPRequest) {
    let halves = request.target.split(
      separator: "?",
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    self.init(
      method: request.method,
      path: String(halves[0]),
      query: halves.count == 2 ? String(halves[1]) : "",
      headers: request.headers.fields.map { Header($0.name, $0.value) },
      body: request.body
    )
  }
}

extension HTTPResponse {
  /// Waits as long as the answer is held back.
  fileprivate init(_ response: EmulatorResponse) async {
    if response.delay > Milliseconds(0) {
      do {
        try await Task.sleep(for: .milliseconds(response.delay.count))
      } catch {
        // The server stops: the answer comes at once.
      }
    }
    var headers = HTTPHeaders()
    for header in response.headers { headers.append(header.name, header.value) }
    self.init(status: response.status, headers: headers, body: response.body)
    isWithheld = response.isLost
  }
}
