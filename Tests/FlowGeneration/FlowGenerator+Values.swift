import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  // MARK: HTTP

  mutating func url(_ draft: inout StepDraft) -> YAMLDraft {
    if dice.chance(12) {
      uses.insert("URL in clear")
      draft.isInClear = true
      return .text("http://plain.contoso.com/${\(textExpression(at: draft.point))}")
    }
    var start = dice.chance(50) ? "${settings.crm}" : "https://api.contoso.com"
    if dice.chance(50), let service = dice.pick(services) {
      uses.insert("service in a URL")
      start = service
    }
    var text = start + "/calls"
    if dice.chance(50) { text += "/${\(textExpression(at: draft.sentPoint))}" }
    if dice.chance(20) {
      uses.insert("secret in a URL")
      text += "?key=${settings.key}"
    }
    return .text(text)
  }

  mutating func httpQuery(_ draft: StepDraft) -> YAMLDraft {
    var entries: [(key: String, value: YAMLDraft)] = [("größe", .text("M & L"))]
    let text = textExpression(at: draft.sentPoint)
    if dice.chance(50) { entries.append(("call", .text("c ${\(text)}"))) }
    if !draft.isInClear, dice.chance(40) {
      uses.insert("secret in a query")
      entries.append(("key", .text("${settings.key}")))
    }
    return .map(entries)
  }

  mutating func httpHeaders(_ draft: StepDraft) -> YAMLDraft {
    var entries: [(key: String, value: YAMLDraft)] = [("accept", .text("application/json"))]
    if dice.chance(50) {
      entries.append(("x-call", .text("${\(textExpression(at: draft.sentPoint))}")))
    }
    if !draft.isInClear, dice.chance(40) {
      uses.insert("secret in a header")
      entries.append(("authorization", .text("Bearer ${settings.key}")))
    }
    return .map(entries)
  }

  /// A value of any shape.
  mutating func body(at point: Point, depth: Int) -> YAMLDraft {
    switch dice.below(depth > 0 ? 7 : 4) {
    case 0: return .plain(dice.pick(["null", "true", "17", "-0.5", "007"]) ?? "null")
    case 1: return .text("a text with ${\(textExpression(at: point))} in it")
    case 2 where point.takesSensitive && dice.chance(50):
      uses.insert("sensitive in a body")
      return sensitiveValue(.string, at: point)
    case 2:
      let types: [CELType] = [.int, .string, .list(.int), .map(.string, .string), .optional(.int)]
      return .text("${\(expression(dice.pick(types) ?? .int, at: point))}")
    case 3 where point.takesSensitive && dice.chance(40):
      uses.insert("secret in a body")
      return .text("${settings.key}")
    case 3, 4: return .list([body(at: point, depth: depth - 1), .plain("2")])
    default:
      return .map([
        ("a", body(at: point, depth: depth - 1)), ("b c", body(at: point, depth: depth - 1)),
      ])
    }
  }

  /// A declared answer; its fields can be read afterwards.
  mutating func response(_ draft: inout StepDraft) -> YAMLDraft {
    let all: [(String, YAMLDraft, CELType)] = [
      ("name", .plain("string"), .string), ("count", .plain("int"), .int),
      ("note", .text("string?"), .optional(.string)),
      ("tags", .list([.plain("string")]), .list(.string)),
      ("by", .text("map<string>"), .map(.string, .string)),
      ("pin", .plain("sensitive string"), .string),
    ]
    let fields = dice.some(all, atLeast: 1)
    for (name, _, type) in fields {
      draft.extra.append(
        DraftResult.Field(
          name: "body.\(name)",
          type: type,
          outcomes: ["done"],
          isSensitive: name == "pin"
        )
      )
    }
    return .map(fields.map { ($0.0, $0.1) })
  }

  // MARK: Answers of a caller

  mutating func choices(_ draft: inout StepDraft) -> YAMLDraft {
    if hasEndpoint, dice.chance(15) {
      uses.insert("menu from data")
      draft.isOffered = true
      return .text("${[{'name': 'a', 'press': '1'}, {'name': 'b', 'press': '2'}]}")
    }
    let names = dice.some(["sales", "support", "person", "other"], atLeast: 1)
    draft.named = Set(names)
    uses.formUnion(["recognize.choices.press"])
    let speaks = hasEndpoint && dice.chance(60)
    return .map(
      names.enumerated().map { index, name in
        var fields: [(key: String, value: YAMLDraft)] = []
        let key = ["1", "2", "star", "#"][index]
        if !speaks || dice.chance(70) { fields.append(("press", .text(key))) }
        if speaks, fields.isEmpty || dice.chance(60) {
          uses.insert("recognize.choices.say")
          let words = YAMLDraft.list([.text("\(name) please"), .text("the \(name)")])
          fields.append(
            ("say", dice.chance(50) ? words : .map(locales.map { ($0, words) }))
          )
        }
        return (name, .map(fields))
      }
    )
  }

  mutating func toneOptions() -> YAMLDraft {
    var fields: [(key: String, value: YAMLDraft)] = []
    if dice.chance(50) {
      fields = [("count", .plain("\(dice.number(in: 1...4))"))]
    } else {
      if dice.chance(60) { fields.append(("min", .plain("1"))) }
      fields.append(("max", .plain("\(dice.number(in: 1...6))")))
    }
    if dice.chance(40) { fields.append(("stop", .text("#"))) }
    if dice.chance(40) { fields.append(("between", .plain("3s"))) }
    if dice.chance(30) { fields.append(("match", .text("[0-9*#A-D]*"))) }
    for field in fields { uses.insert("recognize.tones.\(field.key)") }
    return .map(fields)
  }

  mutating func speechOptions() -> YAMLDraft {
    guard dice.chance(50) else { return .map([]) }
    uses.insert("recognize.speech.endSilence")
    return .map([("endSilence", .plain("1500ms"))])
  }

  mutating func triggers(_ draft: inout StepDraft) -> YAMLDraft {
    let names = dice.some(["gone", "star", "code"], atLeast: 1)
    draft.named = Set(names)
    return .map(
      names.map { name in
        if let signal = dice.pick(signals), dice.chance(30) {
          uses.insert("wait.for.signal")
          for field in signal.fields where field.type == .string || field.type == .int {
            draft.extra.append(
              DraftResult.Field(
                name: "\(name).\(field.name)",
                type: field.type.celType,
                outcomes: [name],
                isSensitive: field.isSensitive
              )
            )
          }
          return (name, .map([("signal", .plain(signal.name))]))
        }
        if let id = dice.pick(stoppable), dice.chance(20) {
          uses.insert("wait.for.stopped")
          return (name, .map([("stopped", .plain(id))]))
        }
        guard dice.chance(60) else {
          uses.insert("wait.for.left")
          draft.extra.append(
            DraftResult.Field(name: "\(name).party.rawId", type: .string, outcomes: [name])
          )
          return (name, .map([("left", party(for: .reach, &draft))]))
        }
        draft.listensForKeys = true
        uses.insert("wait.for.press")
        draft.extra.append(
          DraftResult.Field(name: "\(name).tones", type: .string, outcomes: [name])
        )
        var fields: [(key: String, value: YAMLDraft)] = [
          ("press", .text(dice.pick(["1", "*9", "star", "12#"]) ?? "1"))
        ]
        if joinsCalls || dice.chance(40) {
          uses.insert("wait.for.from")
          fields.append(("from", party(for: .reach, &draft)))
        }
        return (name, .map(fields))
      }
    )
  }

  // MARK: Control

  /// What a branch of an `if`, or a case, does.
  mutating func branch(_ draft: inout StepDraft, named name: String) -> YAMLDraft {
    var point = draft.point
    if let id = draft.id { point.results[id] = ["done"] }
    let handler = handler(at: point, mustLeave: false)
    handler.next.map { draft.ways.append($0) }
    draft.branches.insert(name)
    return handler.draft
  }

  /// What a `switch` compares; the cases follow from it.
  mutating func selector(_ draft: inout StepDraft) -> YAMLDraft {
    let point = draft.point.takingSensitive
    let known = point.results.keys.sorted()
    switch dice.below(7) {
    case 0:
      draft.words = dice.some(IdentifierKind.allCases.map(\.rawValue), atLeast: 1)
      uses.insert("switch on a kind")
      return .text("call.from.kind")
    case 1:
      guard let id = dice.pick(known) else { fallthrough }
      draft.words = dice.some(point.results[id]?.sorted() ?? [], atLeast: 1)
      uses.insert("switch on an outcome")
      return .text("\(id).outcome")
    case 2:
      draft.words = dice.some(["0", "1", "-7", "42"], atLeast: 1)
      return .text(expression(.int, at: point))
    case 3:
      draft.words = dice.some(["true", "false"], atLeast: 1)
      return .text(expression(.bool, at: point))
    case 4:
      guard let name = dice.pick(schedules) else { fallthrough }
      draft.words = dice.some(["open", "closed", "holiday"], atLeast: 1)
      return .text("hours.\(name).state")
    default:
      draft.words = dice.some(Self.strangeWords, atLeast: 1)
      // Whatever the value is, each case is taken by some call.
      let index = "size(call.id + call.correlationId) % \(Self.strangeWords.count)"
      let list = Self.strangeWords.map { "'\($0)'" }.joined(separator: ", ")
      return .text(dice.chance(50) ? expression(.string, at: point) : "[\(list)][\(index)]")
    }
  }

  /// Names of cases that look like parts of paths; all are legal.
  private static let strangeWords = [
    "a", "a/0/then", "a/0/on.failed", "a/0/cases.a", "default", "b c", "größe", "/", "..",
  ]

  mutating func cases(_ draft: inout StepDraft) -> YAMLDraft {
    var point = draft.point
    if let id = draft.id { point.results[id] = ["done"] }
    let isNested = draft.words.contains { $0.hasPrefix("a/") }
    return .map(
      draft.words.map { word in
        // The list whose path the next word looks like.
        let first: StepKeyword? =
          isNested && word == "a" && point.depth < 3 ? (dice.chance(60) ? .if : .switch) : nil
        let handler = handler(at: point, mustLeave: false, first: first)
        handler.next.map { draft.ways.append($0) }
        return (word, handler.draft)
      }
    )
  }

  mutating func assignments(_ draft: inout StepDraft) -> YAMLDraft {
    let chosen = dice.some(variables, atLeast: 1).prefix(3)
    draft.sets = Set(chosen.map(\.name))
    let point = draft.point
    return .map(
      chosen.map { variable in
        let value =
          variable.isSensitive
          ? sensitiveValue(variable.type, at: point) : assigned(variable.type, at: point)
        return (variable.name, value)
      }
    )
  }

  /// A value that must not be shown, where one may stand: what the flow reads of the kind, or a text
  /// that nothing public has.
  mutating func sensitiveValue(_ type: FlowType, at point: Point) -> YAMLDraft {
    let wanted: CELType =
      if case .optional(let wrapped) = type { wrapped.celType } else {
        type.celType
      }
    let known = readables(at: point.takingSensitive).filter { $0.isSensitive && $0.type == wanted }
    if let text = dice.pick(known.map(\.text)), dice.chance(80) {
      uses.insert("sensitive value")
      guard wanted == .string, dice.chance(30) else { return .text("${\(text)}") }
      return .text("${\(text) + '!'}")
    }
    return sensitiveLiteralValue(type)
  }

  /// A value of a type that nothing public has, as it is written where a variable is set.
  mutating func sensitiveLiteralValue(_ type: FlowType) -> YAMLDraft {
    if case .list(let item) = type { return .list([sensitiveLiteralValue(item)]) }
    return .text(sensitiveLiteral(type) ?? "")
  }

  private mutating func assigned(_ type: FlowType, at point: Point) -> YAMLDraft {
    uses.insert("set \(type.name)")
    switch type {
    case .list(let item) where dice.chance(50):
      return .list([assigned(item, at: point), assigned(item, at: point)])
    case .map(let item) where dice.chance(50): return .map([("k", assigned(item, at: point))])
    case .record(let fields):
      return .map(fields.map { ($0.name, assigned($0.type, at: point)) })
    case .identifier(let kinds):
      let names = identities.filter { kinds.contains($0.kind) }.map(\.name)
      return .text("${\(dice.pick(names) ?? "line")}")
    case .optional(let wrapped) where dice.chance(50): return assigned(wrapped, at: point)
    case .string where dice.chance(40): return .text("a ${\(textExpression(at: point))}")
    case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .uri, .tones,
      .list, .map, .optional, .unreadable:
      if let literal = plainLiteral(type), dice.chance(40) { return .text(literal) }
      return .text("${\(expression(type.celType, at: point))}")
    }
  }
}
