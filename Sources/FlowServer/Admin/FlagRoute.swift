internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import HTTPTransport
internal import JSON
internal import Logging

/// Shows and changes flags: `GET /api/flags`, and `GET`, `PUT` and `DELETE /api/flags/<name>`
/// (SEMANTICS.md, rule 67).
///
/// 200 means that the change is durable; a call takes it in with its next input.
struct FlagRoute: Sendable {
  let board: FlagBoard
  let store: FlowStore
  let logger: Logger

  /// Where it is.
  var routes: [Route] {
    let flag: Route.Handler = { await respond(to: $0, about: String($1[0])) }
    return [
      Route(
        "/api/flags",
        access: .operators,
        serves: .answers(
          bodyLimit: 0,
          ["GET": { request, _ in await respond(to: request, about: nil) }]
        )
      ),
      Route(
        "/api/flags/*",
        access: .operators,
        serves: .answers(
          bodyLimit: Route.operatorBytes,
          ["GET": flag, "PUT": flag, "DELETE": flag]
        )
      ),
    ]
  }

  /// Answers a request about one flag, or about all of them.
  func respond(to request: HTTPRequest, about name: String?) async -> HTTPResponse {
    let declared = store.flags
    guard let name else {
      guard request.method == "GET" else { return .methodNotAllowed("GET") }
      let values = board.values
      let flags = declared.sorted { $0.key < $1.key }.map { account(of: $0.key, $0.value, values) }
      return .json(200, JSONValue.members(["flags": .array(flags)]).bytes())
    }
    guard let flag = declared[name] else { return unknown(name, among: declared.keys.sorted()) }
    switch request.method {
    case "GET": return shown(name, flag)
    case "DELETE": return await change(name, flag, to: nil)
    case "PUT":
      guard request.body.count <= HostLimits.flagBytes else {
        return .error(413, "tooLarge", "a flag's value has at most \(HostLimits.flagBytes) bytes")
      }
      let json: CELValue
      do {
        json = try parseJSON(request.body, limits: .webhook).celValue
      } catch {
        return .malformed("\(error)")
      }
      guard flag.value(json: json) != nil else {
        return .error(400, "wrongType", "`\(name)` takes a value of type `\(flag.type.name)`")
      }
      return await change(name, flag, to: json)
    default: return .methodNotAllowed("GET, PUT, DELETE")
    }
  }

  private func change(
    _ name: String,
    _ flag: Program.Flag,
    to json: CELValue?
  ) async -> HTTPResponse {
    do throws(JournalError) {
      try await board.change(name, to: json)
    } catch {
      return .unavailable("the flag cannot be stored now")
    }
    logger.notice(json == nil ? "flag restored" : "flag set", metadata: ["flag": "\(name)"])
    return shown(name, flag)
  }

  private func shown(_ name: String, _ flag: Program.Flag) -> HTTPResponse {
    .json(200, account(of: name, flag, board.values).bytes())
  }

  /// What a flag is now, and what it is where no operator has given it a value.
  private func account(
    of name: String,
    _ flag: Program.Flag,
    _ values: [String: CELValue]
  ) -> JSONValue {
    let own: JSONValue = flag.initial.map { JSONValue($0) } ?? .null
    let given = values[name].flatMap { flag.value(json: $0) }.map { JSONValue($0) }
    return .members([
      "name": .string(name), "type": .string(flag.type.name), "value": given ?? own, "default": own,
    ])
  }

  private func unknown(_ name: String, among known: [String]) -> HTTPResponse {
    let names = known.isEmpty ? "there are none" : "there are \(known.joined(separator: ", "))"
    return .error(404, "unknownFlag", "no flow that is served declares such a flag; \(names)")
  }
}
