internal import CEL
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
    var words = Set(cases)
    var whole: Set<Int> = []
    for constant in expression.constants {
      switch constant {
      case .string(let text) where text.utf8.count <= 200: words.insert(text)
      case .int(let number): whole.insert(Int(number))
      default: break
      }
    }
    whole.formUnion(cases.compactMap { Int($0) })
    guard !words.isEmpty || !whole.isEmpty else { return }
    for name in expression.names {
      texts[name, default: []].formUnion(words)
      numbers[name, default: []].formUnion(whole)
    }
  }

  private mutating func pass(from variable: String, to name: String) {
    texts[name, default: []].formUnion(texts[variable] ?? [])
    numbers[name, default: []].formUnion(numbers[variable] ?? [])
  }
}

extension CELExpression {
  /// The names in it: variables, fields, and what maps are asked for.
  fileprivate var names: Set<String> { Set(references.flatMap(\.path)) }
}
