/// A line of a source file as a terminal shows it: tabs expanded, control characters pictured, and
/// cut where it is long.
struct DisplayLine {
  /// Columns that are shown of a line.
  static let width = 120
  /// Columns kept before a range when its line is cut.
  private static let lead = 30
  private static let tabStop = 4

  /// The text.
  let text: String
  /// The column, from 0, at which each byte of the shown part begins; one more for its end.
  private let columns: [Int]
  /// The offset of the first byte of the shown part.
  private let start: Int

  /// Makes the line with the given index; where it is too long, what lies around `focus`.
  init(of file: SourceFile, line: Int, focus: Range<Int>) {
    let range = file.lineContent(line)
    let cut = Self.cut(range, around: focus.clamped(to: range))
    let shown = file.scalarStart(cut.lowerBound)..<file.scalarStart(cut.upperBound)
    var text = shown.lowerBound > range.lowerBound ? "…" : ""
    var column = text.isEmpty ? 0 : 1
    var columns: [Int] = []
    let span = Span(file: file.id, start: shown.lowerBound, end: shown.upperBound)
    for scalar in file.text(of: span).unicodeScalars {
      columns.append(contentsOf: repeatElement(column, count: UTF8.width(scalar)))
      if scalar == "\t" {
        let width = Self.tabStop - column % Self.tabStop
        text += String(repeating: " ", count: width)
        column += width
      } else {
        text.unicodeScalars.append(scalar.printable)
        column += scalar.printable.displayWidth
      }
    }
    columns.append(column)
    if shown.upperBound < range.upperBound { text += "…" }
    self.text = text
    self.columns = columns
    self.start = shown.lowerBound
  }

  /// The columns of a range of the file's bytes, at least one wide.
  func columns(of range: Range<Int>) -> Range<Int> {
    let first = column(of: range.lowerBound)
    return first..<max(first + 1, column(of: range.upperBound))
  }

  private func column(of offset: Int) -> Int {
    columns[min(max(0, offset - start), columns.count - 1)]
  }

  /// The part of a long line that holds the start of a range.
  ///
  /// Bytes stand for columns here: text that needs more bytes than columns is cut a little shorter.
  private static func cut(_ line: Range<Int>, around focus: Range<Int>) -> Range<Int> {
    guard line.count > width else { return line }
    let wanted = max(line.lowerBound, focus.lowerBound - lead)
    let start = focus.upperBound <= line.lowerBound + width - lead ? line.lowerBound : wanted
    return start..<min(line.upperBound, start + width)
  }
}

extension SourceFile {
  /// The bytes of a line, given by its index from 0, without its line break.
  func lineContent(_ line: Int) -> Range<Int> {
    let start = lineStarts[line]
    let isLast = line + 1 == lineStarts.count
    var end = isLast ? text.utf8.count : lineStarts[line + 1]
    let utf8 = text.utf8
    while end > start {
      let byte = utf8[utf8.index(utf8.startIndex, offsetBy: end - 1)]
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { break }
      end -= 1
    }
    return start..<end
  }

  /// The offset of the first byte of the character that holds an offset.
  fileprivate func scalarStart(_ offset: Int) -> Int {
    let utf8 = text.utf8
    var start = offset
    while start > 0, start < utf8.count,
      utf8[utf8.index(utf8.startIndex, offsetBy: start)] & 0b1100_0000 == 0b1000_0000
    {
      start -= 1
    }
    return start
  }
}
