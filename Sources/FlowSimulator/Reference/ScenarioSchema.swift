internal import CallModel
internal import JSON

/// The JSON schema of files of scenarios (`*.test.yaml`, draft 2020-12), written from the words of
/// lines; the text is the same for the same words, so that a stale copy is noticed.
package func scenarioSchema() -> String {
  let document: JSONValue = .members([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Scenarios of a call flow",
    "type": "object",
    "required": ["test", "scenarios"],
    "additionalProperties": false,
    "properties": .object(JSONObject(FileKey.allCases.map { ($0.rawValue, $0.schema) })),
    "$defs": .object(JSONObject(definitions)),
  ])
  return document.text(in: .pretty) + "\n"
}

/// What is referred to by name.
private let definitions: [(String, JSONValue)] = [
  ("scenario", scenario), ("lines", lines), ("line", line), ("call", call), ("deed", deed),
  ("party", ["type": ["string", "number"]]),
  ("text", ["type": ["string", "number", "boolean"]]),
  ("texts", ["type": "object", "additionalProperties": reference("text")]),
  ("keys", ["type": ["string", "integer"]]),
  ("time", ["type": "string", "pattern": #"^(\d+(\.\d+)?(h|m|s|ms))+$"#]),
  (
    "nothing",
    ["anyOf": [["enum": ["", true, .null]], ["type": "object", "maxProperties": 0]]]
  ),
  ("heard", heard), ("request", request(required: [])), ("answer", answer),
  ("rule", request(required: ["answer"])),
  ("rules", oneOrMany("rule", minimum: 0)),
  (
    "requirements",
    ["anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]]]
  ),
]

private func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }

/// One, or a list of them.
private func oneOrMany(_ name: String, minimum: Int) -> JSONValue {
  let list: JSONValue = [
    "type": "array", "minItems": .integer(minimum), "items": reference(name),
  ]
  return ["anyOf": [reference(name), list]]
}

/// A mapping with these keys and no others.
private func mapping(
  _ properties: [(String, JSONValue)],
  required: [String] = [],
  oneOf choices: [String] = []
) -> JSONValue {
  var members: JSONObject = [
    "type": "object", "additionalProperties": false,
    "properties": .object(JSONObject(properties)),
  ]
  if !required.isEmpty { members["required"] = .array(required.map(JSONValue.string)) }
  if !choices.isEmpty {
    members["oneOf"] = .array(choices.map { ["required": .array([.string($0)])] })
  }
  return .object(members)
}

private let lines: JSONValue = ["type": "array", "minItems": 1, "items": reference("line")]

private let scenario: JSONValue = [
  "anyOf": [
    reference("lines"), mapping(scenarioKeys.map(scenarioEntry), required: ["lines"]),
  ]
]

private func scenarioEntry(_ key: String) -> (String, JSONValue) {
  (key, FileKey(rawValue: key).map(\.schemaOfScenario) ?? reference("lines"))
}

private let call: JSONValue = mapping(
  callKeys.map { key in
    switch key {
    case "withheld": (key, ["type": "boolean"])
    case "headers": (key, reference("texts"))
    case "start": (key, ["type": "object"])
    case "name": (key, reference("text"))
    default: (key, reference("party"))
    }
  }
)

/// A prompt by its name or words, or both with what tells it apart.
private let heard: JSONValue = [
  "anyOf": [
    reference("text"),
    mapping(heardKeys.map { ($0, reference("text")) }, oneOf: Array(heardKeys.prefix(2))),
  ]
]

private func request(required: [String]) -> JSONValue {
  let others: [(String, JSONValue)] = (requestKeys + (required.isEmpty ? [] : ruleKeys)).map {
    key in
    switch key {
    case "headers": (key, reference("texts"))
    case "answer": (key, reference("answer"))
    case "after": (key, reference("time"))
    default: (key, .object([:]))
    }
  }
  let methods = requestMethods.map { ($0, reference("text")) }
  return mapping(methods + others, required: required, oneOf: requestMethods)
}

private let answer: JSONValue = [
  "anyOf": .array([
    ["enum": .array(bareAnswers.map(JSONValue.string))],
    mapping(
      answerKeys.map { key in
        switch key {
        case "status": (key, ["type": "integer", "minimum": 100, "maximum": 599])
        case "headers": (key, reference("texts"))
        default: (key, .object([:]))
        }
      }
    ),
  ])
]

/// What a party does: a word, or a mapping of one to what it needs.
private let deed: JSONValue = [
  "anyOf": .array([
    ["enum": .array(PartyWord.allCases.filter { !$0.takesValue }.map { .string($0.rawValue) })],
    mapping(
      PartyWord.allCases.map { word in
        let value =
          switch word {
          case .presses: reference("keys")
          case .says: reference("text")
          case .accepts, .declines, .busy, .noAnswer, .leaves: reference("nothing")
          }
        return (word.rawValue, value)
      } + [("after", reference("time"))],
      oneOf: PartyWord.allCases.map(\.rawValue)
    ),
  ])
]

/// A line: a word alone, or a mapping with one word and its options; parties have names of the
/// author's.
private let line: JSONValue = {
  let words =
    ExpectationKeyword.allCases.map { ($0.rawValue, $0.row, [String]()) }
    + HappeningKeyword.allCases.map { ($0.rawValue, $0.row, $0.options) }
  let forms = words.map { word, row, options in
    mapping(
      [(word, row.schema)] + options.map { ($0, optionSchema($0)) },
      required: [word] + options.filter { $0 == "does" }
    )
  }
  let taken = words.map(\.0).filter { $0 != "after" } + lineOptions.filter { $0 != "after" }
  let party: JSONValue = [
    "type": "object", "minProperties": 1, "maxProperties": 2,
    "propertyNames": ["not": ["enum": .array(taken.map(JSONValue.string))]],
    "properties": ["after": reference("time")],
    "additionalProperties": reference("deed"),
  ]
  let bare: JSONValue = ["enum": .array((bareWords + ["..."]).map(JSONValue.string))]
  return ["anyOf": .array([bare] + forms + [party])]
}()

private func optionSchema(_ option: String) -> JSONValue {
  switch option {
  case "early":
    described(["type": "boolean"], "Whether it happens whether or not the flow listens.")
  case "confidence":
    described(
      ["type": "number", "minimum": 0, "maximum": 1],
      "How sure the service is of what is said, from 0 to 1."
    )
  case "does": described(reference("deed"), "What the party of `party` does.")
  default: described(reference("time"), "How long after what is before.")
  }
}

private func described(_ schema: JSONValue, _ summary: String) -> JSONValue {
  guard case .object(var members) = schema else { return schema }
  members["description"] = .string(summary)
  return .object(members)
}

extension KeywordRow {
  fileprivate var schema: JSONValue { described(valueSchema, summary) }

  private var valueSchema: JSONValue {
    switch shape {
    case .words(let words): ["enum": .array(words.map(JSONValue.string))]
    case .object: ["type": "object", "minProperties": 1, "maxProperties": 1]
    case .refusal:
      [
        "type": "object", "minProperties": 1, "maxProperties": 1,
        "propertyNames": [
          "enum": .array(CallCommand.Kind.allCases.map { .string($0.rawValue) })
        ],
        "additionalProperties": refusal,
      ]
    case .request: reference("request")
    case .answer: reference("answer")
    case .nothing: reference("nothing")
    case .keys, .tones: reference("keys")
    case .parties: oneOrMany("party", minimum: 1)
    case .prompts: oneOrMany("heard", minimum: 1)
    case .duration: reference("time")
    case .party: reference("party")
    case .text, .expression, .block: reference("text")
    }
  }

  private var refusal: JSONValue {
    mapping(
      zip(refusalKeys, [refusalStatuses, refusalCodes]).map { key, range in
        (
          key,
          [
            "type": "integer", "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
          ]
        )
      },
      required: Array(refusalKeys.prefix(1))
    )
  }
}

extension FileKey {
  fileprivate var schema: JSONValue {
    switch self {
    case .parties:
      described(
        [
          "type": "object",
          "additionalProperties": [
            "anyOf": [
              reference("party"), ["type": "object", "minProperties": 1, "maxProperties": 1],
            ]
          ],
        ],
        summary
      )
    case .covers:
      described(["type": "object", "additionalProperties": reference("requirements")], summary)
    case .scenarios:
      described(["type": "object", "additionalProperties": reference("scenario")], summary)
    case .test, .environment, .at, .call, .http: schemaOfScenario
    }
  }

  /// What stands under the key in a scenario.
  fileprivate var schemaOfScenario: JSONValue {
    switch self {
    case .call: described(reference("call"), summary)
    case .http: described(reference("rules"), summary)
    case .covers:
      described(
        reference("requirements"),
        "The requirements that the scenario is for, such as REQ-12."
      )
    case .test, .environment, .at, .parties, .scenarios: described(["type": "string"], summary)
    }
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
      "Who calls whom: `from`, `to`, `onBehalfOf`, `name`, `headers`, `withheld: true`; "
        + "`start: { … }` has the parameters of a flow that places its calls."
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
