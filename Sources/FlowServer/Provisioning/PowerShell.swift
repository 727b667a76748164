/// A text as PowerShell has it in single quotes: nothing in it is a variable, a command or an end.
///
/// PowerShell takes typographic quotes for plain ones, so these are doubled too.
func powerShellQuoted(_ text: String) -> String {
  let doubled = text.unicodeScalars.map {
    "'‘’‚‛".unicodeScalars.contains($0) ? "\($0)\($0)" : "\($0)"
  }
  return "'\(doubled.joined())'"
}

/// A text as a POSIX shell has it in single quotes.
package func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
    + "'"
}

/// A text before and behind a word of PowerShell as one expression: one text where the word is one.
func powerShellJoined(_ before: String, _ word: String, _ behind: String = "") -> String {
  guard !word.hasPrefix("'") else {
    let (first, last) = (powerShellQuoted(before).dropLast(), powerShellQuoted(behind).dropFirst())
    return "\(first)\(word.dropFirst().dropLast())\(last)"
  }
  return ([powerShellQuoted(before), word] + (behind.isEmpty ? [] : [powerShellQuoted(behind)]))
    .joined(separator: " + ")
}
