internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import HTTPTransport
internal import JSON

/// Shows the flows that are served, and takes them in anew: `GET /api/flows`, `POST /api/reload`.
struct FlowsRoute: Sendable {
  let store: FlowStore
  let project: FlowProject
  /// Told of each reload.
  let reloads: @Sendable (ReloadReport) -> Void

  /// Where it is.
  var routes: [Route] {
    [
      Route(
        "/api/flows",
        access: .operators,
        serves: .answers(bodyLimit: 0, ["GET": { _, _ in list }])
      ),
      Route(
        "/api/reload",
        access: .operators,
        serves: .answers(bodyLimit: 0, ["POST": { _, _ in reload() }])
      ),
    ]
  }

  /// The flows that are served, with the version that a call which begins now keeps.
  var list: HTTPResponse {
    let flows = store.current.map(\.json)
    return .json(200, JSONValue.members(["flows": .array(flows)]).bytes())
  }

  /// Takes the folder in as it is now; where it has errors, what was served is served on, and the
  /// answer is 409 with the findings.
  func reload() -> HTTPResponse {
    let report = project.load()
    reloads(report)
    switch report {
    case .loaded(let project, let isChanged, _):
      let answer: JSONValue = [
        "changed": .bool(isChanged), "flows": .integer(project.programs.count),
      ]
      return .json(200, answer.bytes())
    case .refused(let project, let findings):
      let all = findings + project.findings
      return .error(409, "flowsHaveErrors", renderText(all, files: project.files, style: .plain))
    case .unreadable(let failure): return .error(409, "flowsUnreadable", failure.description)
    }
  }
}

extension FlowType {
  /// The names of the types of a record's fields, by field.
  fileprivate var fieldNames: JSONValue {
    guard case .record(let fields) = self else { return .object([:]) }
    return .object(JSONObject(fields.map { ($0.name, .string($0.type.name)) }))
  }
}

extension PinnedProgram {
  fileprivate var json: JSONValue {
    .members([
      "name": .string(flow), "version": .string(version.rawValue),
      "routes": .array(program.routes.map { .string($0.rawID) }),
      "placesCalls": .bool(program.placesCalls),
      "parameters": .texts(program.parameters.mapValues(\.name)),
      "signals": .object(
        JSONObject(program.signals.sorted { $0.key < $1.key }.map { ($0.key, $0.value.fieldNames) })
      ),
    ])
  }
}
