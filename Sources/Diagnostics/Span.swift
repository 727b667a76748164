/// A range of a file, as UTF-8 byte offsets, the end exclusive.
package struct Span: Hashable, Sendable {
  /// The file it lies in.
  package let file: FileID
  /// The offset of its first byte.
  package let start: Int
  /// The offset after its last byte; equal to `start` for a place between characters.
  package let end: Int

  /// Makes a span; the end is never before the start.
  package init(file: FileID, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = max(start, end)
  }

  /// The empty span at the start of this one.
  package var startPoint: Span {
    Span(file: file, start: start, end: start)
  }

  /// The empty span at the end of this one.
  package var endPoint: Span {
    Span(file: file, start: end, end: end)
  }

  /// The smallest span of the same file that covers both.
  package func union(_ other: Span) -> Span {
    Span(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  /// A span for what stands in no file.
  package static let none = Span(file: .none, start: 0, end: 0)
}

/// A place as people count it: both numbers start at 1, columns count Unicode scalars.
package struct Position: Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The column in Unicode scalars, from 1.
  package let column: Int

  /// Makes a position.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension SourceFile {
  /// The line and column of a UTF-8 offset; an offset outside the text counts as its nearest end.
  package func position(of offset: Int) -> Position {
    let offset = min(max(0, offset), text.utf8.count)
    let line = lineIndex(of: offset)
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: lineStarts[line])
    let end = utf8.index(utf8.startIndex, offsetBy: offset)
    let scalars = utf8[start..<end].count { $0 & 0b1100_0000 != 0b1000_0000 }
    return Position(line: line + 1, column: scalars + 1)
  }

  /// The index, from 0, of the line that holds the offset.
  package func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The text of the span, or an empty text where it does not lie in this file.
  package func text(of span: Span) -> Substring {
    let utf8 = text.utf8
    guard span.file == id, span.start >= 0, span.end <= utf8.count else { return "" }
    let start = utf8.index(utf8.startIndex, offsetBy: span.start)
    let end = utf8.index(utf8.startIndex, offsetBy: span.end)
    return text[start..<end]
  }
}
