internal import JSON

/// The JSON schema of files of callers (`callers.yaml`, draft 2020-12), written from their keys; the
/// text is the same for the same keys, so that a stale copy is noticed.
package func callersSchema() -> String {
  let properties = CallersKey.allCases.map { ($0.rawValue, $0.schema) }
  let document: JSONValue = .members([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Who calls a flow in a simulation",
    "type": "object",
    "required": ["simulate"],
    "additionalProperties": false,
    "properties": .object(JSONObject(properties)),
    "$defs": .members([
      "weights": .members([
        "type": "object", "minProperties": 1,
        "additionalProperties": ["type": "number", "minimum": 0, "maximum": 1_000_000_000],
      ])
    ]),
  ])
  return document.text(in: .pretty) + "\n"
}

/// The page of simulations, as `docs/simulate.md` has it: its table comes from the keys of files of
/// callers, and `details`, its sections, from whoever writes them.
package func callersReference(preface: String, details: String) -> String {
  let rows = CallersKey.allCases.map { "| `\($0.rawValue)` | \($0.summary) |" }
  return preface + "| key | |\n|---|---|\n" + rows.joined(separator: "\n") + "\n\n" + details
}

extension CallersKey {
  fileprivate var schema: JSONValue {
    var members: JSONObject =
      switch self {
      case .simulate, .environment, .at: ["type": "string"]
      case .call: ["type": "object"]
      case .http: ["type": ["array", "object"]]
      case .choices, .keys, .words, .patience, .talk: ["$ref": "#/$defs/weights"]
      case .parties: ["type": "object", "additionalProperties": ["type": "object"]]
      }
    members["description"] = .string(summary)
    return .object(members)
  }
}
