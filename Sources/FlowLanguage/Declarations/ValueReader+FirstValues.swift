import Diagnostics

extension ValueReader {
  /// The value that a declaration gives behind its `=`; nil after a finding.
  ///
  /// The items of a list are read by the type that its items have, as the value of a declaration of
  /// that type is: `list<phoneNumber> = [alice, +12065551212]`. A text may stand in quotes, which are
  /// taken off: `''` is the empty one.
  func firstValue(_ source: SourceFragment, of type: FlowType) -> FirstValue? {
    switch type {
    case .optional(let wrapped): return firstValue(source, of: wrapped)
    case .map where source.text == "{}": return .emptyMap
    case .list(let item):
      guard let items = source.listItems else { break }
      // Each item is read, so that each that is wrong has its finding.
      let values = items.compactMap {
        firstValue(item == .string ? $0 : $0.withoutQuotes, of: item)
      }
      return values.count == items.count ? .list(values) : nil
    case .identifier(let kinds):
      guard let identity = names.identities[source.text], kinds.contains(identity.kind) else {
        break
      }
      use(.identity, source.text, at: source.span)
      return .identity(source.text)
    case .string:
      warnOfNull(source)
      return .literal(.string(source.withoutQuotes.text))
    case .bool, .int, .double, .duration, .timestamp, .time, .date, .locale, .uri, .tones,
      .map, .record, .unreadable:
      break
    }
    return literal(source.text, of: type, at: source.span).map { .literal($0) }
  }

  /// A text is never missing, so `null` is one of four letters.
  private func warnOfNull(_ source: SourceFragment) {
    guard source.text == "null" else { return }
    nodes.report(
      Diagnostic(
        .malformedValue,
        .warning,
        "this is the text `null`, not a missing value",
        at: source.span,
        help:
          "write `string?`, without a value, for a text that may be missing; `'null'` is the text, "
          + "and `''` the empty one"
      )
    )
  }
}

extension SourceFragment {
  /// The items of a list in brackets, by the commas between them; nil where it is none.
  ///
  /// An item with a comma or a bracket of its own stands in quotes, which it keeps, as a list in the
  /// list keeps its brackets.
  fileprivate var listItems: [SourceFragment]? {
    let bytes = Array(text.utf8)
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else {
      return nil
    }
    let end = bytes.count - 1
    var commas: [Int] = []
    var depth = 0
    var quote: UInt8?
    // A quote inside of a word, as in `don't`, is a letter like all others.
    var isAtStart = true
    for index in 1..<end {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "'") where isAtStart, UInt8(ascii: "\"") where isAtStart: quote = byte
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: commas.append(index)
      default: break
      }
      guard depth >= 0 else { return nil }
      if byte != UInt8(ascii: " ") {
        isAtStart = byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
      }
    }
    guard depth == 0, quote == nil else { return nil }
    let starts = [1] + commas.map { $0 + 1 }
    let items = zip(starts, commas + [end]).map { trimmed($0..<$1) }
    if items.count == 1, items[0].text.isEmpty { return [] }
    // Of a comma with nothing beside it nobody knows what was meant.
    return items.contains(where: \.text.isEmpty) ? nil : items
  }

  /// The text in a pair of quotes, or all of it where there is none.
  fileprivate var withoutQuotes: SourceFragment {
    let bytes = Array(text.utf8)
    guard bytes.count > 1, bytes[0].isQuote, bytes.last == bytes[0],
      !bytes[1..<bytes.count - 1].contains(bytes[0])
    else { return self }
    return part(1..<bytes.count - 1)
  }
}

extension UInt8 {
  /// Whether it is a quote of either kind.
  fileprivate var isQuote: Bool {
    self == UInt8(ascii: "'") || self == UInt8(ascii: "\"")
  }
}
