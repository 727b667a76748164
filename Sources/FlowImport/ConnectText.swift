import Diagnostics
import FlowSyntax

extension FlowDraft {
  /// The expression for a JSONPath of a contact; nil for another.
  mutating func connectValue(_ text: String) -> String? {
    guard let names = pathNames(text) else { return nil }
    switch names {
    case ["StoredCustomerInput"]: return variable(named: "StoredCustomerInput")
    case ["CustomerEndpoint", "Address"]: return FlowImport.number(of: "from")
    case ["SystemEndpoint", "Address"]: return FlowImport.number(of: "to")
    case _ where names.count == 2 && names[0] == "Attributes": return variable(named: names[1])
    default: return nil
    }
  }

  /// A text in which attributes are put in as far as they are known.
  mutating func connectText(_ text: String, at place: Span) -> String {
    var result = ""
    var rest = text[...]
    while let match = rest.firstMatch(
      of: /\$(?:\.[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*|\.?\['[^']*'\])+/
    ) {
      result += rest[..<match.range.lowerBound].replacing("${", with: "$ {")
      let path = String(match.0)
      if pathNames(path) == nil {
        result += path
      } else if let value = connectValue(path) {
        result += "${\(value)}"
      } else {
        note("`\(path)` in a text is not translated, and left out", at: place)
      }
      rest = rest[match.range.upperBound...]
    }
    return quotedWithValues(result + rest.replacing("${", with: "$ {"))
  }
}

/// The names of a path from the contact, `$.Attributes.tier` or `$.['Attributes']['tier']`; nil for
/// what is none, such as a price.
private func pathNames(_ text: String) -> [String]? {
  guard text.hasPrefix("$.") || text.hasPrefix("$[") else { return nil }
  let names = text.dropFirst().split { ".[]'".contains($0) }.map(String.init)
  guard let first = names.first?.first, first.isLetter else { return nil }
  return names
}
