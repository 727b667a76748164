internal import Diagnostics

/// Writes expectations into a fixture as the comments that `AnnotationReader` reads.
struct AnnotationWriter {
  /// Whether no expectation may stand between the lines (inside a block text, say).
  let isAbsoluteOnly: Bool

  /// The lines of a bare case with the expectations in place.
  ///
  /// `expectations` count lines in the bare case, from 1; `firstLine` is the index the case's first
  /// line will have in the file.
  func annotate(
    _ lines: [String],
    with expectations: [FixtureExpectation],
    firstLine: Int
  ) -> [String] {
    let (inline, absolute) = expectations.sorted().partitioned(by: canStandBelow)
    let headLines = absolute.reduce(0) { $0 + ($1.help == nil ? 1 : 2) }
    var body: [String] = []
    var newNumbers: [Int] = []
    for (index, line) in lines.enumerated() {
      body.append(line)
      newNumbers.append(firstLine + headLines + body.count)
      body += inline.filter { $0.start.line == index + 1 }.flatMap(write)
    }
    // At the head no text is open that would swallow them.
    return absolute.flatMap { write($0, lineNumbers: newNumbers) } + body
  }

  private func canStandBelow(_ expectation: FixtureExpectation) -> Bool {
    !isAbsoluteOnly && expectation.start.line == expectation.end.line
      && expectation.start.column != 2 && expectation.start.column < expectation.end.column
  }

  private func write(_ expectation: FixtureExpectation) -> [String] {
    let column = expectation.start.column
    let count = expectation.end.column - column
    let margin = "#" + String(repeating: " ", count: max(0, column - 2))
    let text: String
    let mark: String
    switch expectation.kind {
    case .finding:
      mark = "^"
      text = expectation.text
    case .related(let label):
      mark = "~"
      text = label
    }
    let line = margin + String(repeating: mark, count: count) + " " + text
    let helpMargin = column == 1 ? "# " : margin
    return [line] + (expectation.help.map { ["\(helpMargin)help: \($0)"] } ?? [])
  }

  private func write(_ expectation: FixtureExpectation, lineNumbers: [Int]) -> [String] {
    func moved(_ position: Position) -> Position {
      let index = min(max(0, position.line - 1), lineNumbers.count - 1)
      return Position(line: lineNumbers[index], column: position.column)
    }
    let shown = FixtureExpectation(
      start: moved(expectation.start),
      end: moved(expectation.end),
      kind: expectation.kind
    )
    return ["#@ \(shown)"] + (expectation.help.map { ["#  help: \($0)"] } ?? [])
  }
}

extension Sequence {
  /// Those that meet a condition and those that do not, each in order.
  fileprivate func partitioned(by condition: (Element) -> Bool) -> ([Element], [Element]) {
    (filter(condition), filter { !condition($0) })
  }
}
