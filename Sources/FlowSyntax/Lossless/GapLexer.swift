/// Cuts what lies between two values into tokens.
///
/// libyaml says where values stand, so nothing here can be a text: a `-` is an indicator and a `#`
/// a comment, whatever is around it.
struct GapLexer: Sequence, IteratorProtocol {
  private let source: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var offset: Int

  /// Makes a lexer of the bytes from `start` to `end`.
  init(_ source: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
    self.source = source
    self.offset = start
    self.end = end
  }

  /// The next token, or nil at the end.
  mutating func next() -> (kind: SyntaxToken.Kind, range: Range<Int>)? {
    guard offset < end else { return nil }
    let start = offset
    let (kind, tokenEnd) = token(at: start)
    offset = Swift.min(end, Swift.max(start + 1, tokenEnd))
    return (kind, start..<offset)
  }

  private func token(at start: Int) -> (SyntaxToken.Kind, Int) {
    switch source[start] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      (.blank, source.skippingBlanks(from: start))
    case UInt8(ascii: "#"):
      (.comment, source.trimmedEnd(start, source.lineBreak(from: start)))
    case UInt8(ascii: "%"):
      (.directive, directiveEnd(from: start))
    case UInt8(ascii: "-") where source.byte(start + 1) == UInt8(ascii: "-"):
      (.documentStart, start + 3)
    case UInt8(ascii: "."):
      (.documentEnd, start + 3)
    case let byte where "-?:,[]{}".utf8.contains(byte):
      (.indicator, start + 1)
    case UInt8(ascii: "&"):
      (.anchor, source.propertyEnd(from: start, to: end))
    case UInt8(ascii: "!"):
      (.tag, source.propertyEnd(from: start, to: end))
    case 0xEF:
      (.blank, start + 3)
    case _:
      rareToken(at: start)
    }
  }

  private func rareToken(at start: Int) -> (SyntaxToken.Kind, Int) {
    let length = source.lineBreakLength(at: start)
    return length > 0 ? (.lineBreak, start + length) : (.unread, source.lineBreak(from: start))
  }

  private func directiveEnd(from start: Int) -> Int {
    let lineEnd = source.lineBreak(from: start)
    let comment = (start..<lineEnd).first {
      source[$0] == UInt8(ascii: "#") && source[$0 - 1].isBlank
    }
    return source.trimmedEnd(start, comment ?? lineEnd)
  }
}
