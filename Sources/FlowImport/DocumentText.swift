import Diagnostics

/// The text of a document as it is read, and where each of its bytes stands in the file.
///
/// Both differ where the document stands as a text within another one, and where an escape of JSON
/// is written as YAML has it.
struct DocumentText {
  /// What is read.
  let text: SourceFile
  private let file: SourceFile
  /// Where in the file each byte comes from, and the end; nil where both are the same.
  private let origins: [Int]?

  /// A file that is read as it is.
  init(_ file: SourceFile) {
    text = file
    self.file = file
    origins = nil
  }

  /// What is read instead of a text, each of its bytes with its place there; the last place is the
  /// end.
  private init(_ bytes: [UInt8], _ places: [Int], of outer: DocumentText) {
    text = SourceFile(
      id: outer.text.id,
      name: outer.text.name,
      text: String(decoding: bytes, as: UTF8.self)
    )
    file = outer.file
    origins = places.map(outer.origin)
  }

  /// The line and the column in the file of a place in what is read.
  func position(of offset: Int) -> (line: Int, column: Int) {
    let position = file.position(of: origin(offset))
    return (position.line, position.column)
  }

  private func origin(_ offset: Int) -> Int {
    guard let origins else { return offset }
    return origins[min(offset, origins.count - 1)]
  }

  /// With JSON's two escapes for a character beyond 16 bits as the one escape that YAML has.
  func withoutSurrogates() -> DocumentText {
    let bytes = Array(text.text.utf8)
    var written: [UInt8] = []
    var places: [Int] = []
    var at = 0
    while at < bytes.count {
      let escape = surrogates(bytes, at)
      let new = escape ?? (bytes[at] == backslash ? Array(bytes[at...].prefix(2)) : [bytes[at]])
      written += new
      for step in new.indices { places.append(escape == nil ? at + step : at) }
      at += escape == nil ? new.count : 12
    }
    return DocumentText(written, places + [bytes.count], of: self)
  }

  /// The document that stands in a text of this one: in the quoted scalar of a span.
  func inner(_ span: Span) -> DocumentText {
    let bytes = Array(text.text.utf8)
    var written: [UInt8] = []
    var places: [Int] = []
    var at = span.start + 1
    let end = span.end - 1
    while at < end {
      var length = 1
      var new = [bytes[at]]
      if bytes[at] == backslash, at + 1 < end {
        (new, length) = unescaped(bytes, at)
      }
      written += new
      places += Array(repeating: at, count: new.count)
      at += length
    }
    return DocumentText(written, places + [max(end, span.start)], of: self)
  }
}

private let backslash = UInt8(ascii: "\\")

/// The bytes that an escape stands for, and its length.
private func unescaped(_ bytes: [UInt8], _ at: Int) -> (bytes: [UInt8], length: Int) {
  let short: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12,
  ]
  let digits = [UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][bytes[at + 1]]
  guard let digits else { return ([short[bytes[at + 1]] ?? bytes[at + 1]], 2) }
  let character = hexadecimal(bytes, at + 2, digits).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
  return (Array(String(Character(character)).utf8), 2 + digits)
}

/// YAML's escape for the two of JSON that begin at a place; nil where there are none.
private func surrogates(_ bytes: [UInt8], _ at: Int) -> [UInt8]? {
  let letter = UInt8(ascii: "u")
  guard at + 12 <= bytes.count, bytes[at] == backslash, bytes[at + 1] == letter,
    bytes[at + 6] == backslash, bytes[at + 7] == letter,
    let high = hexadecimal(bytes, at + 2, 4), let low = hexadecimal(bytes, at + 8, 4),
    (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low)
  else { return nil }
  let digits = String(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), radix: 16)
  return Array(("\\U" + String(repeating: "0", count: 8 - digits.count) + digits).utf8)
}

private func hexadecimal(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt32? {
  guard start + count <= bytes.count else { return nil }
  return UInt32(String(decoding: bytes[start..<start + count], as: UTF8.self), radix: 16)
}
