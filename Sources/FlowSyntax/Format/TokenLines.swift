internal import Diagnostics

/// Where the tokens of a text stand as written: the line of each, its column, and what is before it.
struct TokenLines {
  /// The line of each token's beginning, from 0.
  let line: [Int]
  /// The column of each token's beginning in scalars, from 0.
  let column: [Int]
  /// How many blanks stand right before each token on its line.
  let gap: [Int]
  /// Whether a token is the first on its line, blanks left out.
  let isFirst: [Bool]
  /// What stands before that which begins at a column, by line and column.
  private let before: [Int: [Int: Substring]]

  init(_ tokens: [SyntaxToken], in file: SourceFile) {
    var line: [Int] = []
    var column: [Int] = []
    var gap: [Int] = []
    var isFirst: [Bool] = []
    var before: [Int: [Int: Substring]] = [:]
    var previous: Substring = ""
    var lastLine = -1
    for (index, token) in tokens.enumerated() {
      let position = file.position(of: token.span.start)
      let blanks = index > 0 && tokens[index - 1].kind == .blank
      line.append(position.line - 1)
      column.append(position.column - 1)
      gap.append(blanks ? position.column - 1 - column[index - 1] : 0)
      let isBreak = token.kind == .blank || token.kind == .lineBreak
      isFirst.append(!isBreak && position.line - 1 != lastLine)
      guard !isBreak else { continue }
      if isFirst[index] { previous = "" }
      before[position.line - 1, default: [:]][position.column - 1] = previous
      previous = token.kind == .indicator ? file.text(of: token.span) : "value"
      // A text over several lines is on all of them; one that keeps its last line break ends there.
      let end = file.position(of: token.span.end)
      lastLine = end.column == 1 ? end.line - 2 : end.line - 1
    }
    self.line = line
    self.column = column
    self.gap = gap
    self.isFirst = isFirst
    self.before = before
  }

  /// Whether on the line above or below a token something begins at its column, after the same.
  func isLinedUp(_ index: Int) -> Bool {
    let own = before[line[index]]?[column[index]]
    return [line[index] - 1, line[index] + 1].contains { before[$0]?[column[index]] == own }
  }
}
