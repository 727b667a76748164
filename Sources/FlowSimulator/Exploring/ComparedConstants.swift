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
  private var constants: [String: Constants] = [:]

  /// Looks at a flow and all that it runs.
  init(_ program: Program) {
    var sources: [(variable: String, names: Set<String>)] = []
    take(program, &sources)
    // As often as one variable can be set from another.
    for _ in 0..<4 {
      for (variable, names) in sources {
        for name in names { constants[name, default: Constants()].add(self[variable]) }
      }
    }
  }

  /// The texts that something of a name is compared with, in their order.
  func texts(of name: String) -> [String] { self[name].texts.sorted() }

  /// The whole numbers that something of a name is compared with, and one beside each.
  func numbers(of name: String) -> [Int] {
    Set(self[name].numbers.flatMap { [$0 - 1, $0, $0 + 1] }).sorted()
  }

  /// The numbers that something of a name is compared with, one beside each, and one between each two.
  func fractions(of name: String) -> [Double] {
    let whole = self[name].numbers.map(Double.init)
    let known = self[name].fractions.union(whole).sorted()
    let between = zip(known, known.dropFirst()).map { ($0 + $1) / 2 }
    return Set(known.flatMap { [$0 - 1, $0, $0 + 1] } + between).sorted()
  }

  /// The lengths of time that something of a name is compared with, and one a second beside each.
  func lengths(of name: String) -> [Milliseconds] {
    beside(self[name].lengths).filter { $0 >= 0 }.map { Milliseconds($0) }
  }

  /// The points in time that something of a name is compared with, and one a second beside each.
  func times(of name: String) -> [Timestamp] {
    beside(self[name].times).map { Timestamp(milliseconds: $0) }
  }

  /// How long something of a name is asked to be, and one beside each.
  func counts(of name: String) -> [Int] {
    Set(self[name].counts.flatMap { [$0 - 1, $0, $0 + 1] })
      .filter { (0...Self.longest).contains($0) }.sorted()
  }

  /// The longest text or list that is made.
  fileprivate static let longest = 200

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
    var compared = Constants()
    for word in cases {
      compared.add(.string(word))
      if let number = Int64(word) { compared.add(.int(number)) }
    }
    for constant in expression.constants {
      compared.add(constant)
      if case .int(let number) = constant, expression.functions.contains("size") {
        compared.counts.insert(Int(number))
      }
    }
    for name in expression.names { constants[name, default: Constants()].add(compared) }
  }

  private subscript(name: String) -> Constants { constants[name] ?? Constants() }
}

/// What something is compared with.
private struct Constants {
  var texts: Set<String> = []
  var numbers: Set<Int> = []
  var fractions: Set<Double> = []
  /// Lengths of time, in milliseconds.
  var lengths: Set<Int64> = []
  /// Points in time, in milliseconds since 1970.
  var times: Set<Int64> = []
  /// How long texts, lists and maps are asked to be.
  var counts: Set<Int> = []

  mutating func add(_ constant: CELValue) {
    switch constant {
    case .string(let text) where text.utf8.count <= ComparedConstants.longest: texts.insert(text)
    case .int(let number): numbers.insert(Int(number))
    case .double(let number) where number.isFinite: fractions.insert(number)
    case .duration(let length): lengths.insert(length.milliseconds)
    case .timestamp(let time): times.insert(time.millisecondsSince1970)
    case .list(let items): for item in items { add(item) }
    case .string, .double, .null, .bool, .uint, .bytes, .map, .optional, .record, .type: break
    }
  }

  mutating func add(_ other: Constants) {
    texts.formUnion(other.texts)
    numbers.formUnion(other.numbers)
    fractions.formUnion(other.fractions)
    lengths.formUnion(other.lengths)
    times.formUnion(other.times)
    counts.formUnion(other.counts)
  }
}

extension CELExpression {
  /// The names in it: variables, fields, and what maps are asked for.
  fileprivate var names: Set<String> { Set(references.flatMap(\.path)) }
}
