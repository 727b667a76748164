/// A JSON document whose objects keep the order of their keys.
package indirect enum JSONValue: Sendable, Hashable {
  /// The absence of a value.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case int(Int)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Keys with their values, written in this order.
  case object([Member])

  /// A key with its value.
  package struct Member: Sendable, Hashable {
    /// The key.
    package let key: String
    /// The value.
    package let value: JSONValue

    /// Makes a member.
    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The document as text (RFC 8259), two spaces a level, without a line break at its end.
  package var text: String {
    var result = ""
    write(to: &result, indent: 0)
    return result
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .string(let value): Self.write(value, to: &text)
    case .array(let items):
      Self.writeList(items, in: "[]", to: &text, indent: indent) { item, text in
        item.write(to: &text, indent: indent + 1)
      }
    case .object(let members):
      Self.writeList(members, in: "{}", to: &text, indent: indent) { member, text in
        Self.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indent: indent + 1)
      }
    }
  }

  private static func writeList<Item>(
    _ items: [Item],
    in brackets: String,
    to text: inout String,
    indent: Int,
    writeItem: (Item, inout String) -> Void
  ) {
    guard !items.isEmpty else {
      text += brackets
      return
    }
    let margin = "\n" + String(repeating: "  ", count: indent)
    text += brackets.prefix(1)
    for (index, item) in items.enumerated() {
      text += (index > 0 ? "," : "") + margin + "  "
      writeItem(item, &text)
    }
    text += margin + brackets.suffix(1)
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // All of these are below U+10000, so that one escape holds them.
      case _ where scalar.isActive:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      case _: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
