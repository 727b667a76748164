import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// An identity as declared: its kind, and whether only the environment knows its value.
  struct Identity {
    let name: String
    let kind: IdentifierKind
    let isGivenByEnvironment: Bool
  }

  /// A setting as declared.
  struct Setting {
    let name: String
    let type: FlowType
    let isSensitive: Bool
  }

  /// A variable as declared.
  struct Variable {
    let name: String
    let type: FlowType
    let hasValue: Bool
    var isSensitive = false
  }

  /// A signal as declared: what it brings, by name.
  struct Signal {
    let name: String
    let fields: [FlowType.Field]
  }

  private mutating func declareSignals() {
    guard dice.chance(50) else { return }
    let types: [FlowType] = [.string, .int, .optional(.int), .identifier([.phoneNumber])]
    signals = ["ready", "sold"].prefix(dice.number(in: 1...2)).map { name in
      let fields = dice.some(["who", "count"], atLeast: 0).map { field in
        FlowType.Field(name: field, type: dice.pick(types) ?? .string)
      }
      let code = FlowType.Field(name: "code", type: .string, isSensitive: true)
      return Signal(name: name, fields: dice.chance(60) ? fields + [code] : fields)
    }
    if dice.chance(50) {
      let speaker = FlowType.Field(name: "speaker", type: .optional(.string))
      let text = FlowType.Field(name: "text", type: .string)
      signals.append(Signal(name: "said", fields: dice.chance(50) ? [text] : [text, speaker]))
    }
  }

  mutating func signalDrafts() -> YAMLDraft {
    .map(
      signals.map { signal in
        let fields = signal.fields.map { field in
          (field.name, YAMLDraft.plain((field.isSensitive ? "sensitive " : "") + field.type.name))
        }
        return (signal.name, .map(fields))
      }
    )
  }

  /// What a flow that others run declares; its identities, settings and signals are those of who
  /// runs it.
  mutating func declareCalled() {
    declareVariables()
    prompts = dice.some(["welcome", "bye2"], atLeast: 1)
  }

  mutating func declareAll() {
    declareSignals()
    declareIdentities()
    declareSettings()
    services = ["desk", "books"].prefix(dice.below(3)).map { $0 }
    declareVariables()
    if dice.chance(50) {
      schedules = ["office", "night"].prefix(dice.number(in: 1...2)).map { $0 }
    }
    let names = ["welcome", "press-one", "hold_music", "bye2", "größe"]
    prompts = dice.some(names, atLeast: 1)
  }

  // MARK: Identities

  private mutating func declareIdentities() {
    let route: IdentifierKind =
      profile == .teamsPhone
      ? .microsoftTeamsApp
      : dice.pick([.phoneNumber, .communicationUser, .microsoftTeamsApp]) ?? .phoneNumber
    identities = [Identity(name: "line", kind: route, isGivenByEnvironment: dice.chance(20))]
    for kind in IdentifierKind.allCases {
      for number in 1...2 where number == 1 || dice.chance(50) {
        let isGiven = kind != .unknown && dice.chance(25)
        identities.append(
          Identity(name: "\(kind.rawValue)\(number)", kind: kind, isGivenByEnvironment: isGiven)
        )
      }
    }
  }

  mutating func identityDrafts() -> YAMLDraft {
    .map(
      identities.map { identity in
        let value: YAMLDraft =
          identity.isGivenByEnvironment
          ? .plain(identity.kind.rawValue) : identityValue(identity.kind)
        return (identity.name, value)
      }
    )
  }

  mutating func identityValue(_ kind: IdentifierKind) -> YAMLDraft {
    serial += 1
    let number = "+1206555\(1000 + serial)"
    let guid = "0269be4d-5be0-4770-bf9c-a1bf50ee\(1000 + serial)"
    if dice.chance(35) { return .map([("rawId", .text(rawID(kind, number, guid)))]) }
    var cloud: [(key: String, value: YAMLDraft)] = []
    if dice.chance(25) { cloud = [("cloud", .plain(dice.pick(Cloud.allCases)?.rawValue ?? ""))] }
    switch kind {
    case .phoneNumber:
      return dice.chance(50) ? .plain(number) : .map([("phoneNumber", .plain(number))])
    case .communicationUser:
      return .map([("communicationUser", .text("8:acs:\(guid)_user\(serial)"))])
    case .microsoftTeamsUser:
      guard dice.chance(80) else {
        return .map([
          (kind.rawValue, .map([("user", .text("guest\(serial)")), ("anonymous", .plain("true"))]))
        ])
      }
      return .map([(kind.rawValue, .map([("user", .plain(guid))] + cloud))])
    case .microsoftTeamsApp: return .map([(kind.rawValue, .map([("app", .plain(guid))] + cloud))])
    case .teamsExtensionUser:
      return .map([
        (
          kind.rawValue,
          .map(
            [("user", .plain(guid)), ("tenant", .plain(guid)), ("resource", .plain(guid))] + cloud
          )
        )
      ])
    case .unknown: return .map([("rawId", .text("48:strange-\(serial)"))])
    }
  }

  private func rawID(_ kind: IdentifierKind, _ number: String, _ guid: String) -> String {
    switch kind {
    case .phoneNumber: "4:\(number)"
    case .communicationUser: "8:acs:\(guid)_user\(serial)"
    case .microsoftTeamsUser: "8:orgid:\(guid)"
    case .microsoftTeamsApp: "28:orgid:\(guid)"
    case .teamsExtensionUser: "8:acs:\(guid)_\(guid)_\(guid)"
    case .unknown: "48:strange-\(serial)"
    }
  }

  // MARK: Settings and variables

  /// Types that have literals of their own.
  static let plainTypes: [FlowType] = [
    .bool, .int, .double, .string, .duration, .time, .date, .locale, .uri, .tones,
    .timestamp,
  ]

  private mutating func declareSettings() {
    settings = [
      Setting(name: "crm", type: .uri, isSensitive: false),
      Setting(name: "key", type: .string, isSensitive: true),
    ]
    for (index, type) in Self.plainTypes.enumerated() where dice.chance(40) {
      settings.append(Setting(name: "s\(index)", type: type, isSensitive: false))
    }
    if dice.chance(40) {
      settings.append(Setting(name: "many", type: .list(.string), isSensitive: false))
    }
  }

  private mutating func declareVariables() {
    let more: [FlowType] = [
      .optional(.timestamp), .list(.string), .list(.int), .map(.string), .map(.int),
      .optional(.int),
      .optional(.string), .identifier([.phoneNumber]), .identifier([.communicationUser]),
      .record([
        FlowType.Field(name: "name", type: .string),
        FlowType.Field(name: "age", type: .optional(.int)),
      ]),
    ]
    for (index, type) in (Self.plainTypes + more).enumerated() where dice.chance(60) {
      variables.append(
        Variable(
          name: "v\(index)",
          type: type,
          hasValue: initialValue(type) != nil && dice.chance(60)
        )
      )
    }
    declareSensitiveVariables()
  }

  /// Variables that must not be shown, of which half have a value of their own.
  private mutating func declareSensitiveVariables() {
    let types: [FlowType] = [.string, .optional(.string), .int, .list(.string)]
    for (index, type) in types.enumerated() where dice.chance(60) {
      uses.insert("sensitive variable")
      variables.append(
        Variable(
          name: "kept\(index)",
          type: type,
          hasValue: sensitiveLiteral(type) != nil && dice.chance(50),
          isSensitive: true
        )
      )
    }
  }

  /// A value that nothing public has; nil for types that have none.
  mutating func sensitiveLiteral(_ type: FlowType) -> String? {
    serial += 1
    return switch type {
    case .string: "kept-words-\(serial)"
    case .optional(let wrapped): sensitiveLiteral(wrapped)
    case .int: "\(77_000 + serial)"
    case .list(.string): "[kept-words-\(serial)]"
    case .bool, .double, .duration, .time, .date, .locale, .uri, .tones, .timestamp, .list, .map,
      .identifier, .record, .unreadable:
      nil
    }
  }

  mutating func settingDrafts() -> YAMLDraft {
    .map(
      settings.map { setting in
        (setting.name, .plain((setting.isSensitive ? "sensitive " : "") + setting.type.name))
      }
    )
  }

  /// Services; what they carry can be read wherever a request may stand.
  mutating func serviceDrafts() -> YAMLDraft {
    .map(
      services.map { name in
        let start = dice.chance(50) ? "${settings.crm}" : "https://\(name).contoso.com"
        var entries: [(key: String, value: YAMLDraft)] = [
          ("url", .text(start + (dice.pick(["", "/", "/v1/${call.id}"]) ?? "")))
        ]
        if dice.chance(50) {
          uses.insert("service headers")
          let headers: [(key: String, value: YAMLDraft)] = [
            ("Accept", .text("text/json")), ("authorization", .text("Bearer ${settings.key}")),
            ("X-From", .text("${call.from.rawId}")),
          ]
          entries.append(("headers", .map(headers.prefix(dice.number(in: 1...3)).map { $0 })))
        }
        if dice.chance(50) {
          uses.insert("service timeout")
          entries.append(("timeout", .plain(dice.pick(["1s", "2500ms"]) ?? "1s")))
        }
        return (name, .map(entries))
      }
    )
  }

  mutating func variableDrafts() -> YAMLDraft {
    .map(
      variables.map { variable in
        if case .record(let fields) = variable.type {
          return (
            variable.name, .map(fields.map { (key: $0.name, value: .plain($0.type.name)) })
          )
        }
        let initial =
          variable.isSensitive ? sensitiveLiteral(variable.type) : initialValue(variable.type)
        let value = variable.hasValue ? initial.map { " = \($0)" } : nil
        let word = variable.isSensitive ? "sensitive " : ""
        return (variable.name, .text(word + variable.type.name + (value ?? "")))
      }
    )
  }

  private func initialValue(_ type: FlowType) -> String? {
    switch type {
    case .list(.string): "[one, 'two, three']"
    case .list: "[]"
    case .map: "{}"
    case .identifier([.phoneNumber]): "+12065550000"
    case .optional(let wrapped): initialValue(wrapped)
    case .identifier, .record, .unreadable: nil
    case .bool, .int, .double, .string, .duration, .time, .date, .locale, .uri, .tones,
      .timestamp:
      plainLiteral(type)
    }
  }

  /// A literal as authors write it; nil for types that have none.
  func plainLiteral(_ type: FlowType) -> String? {
    switch type {
    case .bool: "true"
    case .int: "-3"
    case .double: "0.25"
    case .string: "some words: with a colon"
    case .duration: "1m30s"
    case .time: "08:30"
    case .date: "2028-02-29"
    case .locale: locales[0]
    case .uri: "https://crm.contoso.com/a"
    case .tones: "*9"
    case .timestamp: "2028-02-29T23:59:59.5+01:00"
    case .list, .map, .optional, .record, .identifier, .unreadable: nil
    }
  }

  /// What the environment gives.
  mutating func environmentText() -> String {
    var entries: [(key: String, value: YAMLDraft)] = []
    if hasEndpoint {
      entries.append(("cognitiveServicesEndpoint", .plain("https://ai.contoso.com")))
    }
    let given = identities.filter(\.isGivenByEnvironment)
    if !given.isEmpty {
      entries.append(("identities", .map(given.map { ($0.name, identityValue($0.kind)) })))
    }
    entries.append(
      (
        "settings",
        .map(
          settings.map { setting in
            if setting.isSensitive { return (setting.name, .map([("env", .plain("FLOW_KEY"))])) }
            if case .list = setting.type { return (setting.name, .list([.text("a"), .text("b")])) }
            return (setting.name, .text(plainLiteral(setting.type) ?? ""))
          }
        )
      )
    )
    return YAMLDraft.map([("environments", .map([("test", .map(entries))]))]).fileText
  }

  // MARK: Hours and prompts

  mutating func hoursDrafts() -> YAMLDraft {
    .map(
      schedules.map { name in
        var entries: [(key: String, value: YAMLDraft)] = [
          ("timeZone", .plain(dice.pick(["Europe/Berlin", "UTC"]) ?? "UTC")),
          ("open", .list([.text("Mon-Fri 08:00-12:00 13:00-18:00"), .text("Sat 00:00-24:00")])),
        ]
        if dice.chance(50) {
          entries.append(("closed", .list([.text("2026-12-25 Christmas Day")])))
        }
        if dice.chance(50) {
          entries.append(("special", .list([.text("2026-12-24 08:00-12:00 Eve")])))
        }
        return (name, .map(entries))
      }
    )
  }

  /// Each prompt in every form there is; one that is spoken only where somebody can speak.
  mutating func promptDrafts() -> YAMLDraft {
    let point = Point(phase: .gone, region: .blocks, assigned: alwaysAssigned)
    return .map(
      prompts.map { name in
        if locales.count == 1, dice.chance(60) {
          return (name, promptVariant(at: point, mayBeBare: true))
        }
        return (
          name,
          .map(locales.map { ($0, promptVariant(at: point, mayBeBare: true)) })
        )
      }
    )
  }

  /// A prompt that says what it is; a bare text is one too.
  mutating func promptVariant(at point: Point, mayBeBare: Bool) -> YAMLDraft {
    guard hasEndpoint, dice.chance(75) else {
      uses.insert("prompt file")
      let name = dice.chance(30) ? "${call.id}" : "welcome"
      return .map([("file", .text("https://media.contoso.com/\(name).wav"))])
    }
    let hole = dice.chance(40) ? " ${\(textExpression(at: point))}" : ""
    switch dice.below(3) {
    case 0:
      uses.insert("prompt ssml")
      return .map([
        (
          "ssml",
          .text(
            "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"en-US\"><voice name=\"en-US-NancyNeural\">Hello\(hole)</voice></speak>"
          )
        )
      ])
    case 1 where mayBeBare:
      uses.insert("prompt text")
      return .text("Hello, and welcome.\(hole)\(spoken(at: point))")
    default:
      uses.insert("prompt text")
      let text = "Good day.\(hole)\(spoken(at: point))"
      var entries: [(key: String, value: YAMLDraft)] = [("text", .text(text))]
      if !mayBeBare, dice.chance(50) {
        entries.append(("locale", .plain(dice.pick(locales) ?? "")))
      }
      return .map(entries)
    }
  }

  /// A value with the way it is said; every locale has the voice that it needs.
  private mutating func spoken(at point: Point) -> String {
    guard dice.chance(20) else { return "" }
    let forms = [
      "digits(\(expression(.int, at: point)))", "digits(\(expression(.string, at: point)))",
      "phone(\(dice.chance(50) ? "'+12065551234'" : "call.from.rawId"))",
      "money(\(expression(.double, at: point)), 'USD')",
      "date(\(expression(.timestamp, at: point)), 'UTC')",
      "time(\(expression(.timestamp, at: point)), 'Europe/Berlin')",
    ]
    return " ${spoken.\(dice.pick(forms) ?? forms[0])}"
  }

  /// The variables that have a value from the beginning.
  var alwaysAssigned: Set<String> {
    Set(
      variables.filter { variable in
        if case .optional = variable.type { true } else { variable.hasValue }
      }.map(\.name)
    )
  }
}
