/// How a document is laid out.
package struct JSONStyle: Hashable, Sendable {
  /// Whether members are written by name instead of in their order.
  let isSorted: Bool
  /// Whether every member and element has a line of its own, two spaces a level.
  let isIndented: Bool

  /// No spaces; members in their order.
  package static let compact = JSONStyle(isSorted: false, isIndented: false)
  /// No spaces; members by name, so that the order they were made in does not show.
  package static let sorted = JSONStyle(isSorted: true, isIndented: false)
  /// For people, without a line break at the end; members in their order.
  package static let pretty = JSONStyle(isSorted: false, isIndented: true)
}

extension JSONValue: CustomStringConvertible {
  /// The document as UTF-8.
  package func bytes(in style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self)
    return writer.output
  }

  /// The document as text.
  package func text(in style: JSONStyle = .compact) -> String {
    String(decoding: bytes(in: style), as: UTF8.self)
  }

  /// The document as text without spaces.
  @usableFromInline package var description: String { text(in: .compact) }
}

/// A document that is being written.
private struct JSONWriter {
  let style: JSONStyle
  var output: [UInt8] = []
  private var level = 0

  init(style: JSONStyle) {
    self.style = style
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .wideInteger(let value): output.append(contentsOf: value.text.utf8)
    case .number(let value): output.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let text): write(text)
    case .array(let elements):
      writeList(elements, UInt8(ascii: "["), UInt8(ascii: "]")) { $0.write($1) }
    case .object(let object):
      let members =
        style.isSorted
        ? object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        : object.members
      writeList(members, UInt8(ascii: "{"), UInt8(ascii: "}")) { writer, member in
        writer.write(member.name)
        writer.output.append(contentsOf: (writer.style.isIndented ? ": " : ":").utf8)
        writer.write(member.value)
      }
    }
  }

  private mutating func writeList<Item>(
    _ items: [Item],
    _ opening: UInt8,
    _ closing: UInt8,
    writeItem: (inout JSONWriter, Item) -> Void
  ) {
    output.append(opening)
    level += 1
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      breakLine()
      writeItem(&self, item)
    }
    level -= 1
    if !items.isEmpty { breakLine() }
    output.append(closing)
  }

  private mutating func breakLine() {
    guard style.isIndented else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
  }

  /// Writes a text; what steers a terminal or breaks lines in a log or in JavaScript is escaped.
  private mutating func write(_ text: String) {
    output.append(UInt8(ascii: "\""))
    let bytes = text.utf8Span.span
    if bytes.indices.allSatisfy({ isPlain(bytes[$0]) }) {
      output.append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { write(scalar) }
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": output.append(contentsOf: #"\""#.utf8)
    case "\\": output.append(contentsOf: #"\\"#.utf8)
    case "\n": output.append(contentsOf: #"\n"#.utf8)
    case "\r": output.append(contentsOf: #"\r"#.utf8)
    case "\t": output.append(contentsOf: #"\t"#.utf8)
    // What steers a terminal, breaks a line, or turns the direction in which text is read. All of
    // it is below U+10000, so that one escape holds it.
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}"..."\u{200F}",
      "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
      let digits = String(scalar.value, radix: 16)
      output.append(contentsOf: #"\u"#.utf8)
      output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      output.append(contentsOf: digits.utf8)
    default: output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

/// Whether a byte of UTF-8 stands for itself in a text and begins nothing that is escaped.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F...: false
  default: true
  }
}
