/// Maps plain and quoted scalars, whose lines YAML folds: blanks around a line break go, one break
/// becomes a space, and each further one a line feed.
struct FlowScalarMap {
  private let source: UnsafeBufferPointer<UInt8>
  private let style: ScalarStyle
  private let end: Int
  private var offset: Int
  private var builder: FragmentBuilder

  /// Makes a map of the characters between `start` and `end`, quotes excluded.
  init(
    _ source: UnsafeBufferPointer<UInt8>,
    from start: Int,
    to end: Int,
    style: ScalarStyle,
    builder: FragmentBuilder
  ) {
    self.source = source
    self.style = style
    self.end = end
    self.offset = start
    self.builder = builder
  }

  /// Reads all of it.
  consuming func run() -> FragmentBuilder {
    while offset < end, !builder.hasMismatch {
      if source[offset].isBlank || source.lineBreakLength(at: offset) > 0 {
        fold()
      } else {
        readWord()
      }
    }
    return builder
  }

  /// Reads up to the next white space.
  private mutating func readWord() {
    var start = offset
    while offset < end, !source[offset].isBlank, source.lineBreakLength(at: offset) == 0 {
      switch (style, source[offset]) {
      case (.singleQuoted, UInt8(ascii: "'")):
        builder.copy(start, offset)
        builder.replace(offset, offset + 2, with: CollectionOfOne(UInt8(ascii: "'")))
        offset += 2
        start = offset
      case (.doubleQuoted, UInt8(ascii: "\\")):
        builder.copy(start, offset)
        readEscape()
        start = offset
      case (_, _):
        offset += 1
      }
      if builder.hasMismatch { return }
    }
    builder.copy(start, min(offset, end))
  }

  /// Reads blanks and line breaks between words.
  private mutating func fold() {
    let start = offset
    let blanksEnd = min(end, source.skippingBlanks(from: start))
    offset = blanksEnd
    let first = source.lineBreakLength(at: offset)
    guard first > 0, offset < end else {
      // Blanks at the end of a plain text are none of it (YAML 1.2, 7.3.3).
      if style != .plain || offset < end { builder.copy(start, blanksEnd) }
      return
    }
    // The separators U+2028 and U+2029 are breaks in YAML 1.1, which libyaml reads, and stay as
    // they are.
    let isKept = source.isSeparator(at: offset)
    if isKept { builder.lineBreak(offset, offset + first) }
    let firstEnd = offset + first
    offset = firstEnd
    let breaks = readFurtherBreaks()
    if breaks == 0, !isKept {
      builder.replace(start, offset, with: CollectionOfOne(UInt8(ascii: " ")))
    }
  }

  /// Reads blanks and line breaks after the first break, and returns how many breaks there are.
  ///
  /// Each of them stays one.
  private mutating func readFurtherBreaks() -> Int {
    var breaks = 0
    while offset < end {
      offset = min(end, source.skippingBlanks(from: offset))
      let length = offset < end ? source.lineBreakLength(at: offset) : 0
      if length == 0 { break }
      builder.lineBreak(offset, offset + length)
      offset += length
      breaks += 1
    }
    return breaks
  }

  /// Reads a backslash and what it escapes.
  private mutating func readEscape() {
    let start = offset
    let lineBreak = source.lineBreakLength(at: start + 1)
    // An escaped line break is none, and takes the blanks after it along (YAML 1.2, 7.3.1).
    if lineBreak > 0 {
      offset = start + 1 + lineBreak
      _ = readFurtherBreaks()
      return
    }
    guard let escape = DoubleQuoteEscape(source, at: start), start + escape.length <= end else {
      return builder.fail()
    }
    offset = start + escape.length
    builder.replace(start, offset, with: String(escape.scalar).utf8)
  }
}
