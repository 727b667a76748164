import Diagnostics
import FlowSyntax

/// The ways of a condition of Studio, by a value in small letters where it matters; nil for a condition
/// that no flow can tell.
func studioWays(
  _ condition: SyntaxNode,
  of value: String,
  to block: String
) -> [FlowDraft.Choice.Way]? {
  let text = (condition.text("value") ?? "").split(whereSeparator: \.isWhitespace)
    .joined(separator: " ").lowercased()
  let place = condition.span
  func test(_ condition: String) -> [FlowDraft.Choice.Way] { [.test(condition, block, place)] }
  // A value may be an expression of Liquid too.
  guard !text.contains("{{") else { return nil }
  let many = text.split(separator: ",").map { $0.trimmingPrefix(" ") }
    .map { String($0.reversed().drop { $0 == " " }.reversed()) }
  switch condition.text("type") {
  case "equal_to" where !text.isEmpty: return [.equal(text, block, place)]
  case "matches_any_of" where !many.isEmpty: return many.map { .equal($0, block, place) }
  case "not_equal_to" where !text.isEmpty: return test("\(value) != \(quoted(text))")
  case "does_not_match_any_of" where !many.isEmpty:
    return test(many.map { "\(value) != \(quoted($0))" }.joined(separator: " && "))
  case "is_blank": return test("\(value) == \"\"")
  case "is_not_blank": return test("\(value) != \"\"")
  case "contains" where !text.isEmpty: return test("\(value).contains(\(quoted(text)))")
  case "does_not_contain" where !text.isEmpty: return test("!\(value).contains(\(quoted(text)))")
  case "starts_with" where !text.isEmpty: return test("\(value).startsWith(\(quoted(text)))")
  case "does_not_start_with" where !text.isEmpty:
    return test("!\(value).startsWith(\(quoted(text)))")
  default: return nil
  }
}

extension FlowDraft {
  /// The expression for Liquid's `{{ … }}` by itself; nil for one that is not known.
  mutating func studioValue(_ text: String) -> String? {
    guard text.hasPrefix("{{"), text.hasSuffix("}}"), text.count >= 4 else { return nil }
    let inside = text.dropFirst(2).dropLast(2).trimmingPrefix { $0.isWhitespace }
    let path = inside.split(separator: ".", omittingEmptySubsequences: false).map {
      String($0.filter { !$0.isWhitespace })
    }
    guard path.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil }) else { return nil }
    switch path {
    case ["trigger", "call", "From"], ["contact", "channel", "address"]:
      return FlowImport.number(of: "from")
    case ["trigger", "call", "To"], ["flow", "channel", "address"]:
      return FlowImport.number(of: "to")
    default: break
    }
    switch path.count {
    case 3 where path[0] == "flow" && path[1] == "variables": return variable(named: path[2])
    case 3 where path[0] == "widgets" && ["Digits", "SpeechResult"].contains(path[2]):
      return variable(named: "\(path[1]) \(path[2])")
    default: return nil
    }
  }

  /// A text with what Liquid puts into it, as far as that is known.
  mutating func studioText(_ text: String, at place: Span) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "{{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      result += rest[..<start.lowerBound].replacing("${", with: "$ {")
      let inside = String(rest[start.lowerBound..<end.upperBound])
      if let value = studioValue(inside) {
        result += "${\(value)}"
      } else {
        note("`\(inside)` in a text is not translated, and left out", at: place)
      }
      rest = rest[end.upperBound...]
    }
    result += rest.replacing("${", with: "$ {")
    let words = result.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return quotedWithValues(words)
  }
}
