internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import Foundation
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
  case ("POST", let path) where path.hasSuffix("/oauth2/v2.0/token"):
    accessToken(for: request.body, host)
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

/// A token for the service, for any application with any secret: the emulator knows no applications
/// (FACTS.md (a); RFC 6749, section 4.4).
private func accessToken(for body: [UInt8], _ host: EmulatorHost) -> HTTPResponse {
  let fields = URLComponents(string: "?" + String(decoding: body, as: UTF8.self))?.queryItems ?? []
  func field(_ name: String) -> String? {
    fields.first { $0.name == name }?.value.flatMap { $0.isEmpty ? nil : $0 }
  }
  func refused(_ code: String, _ description: String) -> HTTPResponse {
    let body = JSONValue.members([
      "error": .string(code), "error_description": .string(description),
    ])
    return .json(400, body.bytes())
  }
  guard field("grant_type") == "client_credentials" else {
    return refused("unsupported_grant_type", "the emulator gives tokens for client_credentials")
  }
  guard field("scope")?.hasSuffix("communication.azure.com//.default") == true else {
    return refused("invalid_scope", "the scope is https://communication.azure.com//.default")
  }
  guard field("client_id") != nil, field("client_secret") ?? field("client_assertion") != nil else {
    return refused("invalid_client", "client_id, or client_secret, is missing")
  }
  guard let token = host.accessToken else {
    return refused("server_error", "the system gives no randomness for a key")
  }
  let answer: JSONValue = [
    "token_type": "Bearer", "access_token": .string(token),
    "expires_in": .integer(Int(EmulatorTokens.accessLifetime.count / 1000)),
  ]
  return .json(200, answer.bytes())
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
