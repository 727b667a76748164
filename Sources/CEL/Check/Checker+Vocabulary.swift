internal import Diagnostics

/// Parts that can give only certain words, and comparisons with words they never give.
extension Checker {
  /// The words a checked part can give; nil where it can give any text.
  func vocabulary(of node: Node) -> CELVocabulary? {
    switch node.kind {
    case .literal(.string(let word)):
      return CELVocabulary(field: nil, all: [word], possible: [word])
    case .select(let operand, let field, _):
      return vocabulary(of: field.name, in: substitution.substituted(types[operand.id]).unwrapped)
    case .call(let call):
      guard call.function == "orValue", call.arguments.count == 1, let target = call.target,
        let words = vocabulary(of: target), let fallback = vocabulary(of: call.arguments[0])
      else { return nil }
      return CELVocabulary(field: words.field, all: words.all, possible: words.possible)
        .adding(fallback)
    case .conditional(_, let yes, let no):
      // If one side can be any text, the whole can.
      guard let left = vocabulary(of: yes), let right = vocabulary(of: no) else { return nil }
      return left.union(right)
    case .literal, .name, .has, .index, .negate, .not, .binary, .logical, .list, .map, .message,
      .comprehension, .bind, .optionalMap, .block, .invalid:
      return nil
    }
  }

  private func vocabulary(of field: String, in type: CELType) -> CELVocabulary? {
    switch type {
    case .record(let record):
      guard let words = record.field(field)?.words, !words.isEmpty else { return nil }
      return CELVocabulary(field: field, all: words, possible: Set(words))
    case .abstract(let abstract):
      return environment.abstractTypes[abstract.name]?.vocabulary(of: field, for: abstract.kinds)
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .map, .optional, .type, .parameter, .opaque, .invalid:
      return nil
    }
  }

  /// Words that the other side of a comparison never gives are findings.
  mutating func checkWords(_ binary: BinaryOperator, _ left: Node, _ right: Node) {
    // `x.kind in ['phoneNumber', …]`: each word for itself, for each may be the misspelt one.
    if binary == .isIn {
      guard case .list(let elements) = right.kind else { return }
      for element in elements { checkWord(element.value, against: left) }
    } else {
      checkWord(right, against: left)
      checkWord(left, against: right)
    }
  }

  private mutating func checkWord(_ node: Node, against subject: Node) {
    // Two literals are left alone: `'a' == 'b'` is odd, but names no field that could be meant.
    guard case .literal(.string(let word)) = node.kind, subject.literalValue == nil,
      let vocabulary = vocabulary(of: subject), !vocabulary.has(word)
    else { return }
    let foreign = environment.advice["'\(word)'"].flatMap { vocabulary.all.contains($0) ? $0 : nil }
    let near = foreign ?? nearestName(to: word, among: vocabulary.all)
    var remedy = self.remedy(
      near.map { "'\($0)'" },
      node.range,
      else: "it is one of \(vocabulary.all.map { "`\($0)`" }.joined(separator: ", "))"
    )
    if let near { remedy.help = "did you mean `\(near)`?" }
    let what = vocabulary.field.map { "`\($0)`" } ?? "this"
    report(.unknownCase, node.range, "\(what) is never `\(word)`", remedy)
  }
}

extension CELVocabulary {
  /// The words with those that stand where none of them is there; messages go on naming the field.
  fileprivate func adding(_ fallback: CELVocabulary) -> CELVocabulary {
    let both = union(fallback)
    return CELVocabulary(field: field, all: both.all, possible: both.possible)
  }
}

extension CELAbstractDeclaration {
  /// The words a field can hold; those of these kinds are the ones that are possible.
  fileprivate func vocabulary(of name: String, for kinds: Set<String>) -> CELVocabulary? {
    func isLeft(_ kind: String) -> Bool { kinds.isEmpty || kinds.contains(kind) }
    if areSameText(name, discriminator) {
      let left = self.kinds.filter { isLeft($0.id) }.compactMap(\.word)
      return CELVocabulary(field: name, all: words, possible: Set(left))
    }
    let declared = fields.filter { areSameText($0.name, name) }
    guard !declared.isEmpty, declared.allSatisfy({ !$0.words.isEmpty }) else { return nil }
    // In the order declared, for the help lists them.
    var all: [String] = []
    for word in declared.flatMap(\.words) where !all.contains(word) { all.append(word) }
    let left = declared.filter { $0.kinds.contains(where: isLeft) }.flatMap(\.words)
    return CELVocabulary(field: name, all: all, possible: Set(left))
  }
}
