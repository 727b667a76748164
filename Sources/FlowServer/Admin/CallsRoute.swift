internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import Cryptography
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import HTTPTransport
internal import JSON

/// Shows calls and acts upon them: `/api/calls` and what is below it.
///
/// A call is named by its id, or as logs name it, by its digest or the first four or more of its
/// digits, as long as it is among the calls that began last. 202 means that what was asked for is
/// durable; it is done after that.
struct CallsRoute: Sendable {
  let host: CallHost
  let journal: any Journal
  let starter: CallStarter

  /// Where it is.
  var routes: [Route] {
    [
      Route(
        "/api/calls",
        access: .operators,
        serves: .answers(
          bodyLimit: Route.operatorBytes,
          [
            "GET": { request, _ in await list(request) },
            "POST": { request, _ in await start(request) },
          ]
        )
      ),
      Route(
        "/api/calls/*",
        access: .operators,
        serves: .answers(
          bodyLimit: 0,
          [
            "GET": { _, places in await show(places[0]) },
            "DELETE": { _, places in await hangUp(places[0]) },
          ]
        )
      ),
      Route(
        "/api/calls/*/journal",
        access: .operators,
        serves: .answers(bodyLimit: 0, ["GET": { _, places in await journal(of: places[0]) }])
      ),
      Route(
        "/api/calls/*/signals/*",
        access: .operators,
        serves: .answers(
          bodyLimit: Route.operatorBytes,
          ["POST": { await signal($0, $1[0], $1[1]) }]
        )
      ),
    ]
  }

  /// `GET /api/calls`: the calls that began last, the last one first; `limit` of them, and with
  /// `version` those whose flow's version begins so.
  func list(_ request: HTTPRequest) async -> HTTPResponse {
    let limit = request.query["limit"].map { Int($0) ?? 0 } ?? 50
    guard (1...1000).contains(limit) else {
      return .error(400, "wrongLimit", "`limit` is a whole number from 1 to 1000")
    }
    let version = request.query["version"] ?? ""
    return await reading { () throws(JournalError) in
      let outlines = try await journal.outlines(versionPrefix: version, limit: limit)
      let ended = try await journal.find(outlines.filter { $0.end != nil }.map(\.id))
      let calls = outlines.map { listed($0, ended[$0.id]) }
      return .json(200, JSONValue.members(["calls": .array(calls)]).bytes())
    }
  }

  /// A call in a list; of one that has ended, of which more was read, also why.
  private func listed(_ outline: CallOutline, _ found: FoundCall?) -> JSONValue {
    guard case .call(let call)? = found, let reason = call.endReason else { return outline.json }
    var members = outline.json.objectMembers ?? [:]
    members["reason"] = .string(reason.rawValue)
    return .object(members)
  }

  /// `GET /api/calls/<call>`: a call, and where it stands.
  func show(_ name: Substring) async -> HTTPResponse {
    await finding(name) { id throws(JournalError) in
      guard let stored = try await journal.call(id) else { return unknownCall }
      return .json(200, stored.json.bytes())
    }
  }

  /// `GET /api/calls/<call>/journal`: what happened to a call, and what that led to, without values.
  func journal(of name: Substring) async -> HTTPResponse {
    await finding(name) { id throws(JournalError) in
      guard try await journal.call(id) != nil else { return unknownCall }
      var entries: [JSONValue] = []
      for row in try await journal.entries(of: id) {
        entries.append(try JournalEntry(row).json)
      }
      return .json(200, JSONValue.members(["entries": .array(entries)]).bytes())
    }
  }

  /// `POST /api/calls`: begins a call of a flow that places calls; a second request with the same
  /// `Idempotency-Key` begins none, whatever its values, and is answered 200 for 201.
  func start(_ request: HTTPRequest) async -> HTTPResponse {
    let order: CallOrder
    do {
      order = try CallOrder(parsing: request.body)
    } catch {
      return .malformed(error.description)
    }
    let id = request.idempotencyKey.map { CallID(order.flow, startedOnceFor: $0) }
    do throws(StartFailure) {
      let started = try await starter.start(order.flow, as: id) { _ in order.arguments }
      let id = started.id
      let answer: JSONValue = ["id": .string(id.rawValue), "call": .string(id.digest)]
      var response = HTTPResponse.json(started.isNew ? 201 : 200, answer.bytes())
      response.headers["Location"] = "/api/calls/\(id.rawValue)"
      return response
    } catch {
      switch error {
      case .unknownFlow: return .error(404, "unknownFlow", error.description)
      case .arguments: return .error(400, "wrongArguments", error.description)
      case .unavailable, .randomness: return .unavailable(error.description)
      }
    }
  }

  /// `DELETE /api/calls/<call>`: hangs up, or takes back a call that is to begin later.
  func hangUp(_ name: Substring) async -> HTTPResponse {
    await finding(name) { id throws(JournalError) in
      response(to: await host.hangUp(id), of: id)
    }
  }

  /// `POST /api/calls/<call>/signals/<name>`: posts a signal (SEMANTICS.md, rule 12); a second
  /// request with the same `Idempotency-Key` posts none.
  func signal(_ request: HTTPRequest, _ name: Substring, _ signal: Substring) async -> HTTPResponse
  {
    let fields: CELValue
    do {
      let body = request.body.isEmpty ? Array("{}".utf8) : request.body
      fields = try parseJSON(body, limits: .webhook).celValue
    } catch {
      return .malformed("\(error)")
    }
    guard let event = request.idempotencyKey.map({ EventID("key \($0)") }) ?? drawnEventID() else {
      return .unavailable("the system gives no random numbers")
    }
    let posted = PostedSignal(id: event, name: String(signal), fields: fields)
    return await finding(name) { id throws(JournalError) in
      response(to: await host.signal(posted, to: id), of: id)
    }
  }

  private func response(to outcome: DeliveryOutcome, of id: CallID) -> HTTPResponse {
    switch outcome {
    case .committed, .duplicate, .mismatch:
      .json(202, JSONValue.members(["call": .string(id.digest)]).bytes())
    case .unknownCall: unknownCall
    case .ended, .unwanted(.over): .error(410, "callEnded", "the call is over")
    case .unwanted(.undeclared):
      .error(404, "unknownSignal", "the call's flow declares no such signal")
    case .unwanted(.malformed(let why)): .error(400, "wrongFields", why)
    case .unwanted(.full): .error(429, "tooManySignals", "the call has too many signals to take")
    case .unwanted(.accepted), .unavailable: .unavailable("it cannot be stored now")
    }
  }

  private var unknownCall: HTTPResponse { .error(404, "unknownCall", "there is no such call") }

  /// Does something with the call of that name; several of a short digest are none.
  private func finding(
    _ name: Substring,
    _ body: (CallID) async throws(JournalError) -> HTTPResponse
  ) async -> HTTPResponse {
    let id = CallID(String(name))
    guard !id.isWellFormed else {
      return await reading { () throws(JournalError) in try await body(id) }
    }
    guard name.count >= 4, name.utf8.allSatisfy(isHexadecimal) else { return unknownCall }
    return await reading { () throws(JournalError) in
      let found = try await journal.outlines(digestPrefix: String(name).lowercased(), limit: 2)
      guard let first = found.first else { return unknownCall }
      guard found.count == 1 else {
        return .error(409, "severalCalls", "several calls have digests that begin so")
      }
      return try await body(first.id)
    }
  }

  private func reading(
    _ body: () async throws(JournalError) -> HTTPResponse
  ) async -> HTTPResponse {
    do throws(JournalError) {
      return try await body()
    } catch {
      return .unavailable("the journal cannot be read now")
    }
  }
}

/// What a request to begin a call says.
private struct CallOrder {
  let flow: String
  let arguments: [String: CELValue]

  /// Reads `{"flow": name, "with": {…}}`.
  init(parsing body: [UInt8]) throws(MalformedOrder) {
    let json: JSONValue
    do {
      json = try parseJSON(body, limits: .webhook)
    } catch {
      throw MalformedOrder(description: "\(error)")
    }
    guard let members = json.objectMembers, let flow = members["flow"]?.text else {
      throw MalformedOrder(description: "the body reads {\"flow\": NAME, \"with\": {…}}")
    }
    if let name = members.map(\.name).first(where: { !["flow", "with"].contains($0) }) {
      throw MalformedOrder(description: "`\(name)` is not known here; there are flow and with")
    }
    let values = members["with"] ?? .object([:])
    guard let values = values.objectMembers else {
      throw MalformedOrder(description: "`with` is an object of the flow's parameters")
    }
    self.flow = flow
    arguments = values.reduce(into: [:]) { $0[$1.name] = $1.value.celValue }
  }
}

private struct MalformedOrder: Error {
  let description: String
}

extension CallID {
  /// The id of a call that is begun once, however often it is asked for with the same key.
  fileprivate init(_ flow: String, startedOnceFor key: String) {
    self.init(String(encodeHexadecimal(sha256(Array("start\n\(flow)\n\(key)".utf8))).prefix(32)))
  }
}

extension HTTPRequest {
  /// What tells a request that is sent again from another one; an empty one tells nothing.
  fileprivate var idempotencyKey: String? {
    headers["Idempotency-Key"].flatMap { $0.isEmpty ? nil : $0 }
  }
}

private func drawnEventID() -> EventID? {
  do { return EventID("posted " + encodeHexadecimal(try randomBytes(16))) } catch { return nil }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
