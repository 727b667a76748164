internal import Diagnostics

/// Where each token goes if it is the first on its line.
struct FormatLayout {
  /// The columns of a level.
  static let level = 2

  private let tokens: [SyntaxToken]
  private let file: SourceFile
  private let lines: TokenLines
  /// The column of each token that is first on its line; of a text, also of its further lines.
  private(set) var columns: [Int]
  /// The indentation of block texts as written and as it is to be; by token.
  private(set) var blockTexts: [Int: (written: Int, now: Int)] = [:]

  /// Lays out a tree; nil if it has what is left as it is.
  init?(of tree: LosslessTree, in file: SourceFile, lines: TokenLines) {
    tokens = tree.tokens
    self.file = file
    self.lines = lines
    columns = Array(repeating: 0, count: tree.tokens.count)
    let isPlain = !tree.tokens.contains { token in
      token.kind == .directive || token.kind == .unread
        || token.kind == .indicator && file.text(of: token.span) == "?"
    }
    guard tree.isComplete, isPlain, tree.roots.count <= 1 else { return nil }
    for root in tree.roots { place(root, at: 0, base: 0, under: -1) }
  }

  /// Places a value and what is in it.
  ///
  /// `column` is where it begins on a line of its own, `base` where the line goes that a bracket
  /// opened on is closed, `parent` the column as written of the block around it.
  private mutating func place(_ node: LosslessNode, at column: Int, base: Int, under parent: Int) {
    for index in node.properties { columns[index] = column }
    guard let first = node.tokens.first else { return }
    columns[first] = column
    let base = lines.isFirst[first] ? column : base
    switch node.content {
    case .alias: return
    case .scalar(let style): placeText(node, style, at: column, under: parent)
    case .mapping(let entries):
      guard !isBracket(first) else {
        return placeBracketed(node, entries.flatMap { [$0.key, $0.value] }, base: base)
      }
      let written = lines.column[first]
      for entry in entries {
        place(entry.key, at: column, base: column, under: written)
        place(entry.value, at: column + Self.level, base: column, under: written)
      }
    case .sequence(let items):
      guard !isBracket(first) else { return placeBracketed(node, items, base: base) }
      for item in items {
        let dash = self.dash(before: item)
        columns[dash] = column
        let inner = column + Self.level
        place(item, at: inner, base: inner, under: lines.column[dash])
      }
    }
  }

  private mutating func placeText(
    _ node: LosslessNode,
    _ style: ScalarStyle,
    at column: Int,
    under parent: Int
  ) {
    guard let last = node.tokens.last else { return }
    for index in node.tokens { columns[index] = column }
    guard style == .literal || style == .folded, tokens[last].kind == .text else { return }
    let header = node.tokens.first.map { file.text(of: tokens[$0].span) } ?? ""
    let digit = header.first { $0.isNumber }.flatMap { Int(String($0)) }
    let text = file.text(of: tokens[last].span)
    let written = digit.map { parent + $0 } ?? text.indentationOfFirstLine
    blockTexts[last] = (written, column - Self.level + (digit ?? Self.level))
  }

  private mutating func placeBracketed(
    _ node: LosslessNode,
    _ parts: [LosslessNode],
    base: Int
  ) {
    let (opening, closing) = (node.tokens.lowerBound, node.tokens.upperBound - 1)
    let inner = base + Self.level
    for index in node.tokens.dropFirst().dropLast() { columns[index] = inner }
    columns[closing] = base
    for part in parts {
      guard let first = part.tokens.first else { continue }
      let isOnOpeningLine = lines.line[first] == lines.line[opening]
      place(part, at: inner, base: isOnOpeningLine ? base : inner, under: inner)
      if case .scalar = part.content { columns[first] = inner }
    }
  }

  private func isBracket(_ index: Int) -> Bool {
    let text = file.text(of: tokens[index].span)
    return tokens[index].kind == .indicator && (text == "{" || text == "[")
  }

  /// The `-` of an item of a list.
  private func dash(before item: LosslessNode) -> Int {
    let start = item.properties.first ?? item.tokens.lowerBound
    return tokens[..<start].lastIndex { token in
      token.kind == .indicator && file.text(of: token.span) == "-"
    } ?? start
  }
}

extension Substring {
  /// The blanks before the first line that has anything else; all there are if none has.
  fileprivate var indentationOfFirstLine: Int {
    var count = 0
    for character in self {
      if character == " " {
        count += 1
      } else if character.isNewline {
        count = 0
      } else {
        return count
      }
    }
    return .max
  }
}
