internal import Diagnostics

/// Reads the comments of a fixture that say what is expected.
///
/// ```
///     timeuot: 30s
/// #   ^^^^^^^ error[unknown-field]: `hold` has no field `timeuot`
/// #   help: did you mean `timeout`?
/// ```
///
/// Carets stand under the range on the line above, `~` under a related range. `#` directly before
/// the first caret stands for column 1. Where a comment cannot stand, a range is empty, begins in
/// column 2 or takes several lines, a line `#@ 3:7-14 error[…]: …` says it anywhere in the case,
/// with lines of the whole file: `#@ 3:7-4:2` for several.
struct AnnotationReader {
  private(set) var expectations: [FixtureExpectation] = []
  /// The number of the last line that is no expectation.
  private var subject = 0
  /// Whether the line before was an expectation, so that a help line may follow.
  private var isAfterFinding = false

  /// Reads a line; returns whether it is an expectation.
  @discardableResult
  mutating func read(_ line: String, number: Int) -> Bool {
    if isAfterFinding, let help = Self.help(line) {
      setHelp(help)
      isAfterFinding = false
      return true
    }
    if let expectation = Self.absolute(line) ?? Self.marked(line, subject: subject) {
      expectations.append(expectation)
      isAfterFinding = true
      return true
    }
    isAfterFinding = false
    subject = number
    return false
  }

  private mutating func setHelp(_ help: String) {
    guard let last = expectations.indices.last,
      case .finding(let name, let message, _) = expectations[last].kind
    else { return }
    expectations[last].kind = .finding(name: name, message: message, help: help)
  }

  private static func help(_ line: String) -> String? {
    guard line.hasPrefix("#") else { return nil }
    let text = line.dropFirst().drop { $0 == " " }
    return text.hasPrefix("help: ") ? String(text.dropFirst("help: ".count)) : nil
  }

  /// `#   ^^^^ error[code]: message`, `#   ~~~~ text`.
  private static func marked(_ line: String, subject: Int) -> FixtureExpectation? {
    let scalars = Array(line.unicodeScalars)
    guard scalars.first == "#",
      let first = scalars.dropFirst().firstIndex(where: { $0 != " " }),
      scalars[first] == "^" || scalars[first] == "~"
    else { return nil }
    let mark = scalars[first]
    let end = scalars[first...].firstIndex { $0 != mark } ?? scalars.count
    guard end == scalars.count || scalars[end] == " " else { return nil }
    let column = first == 1 ? 1 : first + 1
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars[min(end + 1, scalars.count)...])
    return FixtureExpectation(
      start: Position(line: subject, column: column),
      end: Position(line: subject, column: column + end - first),
      kind: mark == "^" ? findingKind(String(rest)) : .related(String(rest))
    )
  }

  /// `#@ 3:7-14 error[code]: message`.
  private static func absolute(_ line: String) -> FixtureExpectation? {
    guard line.hasPrefix("#@ ") else { return nil }
    let parts = line.dropFirst(3).split(separator: " ", maxSplits: 1)
    let ends = parts.first?.split(separator: "-") ?? []
    guard parts.count == 2, ends.count == 2 else { return nil }
    let start = ends[0].split(separator: ":").compactMap { Int($0) }
    let end = ends[1].split(separator: ":").compactMap { Int($0) }
    guard start.count == 2, let column = end.last else { return nil }
    let text = String(parts[1])
    let related = "related: "
    return FixtureExpectation(
      start: Position(line: start[0], column: start[1]),
      end: Position(line: end.count == 2 ? end[0] : start[0], column: column),
      kind: text.hasPrefix(related)
        ? .related(String(text.dropFirst(related.count))) : findingKind(text)
    )
  }

  private static func findingKind(_ text: String) -> FixtureExpectation.Kind {
    guard let colon = text.range(of: "]: ") else {
      return .finding(name: text, message: "", help: nil)
    }
    let name = text[..<colon.lowerBound] + "]"
    return .finding(name: String(name), message: String(text[colon.upperBound...]), help: nil)
  }
}

extension String {
  /// The first place of a text in this one.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    indices.lazy.compactMap { start -> Range<String.Index>? in
      guard self[start...].hasPrefix(part) else { return nil }
      return start..<index(start, offsetBy: part.count)
    }.first
  }
}
