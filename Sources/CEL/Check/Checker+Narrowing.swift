internal import Diagnostics

/// A part that says the kind of a value: `x.kind`, or `x.?kind.orValue('word')`.
struct Discriminated: Sendable {
  let declaration: CELAbstractDeclaration
  let kinds: Set<String>
  /// Nil if the value may change between two looks at it.
  let path: CELPath?
  /// What it says for kinds without a word.
  let fallback: String?

  /// What is known of the value where it says one of those words, and where it says none of them.
  func narrowing(by words: [String]) -> (saying: Narrowing, otherwise: Narrowing) {
    // A value that may be another at the next look teaches nothing of the next look.
    guard let path else { return (.none, .none) }
    var said = Set<String>()
    for word in words { said.formUnion(declaration.kinds(saying: word)) }
    // `x.?kind.orValue('none') == 'none'` also holds for the kinds that have no word.
    if let fallback, words.contains(where: { areSameText($0, fallback) }) {
      said.formUnion(kinds.subtracting(declaration.kindsWithWord))
    }
    return (
      Narrowing(kinds: [path: kinds.intersection(said)]),
      Narrowing(kinds: [path: kinds.subtracting(said)])
    )
  }
}

/// Comparisons of a discriminator with words.
extension Checker {
  /// What is known when a comparison holds and when it does not.
  func narrowing(_ binary: BinaryOperator, _ left: Node, _ right: Node) -> Outcome {
    guard let (subject, wordNodes) = comparison(binary, left, right) else {
      return Outcome(type: .bool)
    }
    var words: [String] = []
    for node in wordNodes {
      // A word that is computed could be any.
      guard case .literal(.string(let word)) = node.kind else { return Outcome(type: .bool) }
      words.append(word)
    }
    let (saying, otherwise) = subject.narrowing(by: words)
    return binary == .notEqual
      ? Outcome(type: .bool, whenTrue: otherwise, whenFalse: saying)
      : Outcome(type: .bool, whenTrue: saying, whenFalse: otherwise)
  }

  /// The part that says a kind, and the words it is compared with.
  private func comparison(
    _ binary: BinaryOperator,
    _ left: Node,
    _ right: Node
  ) -> (Discriminated, [Node])? {
    // `x.kind in ['a', 'b']`; an element after `?` may not be there, so nothing is sure.
    if binary == .isIn {
      guard let subject = discriminated(left), case .list(let elements) = right.kind,
        elements.allSatisfy({ !$0.isOptional })
      else { return nil }
      return (subject, elements.map(\.value))
    }
    if let subject = discriminated(left) { return (subject, [right]) }
    return discriminated(right).map { ($0, [left]) }
  }

  /// What a part says the kind of, if it says one.
  func discriminated(_ node: Node) -> Discriminated? {
    switch node.kind {
    case .select(let operand, let field, isOptional: false):
      return discriminated(operand, field, fallback: nil)
    case .call(let call):
      // Other ways to write it are not recognised: each would have to be proved, and these two are
      // what the findings advise.
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
    // The operand has been checked before: its type is the one narrowed here.
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

  /// What `x.?field.hasValue()` says of x.
  func narrowingByValue(_ call: Node.Call) -> Outcome? {
    guard call.function == "hasValue", call.arguments.isEmpty,
      case .select(let operand, let field, isOptional: true) = call.target?.kind
    else { return nil }
    let fieldType = environment.declaredType(of: field.name, in: types[operand.id])
    return presence(of: field.name, in: operand, types[operand.id], fieldType ?? .dyn)
  }
}

extension Checker {
  /// What to ask first, so that a value of several kinds has only those that are expected; nil where
  /// no one question does, or an answer would not be kept.
  func narrowingHelp(
    _ type: CELAbstractType,
    _ expected: CELAbstractType,
    _ node: Node
  ) -> String? {
    guard type.name == expected.name, paths[node.id] != nil,
      let declaration = environment.abstractTypes[type.name]
    else { return nil }
    func isEnough(_ kinds: Set<String>) -> Bool {
      let left = type.kinds.intersection(kinds)
      return !left.isEmpty && left.isSubset(of: expected.kinds)
    }
    if let word = declaration.words.first(where: { isEnough(declaration.kinds(saying: $0)) }) {
      return "ask first: `\(text(node)).\(declaration.discriminator) == '\(word)'`"
    }
    let field = declaration.fields.first { isEnough($0.kinds) }
    return field.map { "ask first: `has(\(text(node)).\($0.name))`" }
  }
}

extension CELEnvironment {
  fileprivate func declaredType(of field: String, in type: CELType) -> CELType? {
    guard case .abstract(let type) = type else { return nil }
    return abstractTypes[type.name]?.provision(of: field, for: type.kinds)?.type
  }
}
