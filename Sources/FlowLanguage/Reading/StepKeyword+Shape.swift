import FlowSyntax

/// The shapes of blank steps, by keyword.
private let blankShapes: [String: StepShape] = Dictionary(
  uniqueKeysWithValues: StepKeyword.allCases.map { keyword in
    var fields = FieldReader(blank: keyword.rawValue)
    _ = keyword.definition.read(&fields)
    return (keyword.rawValue, fields.shape)
  }
)

/// Of each kind of step, the keys it has.
private let blankKeys: [StepKeyword: StepKeys] = Dictionary(
  uniqueKeysWithValues: StepKeyword.allCases.map { ($0, StepKeys($0.shape)) }
)

/// The kinds of steps by their words; each key of each step is looked for.
private let words: [String: StepKeyword] = Dictionary(
  uniqueKeysWithValues: StepKeyword.allCases.map { ($0.rawValue, $0) }
)

extension StepKeyword {
  /// What a blank step of the kind says of itself: what is true of all of them.
  package var shape: StepShape {
    blankShapes[rawValue] ?? StepShape()
  }

  /// The keys that a step of the kind has.
  var keys: StepKeys { blankKeys[self] ?? StepKeys(StepShape()) }

  /// The kind of step that a key names; nil where it names none.
  init?(_ key: SyntaxScalar) {
    guard let keyword = words[key.text] else { return nil }
    self = keyword
  }
}

extension ValueShape {
  /// Whether a list of steps can stand in it.
  var holdsSteps: Bool {
    switch self {
    case .handler, .steps: true
    case .list(let value), .mapping(let value): value.holdsSteps
    case .record(let fields): fields.contains { $0.value.holdsSteps }
    case .either(let shapes): shapes.contains { $0.holdsSteps }
    case .text, .integer, .flag, .duration, .words, .condition, .prompt, .party, .block,
      .declaration, .any:
      false
    }
  }
}
