internal import JSON

/// A key of a flow: what the reader knows, the schema allows and the page of flows says of it.
struct FlowKey: Sendable {
  /// The key.
  let name: String
  /// What can stand there, in words.
  let value: String
  /// What counts where it is left out; nil where nothing does.
  var otherwise: String?
  /// What it is for, in a sentence.
  let documentation: String
  /// What can stand there, as the schema has it.
  let schema: JSONValue

  /// The keys in the order in which they are best written.
  static let all = head + declarations + parts

  private static let head = [
    FlowKey(
      name: "flow",
      value: "name",
      otherwise: "required",
      documentation: "What the flow is called, in the project and to operators.",
      schema: ["type": "string", "pattern": "^[a-z][A-Za-z0-9-]*$"]
    ),
    FlowKey(
      name: "language",
      value: "`1`",
      otherwise: "`1`",
      documentation: "The version of the language it is written in.",
      schema: ["const": 1]
    ),
    FlowKey(
      name: "description",
      value: "text",
      documentation: "What it does, for people.",
      schema: ["type": "string"]
    ),
    FlowKey(
      name: "profile",
      value: "`teamsPhone`, `callAutomation`",
      otherwise: "`teamsPhone`",
      documentation: "What kind of service its calls go through, and so what they may do.",
      schema: ["enum": ["teamsPhone", "callAutomation"]]
    ),
    FlowKey(
      name: "locale",
      value: "language and region",
      otherwise: "`en-US`",
      documentation: "The language in which its calls begin.",
      schema: ["type": "string", "pattern": .string(localePattern)]
    ),
    FlowKey(
      name: "voices",
      value: "voice by language",
      documentation: "The languages it speaks, and who speaks them.",
      schema: .mapping(
        of: .anyOf([
          ["type": "string"],
          [
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": ["name": ["type": "string"], "custom": ["type": "string"]],
          ],
        ])
      )
    ),
    FlowKey(
      name: "maxDuration",
      value: "length of time, `10s` to `24h`",
      otherwise: "`4h`",
      documentation: "How long a call may last before it is ended.",
      schema: ["type": "string"]
    ),
    FlowKey(
      name: "start",
      value: "block",
      otherwise: "the first",
      documentation: "The block that runs first.",
      schema: ["type": "string"]
    ),
  ]

  private static let declarations = [
    FlowKey(
      name: "identities",
      value: "party by name",
      documentation: "Everybody whom it names: lines, agents, numbers.",
      schema: .mapping(of: ["type": ["string", "integer", "object"]])
    ),
    FlowKey(
      name: "routes",
      value: "list of `to: identity`",
      documentation: "The incoming calls that it takes.",
      schema: ["type": "array", "items": ["type": "object"]]
    ),
    FlowKey(
      name: "parameters",
      value: "declaration by name",
      documentation: "What whoever starts it hands in.",
      schema: .mapping(of: .reference("type"))
    ),
    FlowKey(
      name: "outputs",
      value: "declaration by name",
      documentation: "What a flow that runs it gets back.",
      schema: .mapping(of: .reference("type"))
    ),
    FlowKey(
      name: "settings",
      value: "type by name",
      documentation: "What each environment must give it.",
      schema: .mapping(of: ["type": "string"])
    ),
    FlowKey(
      name: "flags",
      value: "declaration by name",
      documentation: "Switches that operators flip while calls go on.",
      schema: .mapping(of: ["type": "string"])
    ),
    FlowKey(
      name: "services",
      value: "service by name",
      documentation: "Other systems that its requests go to.",
      schema: .mapping(of: [
        "type": "object", "additionalProperties": false, "required": ["url"],
        "properties": [
          "url": ["type": "string"],
          "headers": .mapping(of: ["type": ["string", "number"]]),
          "timeout": ["type": "string"],
          "api": ["type": "string"],
        ],
      ])
    ),
    FlowKey(
      name: "signals",
      value: "fields with their types, by name",
      documentation: "What other systems may tell a call.",
      schema: .mapping(of: .mapping(of: .reference("type")))
    ),
    FlowKey(
      name: "variables",
      value: "declaration by name",
      documentation: "What a call remembers; `set` changes it.",
      schema: .mapping(of: .reference("type"))
    ),
    FlowKey(
      name: "hours",
      value: "schedule by name",
      documentation: "Opening hours, for conditions and texts.",
      schema: .mapping(of: ["type": "object"])
    ),
    FlowKey(
      name: "prompts",
      value: "text or file by name",
      documentation: "What callers hear.",
      schema: .mapping(of: ["type": ["string", "object"]])
    ),
  ]

  private static let parts = [
    FlowKey(
      name: "everywhere",
      value: "answer by name",
      documentation: "Answers that every menu takes besides its own.",
      schema: .mapping(of: [
        "type": "object", "additionalProperties": false,
        "properties": [
          "press": [:], "say": [:], "go": ["type": "string"], "again": ["const": true],
        ],
      ])
    ),
    FlowKey(
      name: "blocks",
      value: "list of steps by name",
      otherwise: "required",
      documentation: "What it does.",
      schema: .mapping(of: .reference("steps"))
    ),
    FlowKey(
      name: "on",
      value: "handler by what happens",
      documentation: "What is done about what can happen at any time.",
      schema: .mapping(of: .reference("handler"))
    ),
  ]
}
