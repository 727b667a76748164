internal import Diagnostics

/// Comparisons of a discriminator with words.
extension Checker {
  /// A part that says the kind of a value: `x.kind`, or `x.?kind.orValue('word')`.
  private struct Discriminated {
    let declaration: CELAbstractDeclaration
    let kinds: Set<String>
    /// Nil if the value may change between two looks at it.
    let path: CELPath?
    /// What it says for kinds without a word.
    let fallback: String?
  }

  /// What is known when a comparison holds and when it does not; words that no kind has are
  /// findings.
  mutating func narrowing(_ binary: BinaryOperator, _ left: Node, _ right: Node) -> Outcome {
    guard let (subject, wordNodes) = comparison(binary, left, right) else {
      return Outcome(type: .bool)
    }
    var words: [String] = []
    for node in wordNodes {
      guard case .literal(.string(let word)) = node.kind else { return Outcome(type: .bool) }
      checkWord(word, node, subject)
      words.append(word)
    }
    guard let path = subject.path else { return Outcome(type: .bool) }
    var said = Set<String>()
    for word in words { said.formUnion(subject.declaration.kinds(saying: word)) }
    if let fallback = subject.fallback, words.contains(where: { areSameText($0, fallback) }) {
      said.formUnion(subject.kinds.subtracting(subject.declaration.kindsWithWord))
    }
    let holding = Facts(kinds: [path: subject.kinds.intersection(said)])
    let failing = Facts(kinds: [path: subject.kinds.subtracting(said)])
    return binary == .notEqual
      ? Outcome(type: .bool, whenTrue: failing, whenFalse: holding)
      : Outcome(type: .bool, whenTrue: holding, whenFalse: failing)
  }

  /// The part that says a kind, and the words it is compared with.
  private func comparison(
    _ binary: BinaryOperator,
    _ left: Node,
    _ right: Node
  ) -> (Discriminated, [Node])? {
    if binary == .isIn {
      guard let subject = discriminated(left), case .list(let elements) = right.kind,
        elements.allSatisfy({ !$0.isOptional })
      else { return nil }
      return (subject, elements.map(\.value))
    }
    if let subject = discriminated(left) { return (subject, [right]) }
    return discriminated(right).map { ($0, [left]) }
  }

  private func discriminated(_ node: Node) -> Discriminated? {
    switch node.kind {
    case .select(let operand, let field, isOptional: false):
      return discriminated(operand, field, fallback: nil)
    case .call(let call):
      guard call.function == "orValue", call.arguments.count == 1,
        case .literal(.string(let fallback)) = call.arguments[0].kind,
        case .select(let operand, let field, isOptional: true) = call.target?.kind
      else { return nil }
      return discriminated(operand, field, fallback: fallback)
    case .literal, .name, .select, .has, .index, .negate, .not, .binary, .logical, .conditional,
      .list, .map, .message, .comprehension, .bind, .optionalMap, .block, .invalid:
      return nil
    }
  }

  private func discriminated(
    _ operand: Node,
    _ field: Node.Field,
    fallback: String?
  ) -> Discriminated? {
    guard case .abstract(let type) = types[operand.id],
      let declaration = environment.abstractTypes[type.name],
      areSameText(declaration.discriminator, field.name)
    else { return nil }
    return Discriminated(
      declaration: declaration,
      kinds: type.kinds,
      path: paths[operand.id],
      fallback: fallback
    )
  }

  private mutating func checkWord(_ word: String, _ node: Node, _ subject: Discriminated) {
    let isFallback = subject.fallback.map { areSameText($0, word) } ?? false
    guard !isFallback, subject.declaration.kinds(saying: word).isEmpty else { return }
    let words = subject.declaration.words
    let near = nearestName(to: word, among: words)
    var remedy = meaning(
      near.map { "'\($0)'" },
      node.range,
      else: "it is one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
    )
    if let near { remedy.help = "did you mean `\(near)`?" }
    let message = "`\(subject.declaration.discriminator)` is never `\(word)`"
    report(.typeMismatch, node.range, message, remedy)
  }

  /// What a part can say if it says the kind of a value; nothing otherwise.
  func words(of node: Node) -> [String] {
    discriminated(node)?.declaration.words ?? []
  }

  /// What `x.?field.hasValue()` says of x.
  func narrowingByValue(_ call: Node.Call) -> Outcome? {
    guard call.function == "hasValue", call.arguments.isEmpty,
      case .select(let operand, let field, isOptional: true) = call.target?.kind
    else { return nil }
    let fieldType = environment.declaredType(of: field.name, in: types[operand.id])
    return presence(of: field.name, in: operand, types[operand.id], fieldType ?? .dyn)
  }
}

extension CELEnvironment {
  fileprivate func declaredType(of field: String, in type: CELType) -> CELType? {
    guard case .abstract(let type) = type else { return nil }
    return abstractTypes[type.name]?.provision(of: field, for: type.kinds)?.type
  }
}
