@testable import CEL

/// Random numbers that a seed decides (SplitMix64, Steele, Lea and Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Writes expressions of a given type.
struct ExpressionGenerator {
  /// The variables that the expressions may read, with their values.
  static let variables: [(name: String, type: CELType, value: CELValue)] = [
    ("n", .int, .int(3)), ("u", .uint, .uint(7)), ("d", .double, .double(-1.5)),
    ("s", .string, .string("añb")), ("b", .bool, .bool(true)), ("y", .bytes, .bytes([1, 255])),
    ("t", .timestamp, CELTimestamp(seconds: 86_400).map { .timestamp($0) } ?? .null),
    ("p", .duration, .duration(CELDuration(nanoseconds: 1_500_000_000))),
    ("ns", .list(.int), .list([.int(1), .int(0), .int(-4)])),
    ("ss", .list(.string), .list([.string("x"), .string("")])),
    ("m", .map(.string, .int), .map(CELMap(texts: ["a": .int(1), "k": .int(2)]))),
    (
      "h", .map(.string, .string),
      .map(CELMap(headers: ["User-To-User": .string("x"), "A": .string("é")]))
    ),
    ("o", .optional(.int), .optional(.int(9))), ("e", .optional(.string), .optional(nil)),
  ]

  static var environment: CELEnvironment {
    var environment = CELEnvironment()
    environment.costLimit = .max
    for variable in variables { environment.declare(variable: variable.name, type: variable.type) }
    return environment
  }

  /// The types that expressions are written for.
  static let types = variables.map(\.type)

  var numbers: SeededNumbers

  init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
  }

  mutating func expression(of type: CELType, depth: Int) -> String {
    guard depth > 0, let form = forms(of: type).randomElement(using: &numbers) else {
      return leaf(of: type)
    }
    var source = ""
    for piece in form.split(separator: "§", omittingEmptySubsequences: false) {
      guard let hole = holes[String(piece)] else {
        source += piece
        continue
      }
      source += expression(of: hole, depth: depth - 1)
    }
    return source
  }

  private mutating func leaf(of type: CELType) -> String {
    let variable = Self.variables.first { $0.type == type }?.name
    let options = literals(of: type) + (variable.map { [$0] } ?? [])
    return options.randomElement(using: &numbers) ?? "dyn(null)"
  }

  private func literals(of type: CELType) -> [String] {
    switch type {
    case .int: ["0", "1", "-7", "9223372036854775807", "0x10"]
    case .uint: ["0u", "5u", "18446744073709551615u"]
    case .double: ["0.0", "-2.5", "1e300"]
    case .string: ["''", "'a'", "'é🐱'", "r'\\d'"]
    case .bool: ["true", "false"]
    case .bytes: ["b''", "b'\\xff'"]
    case .timestamp: ["timestamp(0)", "timestamp('2020-02-29T01:02:03.5Z')"]
    case .duration: ["duration('0s')", "duration('-1h')"]
    case .list(.int): ["[]", "[1, 2]"]
    case .list: ["[]", "['a', 'b']"]
    case .map(.string, .string): ["{}", "{'A': 'b'}"]
    case .map: ["{}", "{'a': 1}"]
    case .optional(.int): ["optional.none()", "optional.of(1)"]
    case .optional: ["optional.none()", "optional.of('q')"]
    case .dyn, .null, .type, .parameter, .record, .abstract, .opaque, .invalid: []
    }
  }

  /// What stands between paragraph signs in a form, by type.
  private let holes: [String: CELType] = [
    "int": .int, "uint": .uint, "double": .double, "string": .string, "bool": .bool,
    "bytes": .bytes, "time": .timestamp, "span": .duration, "ints": .list(.int),
    "strings": .list(.string), "map": .map(.string, .int), "headers": .map(.string, .string),
    "maybe": .optional(.int),
    "perhaps": .optional(.string),
  ]

  private func forms(of type: CELType) -> [String] {
    switch type {
    case .int:
      [
        "(§int§ + §int§)", "(§int§ - §int§)", "(§int§ * §int§)", "(§int§ / §int§)",
        "(§int§ % §int§)", "-(§int§)", "size(§string§)", "§ints§[§int§]", "int(§double§)",
        "(§bool§ ? §int§ : §int§)", "§maybe§.orValue(§int§)", "§map§.size()", "§map§['a']",
        "math.greatest(§int§, §int§)", "§time§.getHours()", "§string§.indexOf(§string§)",
        "cel.bind(z, §int§, z + §int§)", "math.bitShiftRight(§int§, §int§)", "int(§string§)",
      ]
    case .uint: ["(§uint§ + §uint§)", "uint(§int§)", "(§uint§ * §uint§)"]
    case .double: ["(§double§ / §double§)", "double(§int§)", "math.floor(§double§)", "-(§double§)"]
    case .string:
      [
        "(§string§ + §string§)", "string(§int§)", "string(§double§)",
        "§string§.replace('a', §string§)",
        "§strings§.join(§string§)", "§string§.charAt(§int§)", "§string§.substring(§int§)",
        "'%s %d'.format([§bytes§, §int§])", "string(§time§)", "§perhaps§.orValue(§string§)",
        "strings.quote(§string§)", "string(§bytes§)", "base64.encode(§bytes§)",
        "§string§.reverse()", "§headers§.a", "§headers§[§string§]",
      ]
    case .bool:
      [
        "(§bool§ && §bool§)", "(§bool§ || §bool§)", "!(§bool§)", "(§int§ < §double§)",
        "(§string§ == §string§)", "(§int§ in §ints§)", "(§string§ in §map§)", "has(§map§.a)",
        "§ints§.all(x, x > §int§)", "§ints§.exists(x, §bool§)", "§string§.startsWith(§string§)",
        "§string§.matches('a|b*')", "§maybe§.hasValue()", "(§uint§ >= §int§)", "(§time§ < §time§)",
        "§ints§.exists_one(i, x, i == x)", "(§ints§ != §ints§)", "(§map§ == §map§)",
        "(§string§ in §headers§)", "has(§headers§.userToUser)", "(§headers§ == §headers§)",
      ]
    case .bytes: ["(§bytes§ + §bytes§)", "bytes(§string§)"]
    case .timestamp: ["(§time§ + §span§)", "(§time§ - §span§)", "timestamp(§int§)"]
    case .duration: ["(§span§ + §span§)", "(§time§ - §time§)", "duration('1h')"]
    case .list(.int):
      [
        "[§int§, §int§]", "(§ints§ + §ints§)", "§ints§.map(x, x * §int§)", "[?§maybe§]",
        "§ints§.filter(x, §bool§)", "§ints§.reverse()", "§ints§.sort()",
        "§ints§.transformList(i, x, i + x)",
      ]
    case .list: ["§string§.split(§string§)", "[§string§]", "§strings§.map(x, x + §string§)"]
    case .map(.string, .string): ["{§string§: §string§}", "§headers§.transformMap(k, v, v + k)"]
    case .map: ["{§string§: §int§}", "{?'a': §maybe§}", "§map§.transformMap(k, v, v + §int§)"]
    case .optional(.int):
      [
        "optional.of(§int§)", "§map§.?a", "§ints§[?§int§]", "§maybe§.or(§maybe§)",
        "§maybe§.optMap(x, x + 1)", "§maybe§.optFlatMap(x, §maybe§)", "§ints§.first()",
      ]
    case .optional:
      [
        "optional.of(§string§)", "§strings§[?0]", "optional.ofNonZeroValue(§string§)",
        "§headers§.?usertouser", "§headers§[?§string§]",
      ]
    case .dyn, .null, .type, .parameter, .record, .abstract, .opaque, .invalid: []
    }
  }
}

extension CELType {
  /// Whether the value is of the type through and through.
  func holds(_ value: CELValue) -> Bool {
    switch (self, value) {
    case (.list(let element), .list(let values)): values.allSatisfy { element.holds($0) }
    case (.map(let key, let content), .map(let map)):
      map.entries.allSatisfy { key.holds($0.key) && content.holds($0.value) }
    case (.optional(let wrapped), .optional(let value)): value.map { wrapped.holds($0) } ?? true
    case (_, _): admits(value)
    }
  }
}

extension CELType {
  /// Whether the other type is this one, but for parts of which nothing is known.
  func agrees(with other: CELType) -> Bool {
    switch (self, other) {
    case (_, .dyn): true
    case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
      left.agrees(with: right)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      key.agrees(with: otherKey) && value.agrees(with: otherValue)
    case (_, _): self == other
    }
  }
}
