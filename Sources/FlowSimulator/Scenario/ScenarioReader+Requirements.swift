internal import CallEmulator
internal import Diagnostics
internal import FlowSyntax

/// What scenarios are for.
extension ScenarioReader {
  /// `REQ-12`, or a list of such.
  mutating func requirements(_ node: SyntaxNode) -> [String] {
    (node.items ?? [node]).compactMap { requirement($0) }
  }

  /// `{ supportDesk: [REQ-12] }`: what blocks of the flow are for.
  mutating func blockRequirements(_ node: SyntaxNode) -> [String: [String]] {
    guard let entries = node.entries else {
      values.report(
        .wrongShape,
        "`covers` of a file is a mapping of blocks to requirements",
        node.span,
        help: "the requirements of one scenario stand in the scenario"
      )
      return [:]
    }
    var blocks: [String: [String]] = [:]
    for entry in entries {
      if let names = program?.blockNames, !names.contains(entry.key.text) {
        reportUnknown(entry.key.text, "block", at: entry.key.span, among: names)
        continue
      }
      blocks[entry.key.text] = requirements(entry.value)
    }
    return blocks
  }

  private mutating func requirement(_ node: SyntaxNode) -> String? {
    guard let text = values.text(node) else { return nil }
    guard !text.isEmpty, text.unicodeScalars.count <= Self.longestRequirement,
      !text.contains(where: \.isWhitespace)
    else {
      values.report(
        .malformedName,
        "`\(text)` cannot be the name of a requirement",
        node.span,
        help:
          "a name such as REQ-12 has no spaces, and at most \(Self.longestRequirement) characters"
      )
      return nil
    }
    return text
  }

  /// The longest name of a requirement, in characters.
  private static let longestRequirement = 100
}
