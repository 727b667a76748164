internal import JSON

/// The JSON schema of files of scenarios (`*.test.yaml`, draft 2020-12), written from the words of
/// lines; the text is the same for the same words, so that a stale copy is noticed.
package func scenarioSchema() -> String {
  let rules: JSONValue = [
    "type": ["array", "object"], "description": .string(FileKey.http.summary),
  ]
  let call: JSONValue = .members([
    "type": "object", "additionalProperties": false,
    "description": .string(FileKey.call.summary),
    "properties": .object(JSONObject(callKeys.map { ($0, JSONValue.object([:])) })),
  ])
  let at: JSONValue = ["type": "string", "description": .string(FileKey.at.summary)]
  let lines: JSONValue = ["type": "array", "items": ["$ref": "#/$defs/line"]]
  let requirements: JSONValue = [
    "type": ["array", "string"], "items": ["type": "string"],
    "description": "The requirements that the scenario is for, such as REQ-12.",
  ]
  let scenario: JSONValue = [
    "anyOf": .array([
      lines,
      .members([
        "type": "object", "additionalProperties": false, "required": ["lines"],
        "properties": .members([
          "at": at, "call": call, "http": rules, "covers": requirements, "lines": lines,
        ]),
      ]),
    ])
  ]
  let document: JSONValue = .members([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Scenarios of a call flow",
    "type": "object",
    "required": ["test", "scenarios"],
    "additionalProperties": false,
    "properties": .members([
      "test": described("string", .test), "environment": described("string", .environment),
      "at": at, "call": call, "http": rules,
      "parties": .members([
        "type": "object", "description": .string(FileKey.parties.summary),
      ]),
      "covers": .members([
        "type": "object", "description": .string(FileKey.covers.summary),
        "additionalProperties": requirements,
      ]),
      "scenarios": .members([
        "type": "object", "description": .string(FileKey.scenarios.summary),
        "additionalProperties": scenario,
      ]),
    ]),
    "$defs": .members(["line": lineSchema()]),
  ])
  return document.text(in: .pretty) + "\n"
}

private func described(_ type: String, _ key: FileKey) -> JSONValue {
  ["type": .string(type), "description": .string(key.summary)]
}

/// A line: a word alone, or a mapping with one word; parties have names of the author's.
private func lineSchema() -> JSONValue {
  let rows =
    ExpectationKeyword.allCases.map { ($0.rawValue, $0.row) }
    + HappeningKeyword.allCases.map { ($0.rawValue, $0.row) }
  let properties =
    rows.map { name, row in (name, row.schema) } + [
      ("early", described("boolean", "Whether it happens whether or not the flow listens.")),
      ("confidence", described("number", "How sure the service is of what is said, from 0 to 1.")),
      ("does", described("string", "What the party of `party` does.")),
    ]
  return [
    "anyOf": .array([
      ["type": "string"],
      .members(["type": "object", "properties": .object(JSONObject(properties))]),
    ])
  ]
}

private func described(_ type: String, _ summary: String) -> JSONValue {
  ["type": .string(type), "description": .string(summary)]
}

extension KeywordRow {
  fileprivate var schema: JSONValue {
    var members: JSONObject =
      switch shape {
      case .words(let words): ["enum": .array(words.map(JSONValue.string))]
      case .object, .request: ["type": "object"]
      case .answer: ["type": ["object", "string"]]
      case .nothing: ["type": ["null", "boolean", "string"]]
      case .keys, .tones: ["type": ["string", "integer"]]
      case .parties, .prompts: ["type": ["string", "array", "object"]]
      case .text, .duration, .party, .expression, .block: ["type": ["string", "number", "boolean"]]
      }
    members["description"] = .string(summary)
    return .object(members)
  }
}

/// The keys of a file of scenarios.
enum FileKey: String, CaseIterable {
  case test, environment, at, call, http, parties, covers, scenarios

  /// What the key says, for the reference and for editors.
  var summary: String {
    switch self {
    case .test: "The name of the flow."
    case .environment: "The environment of `flowctl.yaml` whose values the flow gets."
    case .at:
      "When the call comes, with its offset from UTC; needed where the flow asks for the time."
    case .call:
      "Who calls whom: `from`, `to`, `name`, `headers`, `withheld: true`; `start: { … }` has the "
        + "parameters of a flow that places its calls."
    case .http:
      "What requests of the flow get, the first that matches: `{ post: \"*/calls\", answer: "
        + "{ status: 200, body: {} } }`, with `after:` for how long it takes."
    case .parties: "Parties besides the flow's own, by name."
    case .covers:
      "What blocks of the flow are for: `{ supportDesk: [REQ-12] }`. A scenario that comes to the "
        + "block is for it too."
    case .scenarios:
      "The scenarios, by name: lines, or a mapping with `lines` and its own `at`, "
        + "`call` and `http`, and `covers: [REQ-12]` for what it is for."
    }
  }
}
