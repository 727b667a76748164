/// A text from outside as it may stand in a log line, in a finding or on a terminal: on one line,
/// without characters that would do something there, and no longer than the limit.
///
/// What would do something is escaped as it would be in a string (`\n`, `\u{1B}`). Of a text that
/// is too long the middle is left out, so that what a sentence says after a long name is still read.
/// The limit is in scalars, before escaping.
package func quoted(_ text: String, limit: Int = QuotingLimits.value) -> String {
  let utf8 = text.utf8
  if utf8.count <= limit, utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
  let scalars = text.unicodeScalars
  // A scalar has at most four bytes: most texts need not be counted.
  guard utf8.count > limit, scalars.count > limit else { return scalars.escaped }
  let kept = max(0, limit - 1)
  return scalars.prefix(kept - kept / 4).escaped + "…" + scalars.suffix(kept / 4).escaped
}

/// How much of a text from outside is shown, in Unicode scalars.
package enum QuotingLimits {
  /// Of one value, such as a metadata value of a log line.
  package static let value = 200
  /// Of a sentence that quotes values, such as the message of a finding.
  package static let sentence = 1_000
}

extension Sequence<Unicode.Scalar> {
  fileprivate var escaped: String {
    var result = ""
    for scalar in self {
      guard scalar.isActive else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _: result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether it does something to a terminal or a line instead of standing in it: moves the cursor,
  /// changes colors, rings, breaks the line, or turns the direction in which the rest is read.
  var isActive: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    case _: false
    }
  }
}
