/// A text as it may stand between tags.
package func xmlContent(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\n": result += "\n"
    case _: result += scalar.isActive ? quoted(String(scalar)) : String(scalar)
    }
  }
  return result
}

/// A text as it may stand in an attribute: on one line.
package func xmlAttribute(_ text: String) -> String {
  xmlContent(quoted(text, limit: QuotingLimits.sentence))
}
