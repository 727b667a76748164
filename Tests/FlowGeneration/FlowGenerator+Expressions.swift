import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// An expression of a type, of what can be read at a point and of what the language has.
  ///
  /// It may fail when it is evaluated; it is never one that the checker refuses.
  mutating func expression(_ type: CELType, at point: Point, depth: Int = 2) -> String {
    let readables = readables(at: point).filter { $0.type == type }
    if point.takesSensitive, dice.chance(35),
      let name = dice.pick(readables.filter(\.isSensitive).map(\.text))
    {
      return name
    }
    let names = readables.map(\.text)
    if let name = dice.pick(names), dice.chance(depth == 0 ? 80 : 40) { return name }
    if depth > 0, let form = form(of: type, at: point, depth: depth - 1) { return form }
    return literal(of: type, at: point)
  }

  /// One that can stand in a text.
  mutating func textExpression(at point: Point) -> String {
    if point.takesSensitive, dice.chance(40) { return expression(.string, at: point) }
    let types: [CELType] = [.string, .int, .double, .bool, .timestamp, .duration]
    return expression(dice.pick(types) ?? .string, at: point)
  }

  mutating func literal(of type: CELType, at point: Point) -> String {
    switch type {
    case .bool: return dice.pick(["true", "false"]) ?? ""
    case .int: return dice.pick(["0", "1", "-7", "42", "0x10"]) ?? ""
    case .uint: return dice.pick(["0u", "5u"]) ?? ""
    case .double: return dice.pick(["0.0", "-2.5", "1.5e3"]) ?? ""
    case .string: return dice.pick(["''", "'a'", "'é🐱'", "'it\\'s {}'", "\"two words\""]) ?? ""
    case .bytes: return dice.pick(["b''", "b'\\xff'", "b'abc'"]) ?? ""
    case .timestamp: return dice.pick(["now", "timestamp('2028-02-29T01:02:03.5Z')"]) ?? ""
    case .duration: return dice.pick(["duration('5s')", "duration('1m30s')"]) ?? ""
    case .list(let item): return "[" + literal(of: item, at: point) + "]"
    case .map(let key, let value):
      return "{\(literal(of: key, at: point)): \(literal(of: value, at: point))}"
    case .optional(let wrapped): return "optional.of(\(literal(of: wrapped, at: point)))"
    case .opaque(let name, _):
      return name.contains("CIDR") ? "cidr('10.0.0.0/8')" : "ip('10.0.0.1')"
    case .dyn, .null, .type, .parameter, .record, .abstract, .invalid: return "dyn(1)"
    }
  }

  private mutating func form(of type: CELType, at point: Point, depth: Int) -> String? {
    if dice.chance(35), let call = call(giving: type, at: point, depth: depth) { return call }
    if dice.chance(20) {
      uses.insert("CEL ?:")
      let (left, right) = (
        expression(type, at: point, depth: depth), expression(type, at: point, depth: depth)
      )
      return "(\(expression(.bool, at: point, depth: depth)) ? \(left) : \(right))"
    }
    guard let form = dice.pick(Self.forms(of: type)) else { return nil }
    uses.insert("CEL \(form)")
    var text = ""
    for piece in form.split(separator: "§", omittingEmptySubsequences: false) {
      text +=
        holes[String(piece)].map { expression($0, at: point, depth: depth) } ?? String(piece)
    }
    return text
  }
}

extension FlowGenerator {
  /// A call of a function that gives a type, from the declarations of the functions themselves.
  fileprivate mutating func call(giving type: CELType, at point: Point, depth: Int) -> String? {
    let ways = Self.calls[type] ?? []
    guard let way = dice.pick(ways) else { return nil }
    uses.insert("CEL function \(way.name)")
    var arguments = way.parameters.map { parameter in
      expression(parameter, at: point, depth: min(depth, 1))
    }
    // Zones are literals (SEMANTICS.md, rule 39).
    if way.parameters.first == .timestamp, way.parameters.count == 2 {
      arguments[1] = dice.pick(["'Europe/Berlin'", "'UTC'", "'+02:00'"]) ?? "'UTC'"
    }
    guard way.isMember else { return "\(way.name)(\(arguments.joined(separator: ", ")))" }
    let receiver = arguments.removeFirst()
    return "(\(receiver)).\(way.name)(\(arguments.joined(separator: ", ")))"
  }

  /// A function with one way to call it, its type parameters chosen.
  fileprivate struct Call {
    let name: String
    let parameters: [CELType]
    let isMember: Bool
  }

  /// All calls, by what they give.
  fileprivate static let calls: [CELType: [Call]] = {
    // Their arguments have to be of a form, or make values as long as the argument says.
    let special: Set<String> = [
      "matches", "format", "lists.range", "dyn", "type", "optional.none", "flatten", "duration",
      "timestamp", "ip", "cidr", "int", "uint", "double", "bool",
    ]
    var calls: [CELType: [Call]] = [:]
    for function in functionFamilies.flatMap(\.functions) where !special.contains(function.name) {
      for signature in function.overloads.map(\.signature) {
        for choice in [CELType.int, .string] {
          let parameters = signature.parameters.map { $0.choosing(choice) }
          guard parameters.allSatisfy(\.canBeWritten) else { continue }
          let call = Call(
            name: function.name,
            parameters: parameters,
            isMember: signature.isMember
          )
          calls[signature.result.choosing(choice), default: []].append(call)
        }
      }
    }
    return calls
  }()

  /// What stands between paragraph signs in a form, by type.
  private var holes: [String: CELType] {
    [
      "int": .int, "double": .double, "string": .string, "bool": .bool, "bytes": .bytes,
      "time": .timestamp, "span": .duration, "ints": .list(.int), "strings": .list(.string),
      "map": .map(.string, .string), "counts": .map(.string, .int), "maybe": .optional(.int),
      "perhaps": .optional(.string), "uint": .uint,
    ]
  }

  /// All forms of expressions.
  package static let forms: [String] =
    [
      CELType.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list(.int),
      .list(.string), .map(.string, .int), .map(.string, .string), .optional(.int),
      .optional(.string),
    ].flatMap(forms(of:))

  private static func forms(of type: CELType) -> [String] {
    switch type {
    case .bool:
      [
        "(§bool§ && §bool§)", "(§bool§ || §bool§)", "!(§bool§)", "(§int§ < §int§)",
        "(§int§ >= §double§)", "(§string§ == §string§)", "(§string§ != §string§)",
        "(§int§ in §ints§)", "(§string§ in §map§)", "has(call.from.number)",
        "(call.from.kind == 'phoneNumber')", "(call.to.kind in ['communicationUser', 'unknown'])",
        "§ints§.all(x, x > §int§)", "§ints§.exists(x, x == §int§)",
        "§strings§.exists_one(x, x.startsWith(§string§))", "§string§.matches('a+|[0-9]{2}')",
        "§maybe§.hasValue()", "(§time§ < §time§)", "(§span§ <= §span§)", "has(call.headers.sip.a)",
        "§counts§.all(k, v, v > 0 || k == '')", "(§ints§ == §ints§)", "isIP(§string§)",
        "bool(string(§bool§))", "(type(§int§) == type(§string§))", "(dyn(§int§) == dyn(§string§))",
      ]
    case .int:
      [
        "(§int§ + §int§)", "(§int§ - §int§)", "(§int§ * §int§)", "(§int§ / (1 + size(§string§)))",
        "(§int§ % 7)", "-(§int§)", "size(§strings§)", "§maybe§.orValue(§int§)",
        "§ints§[?0].orValue(§int§)", "§counts§.?a.orValue(§int§)", "math.greatest(§int§, §int§)",
        "cel.bind(z, §int§, z + z)", "int(§double§)", "§time§.getHours('Europe/Berlin')",
      ]
    case .uint: ["uint(size(§string§))"]
    case .double:
      ["(§double§ + §double§)", "(§double§ / 2.0)", "double(§int§)", "math.ceil(§double§)"]
    case .string:
      [
        "(§string§ + §string§)", "string(§int§)", "string(§double§)", "string(§time§)",
        "§strings§.join(', ')", "§perhaps§.orValue(§string§)", "'%s: %d'.format([§string§, §int§])",
        "§map§[?'a'].orValue(§string§)", "§string§.lowerAscii().trim()",
        "call.?callerName.orValue(§string§)",
      ]
    case .bytes: ["bytes(§string§)"]
    case .timestamp: ["(§time§ + §span§)", "(§time§ - §span§)"]
    case .duration: ["(§span§ + §span§)", "(§time§ - §time§)"]
    case .list(.int):
      [
        "[§int§, §int§]", "(§ints§ + §ints§)", "§ints§.map(x, x * 2)", "[?§maybe§, §int§]",
        "§ints§.filter(x, x > §int§)", "§strings§.map(x, size(x))", "lists.range(5)",
        "§ints§.map(x, x > 0, x + 1)", "§ints§.transformList(i, x, i + x)",
        "[[§int§], §ints§].flatten()",
      ]
    case .list: ["§string§.split(',')", "[§string§]", "§strings§.map(x, x + §string§)"]
    case .map(_, .int):
      ["{§string§: §int§}", "{?'a': §maybe§}", "§counts§.transformMap(k, v, v + 1)"]
    case .map: ["{'a': §string§, 'b': §string§}", "{?'a': §perhaps§}"]
    case .optional(.int):
      [
        "optional.of(§int§)", "§counts§.?a", "§ints§[?§int§]", "§maybe§.or(§maybe§)",
        "§maybe§.optMap(x, x + 1)", "§maybe§.optFlatMap(x, optional.of(x))",
        "(§bool§ ? optional.none() : §maybe§)",
      ]
    case .optional(.string): ["optional.of(§string§)", "§map§.?a", "§strings§[?0]"]
    case .optional, .dyn, .null, .type, .parameter, .record, .abstract, .opaque, .invalid: []
    }
  }
}

extension CELType {
  /// The type with one type for all its parameters.
  fileprivate func choosing(_ choice: CELType) -> CELType {
    switch self {
    case .parameter: choice
    case .list(let item): .list(item.choosing(choice))
    case .map(let key, let value): .map(key.choosing(.string), value.choosing(choice))
    case .optional(let wrapped): .optional(wrapped.choosing(choice))
    case .dyn: .int
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type,
      .record, .abstract, .opaque, .invalid:
      self
    }
  }

  /// Whether a generator has expressions of the type.
  fileprivate var canBeWritten: Bool {
    switch self {
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .opaque: true
    case .list(let item): item.canBeWritten
    case .map(let key, let value): key.canBeWritten && value.canBeWritten
    case .optional(let wrapped): wrapped.canBeWritten
    case .dyn, .null, .type, .parameter, .record, .abstract, .invalid: false
    }
  }
}
