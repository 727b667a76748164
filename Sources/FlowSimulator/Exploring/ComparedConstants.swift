internal import CEL
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// The constants that a flow compares what it is given with, by the name of what is compared: a
/// field, a header, a variable.
///
/// An expression's constants count for every name in it. A variable that is set from something passes
/// on what it is compared with.
struct ComparedConstants: Sendable {
  private var texts: [String: Set<String>] = [:]
  private var numbers: [String: Set<Int>] = [:]
  private var fractions: [String: Set<Double>] = [:]
  /// Lengths of time, in milliseconds.
  private var lengths: [String: Set<Int64>] = [:]
  /// Points in time, in milliseconds since 1970.
  private var times: [String: Set<Int64>] = [:]
  /// How long texts, lists and maps are asked to be.
  private var counts: [String: Set<Int>] = [:]

  /// Looks at a flow and all that it runs.
  init(_ program: Program) {
    var sources: [(variable: String, names: Set<String>)] = []
    take(program, &sources)
    // As often as one variable can be set from another.
    for _ in 0..<4 {
      for (variable, names) in sources {
        for name in names { pass(from: variable, to: name) }
      }
    }
  }

  /// The texts that something of a name is compared with, in their order.
  func texts(of name: String) -> [String] { texts[name, default: []].sorted() }

  /// The whole numbers that something of a name is compared with, and one beside each.
  func numbers(of name: String) -> [Int] {
    Set(numbers[name, default: []].flatMap { [$0 - 1, $0, $0 + 1] }).sorted()
  }

  /// The numbers that something of a name is compared with, one beside each, and one between each two.
  func fractions(of name: String) -> [Double] {
    let whole = numbers[name, default: []].map(Double.init)
    let known = fractions[name, default: []].union(whole).sorted()
    let between = zip(known, known.dropFirst()).map { ($0 + $1) / 2 }
    return Set(known.flatMap { [$0 - 1, $0, $0 + 1] } + between).sorted()
  }

  /// The lengths of time that something of a name is compared with, and one a second beside each.
  func lengths(of name: String) -> [Milliseconds] {
    beside(lengths[name, default: []]).filter { $0 >= 0 }.map { Milliseconds($0) }
  }

  /// The points in time that something of a name is compared with, and one a second beside each.
  func times(of name: String) -> [Timestamp] {
    beside(times[name, default: []]).map { Timestamp(milliseconds: $0) }
  }

  /// How long something of a name is asked to be, and one beside each.
  func counts(of name: String) -> [Int] {
    Set(counts[name, default: []].flatMap { [$0 - 1, $0, $0 + 1] })
      .filter { (0...Self.longest).contains($0) }.sorted()
  }

  /// The longest text or list that is made.
  private static let longest = 200

  private func beside(_ milliseconds: Set<Int64>) -> [Int64] {
    Set(milliseconds.flatMap { [$0 - 1000, $0, $0 + 1000] }).sorted()
  }

  private mutating func take(
    _ program: Program,
    _ sources: inout [(variable: String, names: Set<String>)]
  ) {
    for expression in program.expressions { take(expression, cases: []) }
    for node in program.lists.values.flatMap(\.steps) {
      if let decision = node.shape.decision {
        let cases = decision.branches.compactMap { branch in
          if case .word(let word) = branch.answer { word } else { nil }
        }
        take(program[decision.question.expression], cases: cases)
      }
      if case .set(let step) = node.step {
        for assignment in step.assignments {
          let names = assignment.value.expressions.flatMap { program[$0].names }
          sources.append((assignment.name, Set(names)))
        }
      }
    }
    for flow in program.flows.values { take(flow, &sources) }
  }

  private mutating func take(_ expression: CELExpression, cases: [String]) {
    let names = expression.names
    for word in cases {
      note(.string(word), of: names)
      if let number = Int64(word) { note(.int(number), of: names) }
    }
    for constant in expression.constants {
      note(constant, of: names)
      if case .int(let number) = constant, expression.functions.contains("size") {
        for name in names { counts[name, default: []].insert(Int(number)) }
      }
    }
  }

  /// Notes what something of some names is compared with.
  private mutating func note(_ constant: CELValue, of names: Set<String>) {
    switch constant {
    case .string(let text) where text.utf8.count <= Self.longest:
      for name in names { texts[name, default: []].insert(text) }
    case .int(let number):
      for name in names { numbers[name, default: []].insert(Int(number)) }
    case .double(let number) where number.isFinite:
      for name in names { fractions[name, default: []].insert(number) }
    case .duration(let length):
      for name in names { lengths[name, default: []].insert(length.milliseconds) }
    case .timestamp(let time):
      for name in names { times[name, default: []].insert(time.millisecondsSince1970) }
    case .list(let items):
      for item in items { note(item, of: names) }
    case .string, .double, .null, .bool, .uint, .bytes, .map, .optional, .record, .type: break
    }
  }

  private mutating func pass(from variable: String, to name: String) {
    texts[name, default: []].formUnion(texts[variable] ?? [])
    numbers[name, default: []].formUnion(numbers[variable] ?? [])
    fractions[name, default: []].formUnion(fractions[variable] ?? [])
    lengths[name, default: []].formUnion(lengths[variable] ?? [])
    times[name, default: []].formUnion(times[variable] ?? [])
    counts[name, default: []].formUnion(counts[variable] ?? [])
  }
}

extension CELExpression {
  /// The names in it: variables, fields, and what maps are asked for.
  fileprivate var names: Set<String> { Set(references.flatMap(\.path)) }
}
