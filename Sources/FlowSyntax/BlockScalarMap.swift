/// Maps the scalars after `|` and `>`.
///
/// The indentation that YAML takes off is not computed from the surroundings but from the text
/// libyaml read: what the first line with a character lost.
struct BlockScalarMap {
  private let source: UnsafeBufferPointer<UInt8>
  private let end: Int
  private let isFolded: Bool
  private var builder: FragmentBuilder
  private var offset: Int
  private var indent = 0
  private var pending: [Range<Int>] = []
  private var lastBreak: Range<Int>?
  private var chomping = Chomping.clip

  private enum Chomping {
    case strip
    case clip
    case keep
  }

  /// Makes a map of the scalar whose `|` or `>` stands at `start`.
  init(_ source: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, builder: FragmentBuilder)
  {
    self.source = source
    self.offset = start
    self.end = end
    self.isFolded = source.byte(start) == UInt8(ascii: ">")
    self.builder = builder
  }

  /// Reads all of it; `text` is what libyaml read.
  consuming func run(expecting text: UnsafeBufferPointer<UInt8>) -> FragmentBuilder {
    readHeader()
    // Nothing but blank lines has no indentation to take off; such a text gets no map, and findings
    // inside of it point at all of it.
    guard findIndent(of: text) else {
      builder.fail()
      return builder
    }
    readBreaks()
    var previousIsIndented = false
    // A line that is indented less ends the text (YAML 1.2, 8.1.1).
    while offset < end, !builder.hasMismatch, column(of: offset) == indent {
      // Lines that are indented more, and those beside them, are never folded (YAML 1.2, 8.1.3).
      let isIndented = source[offset].isBlank
      joinLines(folding: isFolded && !previousIsIndented && !isIndented)
      previousIsIndented = isIndented
      readLine()
    }
    finish()
    return builder
  }

  /// Skips `|`, the indicators, a comment and the line break.
  private mutating func readHeader() {
    offset += 1
    while offset < end, source.lineBreakLength(at: offset) == 0 {
      if source[offset] == UInt8(ascii: "#") { break }
      // The digit of an indentation is not read: the text says what was taken off.
      if source[offset] == UInt8(ascii: "-") { chomping = .strip }
      if source[offset] == UInt8(ascii: "+") { chomping = .keep }
      offset += 1
    }
    while offset < end, source.lineBreakLength(at: offset) == 0 { offset += 1 }
    offset += source.lineBreakLength(at: offset)
  }

  /// Compares the blanks of the first line that has a character with those that are left in the
  /// text; false where there is no such line.
  private mutating func findIndent(of text: UnsafeBufferPointer<UInt8>) -> Bool {
    var line = offset
    while line < end {
      let content = spacesEnd(from: line)
      let lineBreak = content < end ? source.lineBreakLength(at: content) : 0
      if lineBreak == 0 {
        guard content < end, let left = Self.firstLineSpaces(text) else { return false }
        indent = content - line - left
        return indent > 0
      }
      line = content + lineBreak
    }
    return false
  }

  private func spacesEnd(from start: Int) -> Int {
    var position = start
    while position < end, source[position] == UInt8(ascii: " ") { position += 1 }
    return position
  }

  /// The spaces before the first character of a text that is neither a space nor a line break.
  private static func firstLineSpaces(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var spaces = 0
    var position = 0
    while position < text.count {
      let lineBreak = text.lineBreakLength(at: position)
      if lineBreak > 0 {
        spaces = 0
        position += lineBreak
      } else if text[position] == UInt8(ascii: " ") {
        spaces += 1
        position += 1
      } else {
        return spaces
      }
    }
    return nil
  }

  /// Skips the indentation, and empty lines whose breaks it keeps for later.
  private mutating func readBreaks() {
    while offset < end {
      let lineStart = offset
      while offset < end, offset - lineStart < indent, source[offset] == UInt8(ascii: " ") {
        offset += 1
      }
      let length = offset < end ? source.lineBreakLength(at: offset) : 0
      if length == 0 { return }
      pending.append(offset..<offset + length)
      offset += length
    }
  }

  private func column(of offset: Int) -> Int {
    var start = offset
    while start > 0, offset - start <= indent, !isAfterBreak(start) { start -= 1 }
    return offset - start
  }

  private func isAfterBreak(_ offset: Int) -> Bool {
    source[offset - 1].isLineEnd
      || (offset >= 2 && source.lineBreakLength(at: offset - 2) == 2)
      || (offset >= 3 && source.lineBreakLength(at: offset - 3) == 3)
  }

  /// Writes what stands between two lines.
  private mutating func joinLines(folding: Bool) {
    if let last = lastBreak {
      if folding, !source.isSeparator(at: last.lowerBound) {
        if pending.isEmpty {
          builder.replace(
            last.lowerBound,
            last.upperBound,
            with: CollectionOfOne(UInt8(ascii: " "))
          )
        }
      } else {
        builder.lineBreak(last.lowerBound, last.upperBound)
      }
    }
    writePending()
  }

  private mutating func writePending() {
    for lineBreak in pending {
      builder.lineBreak(lineBreak.lowerBound, lineBreak.upperBound)
    }
    pending = []
  }

  private mutating func readLine() {
    let start = offset
    while offset < end, source.lineBreakLength(at: offset) == 0 { offset += 1 }
    builder.copy(start, offset)
    let length = offset < end ? source.lineBreakLength(at: offset) : 0
    lastBreak = length > 0 ? offset..<offset + length : nil
    offset += length
    readBreaks()
  }

  private mutating func finish() {
    // Clip keeps one break, keep all of them, strip none (YAML 1.2, 8.1.1.2).
    if chomping != .strip, let last = lastBreak {
      builder.lineBreak(last.lowerBound, last.upperBound)
    }
    if chomping == .keep { writePending() }
  }
}
