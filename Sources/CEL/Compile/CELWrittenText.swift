/// A text that stands in an expression and comes to be its value, or a part of that.
package struct CELWrittenText: Hashable, Sendable {
  /// The text; what is computed of constants alone counts as written.
  package let text: String
  /// Whether the value can be just that; else something is joined to it that is not known before.
  package let isWhole: Bool

  /// Makes one.
  package init(text: String, isWhole: Bool) {
    self.text = text
    self.isWhole = isWhole
  }
}

extension CELExpression {
  /// The texts that its value can be or have in it, of each branch: not what is only compared.
  package var writtenTexts: [CELWrittenText] {
    var found: [CELWrittenText] = []
    var work = [(place: program.root, isWhole: true)]
    while let (place, isWhole) = work.popLast() {
      switch program.operations[place] {
      case .constant(let constant):
        guard case .string(let text) = program.constants[constant] else { continue }
        found.append(CELWrittenText(text: text, isWhole: isWhole))
      case .binary(.add, let left, let right): work += [(left, false), (right, false)]
      case .conditional(_, let yes, let no): work += [(yes, isWhole), (no, isWhole)]
      case .binaryCall(let function, let value, let other)
      where program.functions[function].name == "orValue":
        work += [(value, isWhole), (other, isWhole)]
      case .bind(_, _, let body): work.append((body, isWhole))
      case _: continue
      }
    }
    return found.reversed()
  }
}
