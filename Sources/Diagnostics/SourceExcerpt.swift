/// A range to be marked in an excerpt.
struct ExcerptMark {
  let span: Span
  let text: String
  let role: RenderRole

  /// Makes a mark of a label.
  init(_ label: Diagnostic.Label, role: RenderRole) {
    self.span = label.span
    self.text = label.text
    self.role = role
  }

  /// What the range is underlined with.
  var underline: Character {
    switch role {
    case .severity: "^"
    case .message, .gutter, .related, .help: "-"
    }
  }
}

/// The lines of one file that a finding's labels are about.
///
/// The first mark gives the place in the heading.
struct SourceExcerpt {
  let file: SourceFile
  var marks: [ExcerptMark]

  /// The part of a mark that lies on one line.
  private struct Underline {
    let line: Int
    let range: Range<Int>
    let mark: ExcerptMark
    /// Whether the label's text follows it.
    let isLast: Bool
  }

  /// The digits of the largest line number.
  var gutterWidth: Int {
    let last = underlines.map(\.line).max() ?? 0
    return String(last + 1).utf8.count
  }

  /// The heading and the marked lines.
  func lines(gutter: Int, isFirst: Bool, style: RenderStyle) -> [String] {
    guard let first = marks.first else { return [] }
    let position = file.position(of: first.span.start)
    let arrow = isFirst ? "-->" : ":::"
    let place = "\(quoted(file.name)):\(position.line):\(position.column)"
    let margin = String(repeating: " ", count: gutter + 2) + style.paint("|", as: .gutter)
    let heading = String(repeating: " ", count: gutter + 1) + style.paint(arrow, as: .gutter)
    return [heading + " " + place, margin] + body(margin: margin, gutter: gutter, style: style)
  }

  private func body(margin: String, gutter: Int, style: RenderStyle) -> [String] {
    let groups = Dictionary(grouping: underlines, by: \.line)
    var result: [String] = []
    var previous: Int?
    for line in groups.keys.sorted() {
      if let previous, line > previous + 1 {
        let isSingle = line == previous + 2
        result.append(
          isSingle
            ? source(previous + 1, focus: [], gutter: gutter, style: style).line
            : style.paint("...", as: .gutter)
        )
      }
      previous = line
      let marked = (groups[line] ?? []).sorted { $0.range.lowerBound < $1.range.lowerBound }
      let shown = source(line, focus: marked, gutter: gutter, style: style)
      result.append(shown.line)
      result += marked.map { margin + " " + underlineText($0, under: shown.display, style: style) }
    }
    return result
  }

  private func source(
    _ line: Int,
    focus: [Underline],
    gutter: Int,
    style: RenderStyle
  ) -> (line: String, display: DisplayLine) {
    let start = file.lineContent(line).lowerBound
    let primary = focus.first { $0.mark.underline == "^" } ?? focus.first
    let display = DisplayLine(of: file, line: line, focus: primary?.range ?? start..<start)
    let number = String(line + 1)
    let padding = String(repeating: " ", count: gutter + 1 - number.utf8.count)
    let margin = padding + style.paint(number + " |", as: .gutter)
    return (margin + " " + display.text, display)
  }

  private func underlineText(
    _ underline: Underline,
    under display: DisplayLine,
    style: RenderStyle
  ) -> String {
    let columns = display.columns(of: underline.range)
    let carets = String(repeating: underline.mark.underline, count: columns.count)
    let text = underline.isLast ? quoted(underline.mark.text, limit: QuotingLimits.sentence) : ""
    let marked = text.isEmpty ? carets : carets + " " + text
    return String(repeating: " ", count: columns.lowerBound)
      + style.paint(marked, as: underline.mark.role)
  }

  /// A mark of several lines is drawn on its first and its last.
  private var underlines: [Underline] {
    marks.flatMap { mark -> [Underline] in
      let limit = file.text.utf8.count
      let start = min(max(0, mark.span.start), limit)
      let end = min(max(start, mark.span.end), limit)
      let first = file.lineIndex(of: start)
      let last = lastLine(start, end)
      guard last > first else {
        let range = start..<max(start, min(end, file.lineContent(first).upperBound))
        return [Underline(line: first, range: range, mark: mark, isLast: true)]
      }
      let head = start..<max(start, file.lineContent(first).upperBound)
      let tail = textStart(of: last)..<max(textStart(of: last), end)
      return [
        Underline(line: first, range: head, mark: mark, isLast: false),
        Underline(line: last, range: tail, mark: mark, isLast: true),
      ]
    }
  }

  /// The line of the range's last byte: one that ends with a line break does not reach the next.
  private func lastLine(_ start: Int, _ end: Int) -> Int {
    let line = file.lineIndex(of: end)
    return end > start && file.lineStarts[line] == end
      ? max(file.lineIndex(of: start), line - 1)
      : line
  }

  private func textStart(of line: Int) -> Int {
    let content = file.lineContent(line)
    let text = file.text(
      of: Span(file: file.id, start: content.lowerBound, end: content.upperBound)
    )
    let blanks = text.utf8.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return content.lowerBound + blanks.count
  }
}
