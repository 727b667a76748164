/// The functions on texts beyond the standard ones.
///
/// Places count Unicode scalars from 0.
let stringFunctions: [CELFunction] = [
  CELFunction(
    "charAt",
    "The scalar at a place, as a text; empty at the very end.",
    example: .init("'tacocat'.charAt(3)", "'o'"),
    cost: .linear,
    .of(member: true, canFail: true) { (text: String, place: Int64) throws(CELFailure) in
      let scalars = Array(text.unicodeScalars)
      // One place after the last is allowed and empty, as the suite has it.
      let index = try checkedIndex(place, within: scalars.count)
      return index == scalars.count ? "" : String(scalars[index])
    }
  ),
  CELFunction(
    "indexOf",
    "The first place of the part, from a place on if one is given; -1 if it is not there.",
    example: .init("'tacocat'.indexOf('a', 3)", "5"),
    cost: .linear,
    .of(member: true) { (text: String, part: String) throws(CELFailure) in
      try firstPlace(of: part, in: text, from: 0)
    },
    .of(member: true, canFail: true) {
      (text: String, part: String, start: Int64) throws(CELFailure) in
      try firstPlace(of: part, in: text, from: start)
    }
  ),
  CELFunction(
    "lastIndexOf",
    "The last place of the part, at or before a place if one is given; -1 if it is not there.",
    example: .init("'tacocat'.lastIndexOf('a', 3)", "1"),
    cost: .linear,
    .of(member: true) { (text: String, part: String) throws(CELFailure) in
      try lastPlace(of: part, in: text, upTo: nil)
    },
    .of(member: true, canFail: true) {
      (text: String, part: String, end: Int64) throws(CELFailure) in
      try lastPlace(of: part, in: text, upTo: end)
    }
  ),
  CELFunction(
    "lastDigits",
    "The last digits of a text, at most 4: what may be shown of a number that must not be.",
    example: .init("lastDigits('4111 1111 1111 1234', 4)", "'1234'"),
    cost: .linear,
    .of(canFail: true) { (text: String, count: Int64) throws(CELFailure) in
      guard (0...4).contains(count) else {
        throw CELFailure(.malformedValue, "only the last 0 to 4 digits can be asked for")
      }
      return String(text.filter { ("0"..."9").contains($0) }.suffix(Int(count)))
    }
  ),
  CELFunction(
    "lowerAscii",
    "The text with its ASCII letters in lower case.",
    example: .init("'TacoCÆt'.lowerAscii()", "'tacocÆt'"),
    cost: .linear,
    // Bytes of ASCII letters stand in no scalar of several bytes, so the bytes can be mapped.
    .of(member: true) { (text: String) in mapBytes(text) { $0.isUpperLetter ? $0 | 0x20 : $0 } }
  ),
  CELFunction(
    "upperAscii",
    "The text with its ASCII letters in upper case.",
    example: .init("'tacoCæt'.upperAscii()", "'TACOCæT'"),
    cost: .linear,
    .of(member: true) { (text: String) in mapBytes(text) { $0.isLowerLetter ? $0 & ~0x20 : $0 } }
  ),
  CELFunction(
    "replace",
    "The text with every part, or the first so many, replaced.",
    example: .init("'hello hello'.replace('he', 'we', 1)", "'wello hello'"),
    cost: .linear,
    .of(member: true, canFail: true) {
      (text: String, part: String, new: String) throws(CELFailure) in
      try replace(part, in: text, by: new, limit: -1)
    },
    CELOverload(
      [.string, .string, .string, .int],
      .string,
      isMember: true,
      canFail: true,
      .any(replaceLimited)
    )
  ),
  CELFunction(
    "split",
    "The texts between the separators, at most so many if a count is given.",
    example: .init("'a,b,c'.split(',', 2)", "['a', 'b,c']"),
    cost: .linear,
    .of(member: true) { (text: String, separator: String) throws(CELFailure) in
      split(text, at: separator, limit: -1)
    },
    .of(member: true) { (text: String, separator: String, limit: Int64) throws(CELFailure) in
      split(text, at: separator, limit: limit)
    }
  ),
  CELFunction(
    "join",
    "The texts of a list in one, with a separator between them if one is given.",
    example: .init("['a', 'b'].join('-')", "'a-b'"),
    cost: .linear,
    .of(member: true, canFail: true) { (texts: [String]) throws(CELFailure) in
      try join(texts, separator: "")
    },
    .of(member: true, canFail: true) { (texts: [String], separator: String) throws(CELFailure) in
      try join(texts, separator: separator)
    }
  ),
  CELFunction(
    "substring",
    "The part from a place on, or between two places.",
    example: .init("'tacocat'.substring(0, 4)", "'taco'"),
    cost: .linear,
    .of(member: true, canFail: true) { (text: String, start: Int64) throws(CELFailure) in
      try substring(text, from: start, to: nil)
    },
    .of(member: true, canFail: true) {
      (text: String, start: Int64, end: Int64) throws(CELFailure) in
      try substring(text, from: start, to: end)
    }
  ),
  CELFunction(
    "trim",
    "The text without white space around it.",
    example: .init("'  text '.trim()", "'text'"),
    cost: .linear,
    .of(member: true) { (text: String) in trimmed(text) }
  ),
  CELFunction(
    "reverse",
    "The text with its scalars in the opposite order.",
    example: .init("'abc'.reverse()", "'cba'"),
    cost: .linear,
    .of(member: true) { (text: String) in
      String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
    }
  ),
  CELFunction(
    "strings.quote",
    "The text as a literal in double quotes.",
    example: .init("strings.quote('a \"b\"')", "'\"a \\\\\"b\\\\\"\"'"),
    cost: .linear,
    .of { (text: String) in quoted(text) }
  ),
  CELFunction(
    "format",
    "The text with each `%s %d %f %e %b %o %x %X` replaced by a value of the list.",
    example: .init("'%s is %.1f'.format(['pi', 3.14159])", "'pi is 3.1'"),
    cost: .linear,
    CELOverload(
      [.string, .list(.dyn)],
      .string,
      isMember: true,
      canFail: true,
      .binary { pattern, values throws(CELFailure) in
        guard case .string(let pattern) = pattern, case .list(let values) = values else {
          throw .mistyped([pattern, values])
        }
        return .string(try formatted(pattern, values))
      }
    )
  ),
]

/// A place in a text, from 0 to its end; others fail instead of being clipped.
private func checkedIndex(_ place: Int64, within count: Int) throws(CELFailure) -> Int {
  guard let index = Int(exactly: place), (0...count).contains(index) else {
    throw .index(place, of: count)
  }
  return index
}

private func firstPlace(
  of part: String,
  in text: String,
  from start: Int64
) throws(CELFailure) -> Int64 {
  let scalars = Array(text.unicodeScalars)
  let start = try checkedIndex(start, within: scalars.count)
  return firstOccurrence(of: Array(part.unicodeScalars), in: scalars, from: start)
    .map { Int64($0) } ?? -1
}

private func lastPlace(
  of part: String,
  in text: String,
  upTo end: Int64?
) throws(CELFailure) -> Int64 {
  let scalars = Array(text.unicodeScalars)
  let wanted = Array(part.unicodeScalars)
  let end = try checkedIndex(end ?? Int64(scalars.count), within: scalars.count)
  // The last occurrence is the first one of the reversed part in the reversed text.
  // It must begin at or before `end`, so it may reach so much further.
  let reach = min(scalars.count, end + wanted.count)
  let reversed = Array(scalars[..<reach].reversed())
  return firstOccurrence(of: wanted.reversed(), in: reversed)
    .map { Int64(reach - $0 - wanted.count) } ?? -1
}

/// Byte by byte, since letters of ASCII are all that is meant.
private func mapBytes(_ text: String, _ map: (UInt8) -> UInt8) -> String {
  String(decoding: text.utf8.map(map), as: UTF8.self)
}

extension UInt8 {
  fileprivate var isUpperLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

  fileprivate var isLowerLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}

private func substring(
  _ text: String,
  from start: Int64,
  to end: Int64?
) throws(CELFailure) -> String {
  let scalars = Array(text.unicodeScalars)
  let start = try checkedIndex(start, within: scalars.count)
  let end = try checkedIndex(end ?? Int64(scalars.count), within: scalars.count)
  guard start <= end else {
    throw CELFailure(.indexOutOfRange, "a part cannot begin at \(start) and end at \(end)")
  }
  return String(String.UnicodeScalarView(scalars[start..<end]))
}

/// White space is Unicode's, as the extension has it.
private func trimmed(_ text: String) -> String {
  let scalars = Array(text.unicodeScalars)
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return "" }
  return String(String.UnicodeScalarView(scalars[first...last]))
}

/// A literal that reads back as the text.
private func quoted(_ text: String) -> String {
  var output = String.UnicodeScalarView("\"".unicodeScalars)
  for scalar in text.unicodeScalars {
    output.append(contentsOf: (quotedScalars[scalar] ?? String(scalar)).unicodeScalars)
  }
  return String(output) + "\""
}

private let quotedScalars: [Unicode.Scalar: String] = [
  "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
  "\u{0B}": "\\v", "\\": "\\\\", "\"": "\\\"",
]

/// `text.replace(part, new, count)`.
private func replaceLimited(_ values: [CELValue]) throws(CELFailure) -> CELValue {
  guard values.count == 4, case .string(let text) = values[0], case .string(let part) = values[1],
    case .string(let new) = values[2], case .int(let limit) = values[3]
  else { throw .mistyped(values) }
  return .string(try replace(part, in: text, by: new, limit: limit))
}
