/// A piece of a YAML file that a generator writes.
package indirect enum YAMLDraft: Sendable {
  /// A scalar that stands as it is: `5s`, `true`, `+12065551212`.
  case plain(String)
  /// A text in quotes, whatever is in it.
  case text(String)
  case list([YAMLDraft])
  case map([(key: String, value: YAMLDraft)])
  /// A key with nothing after it.
  case absent

  /// The scalar, where it stands as it is.
  var plainText: String? {
    if case .plain(let text) = self { text } else { nil }
  }

  /// The file's text.
  package var fileText: String {
    var text = ""
    write(to: &text, indent: 0, isAfterDash: false)
    return text
  }

  private func write(to text: inout String, indent: Int, isAfterDash: Bool) {
    switch self {
    case .plain, .text, .absent: text += inline + "\n"
    case .list(let items):
      if items.isEmpty { text += "[]\n" }
      for (index, item) in items.enumerated() {
        if index > 0 || !isAfterDash { text += String(repeating: " ", count: indent) }
        text += "- "
        item.write(to: &text, indent: indent + 2, isAfterDash: true)
      }
    case .map(let entries):
      if entries.isEmpty { text += "{}\n" }
      for (index, entry) in entries.enumerated() {
        if index > 0 || !isAfterDash { text += String(repeating: " ", count: indent) }
        text += key(entry.key) + ":"
        switch entry.value {
        case .plain, .text: text += " " + entry.value.inline + "\n"
        case .absent: text += "\n"
        case .list(let items) where items.isEmpty: text += " []\n"
        case .map(let entries) where entries.isEmpty: text += " {}\n"
        case .list, .map:
          text += "\n"
          entry.value.write(to: &text, indent: indent + 2, isAfterDash: false)
        }
      }
    }
  }

  private var inline: String {
    switch self {
    case .plain(let text): text
    case .text(let text): quoted(text)
    case .absent, .list, .map: ""
    }
  }

  private func key(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
    return isWord && !text.isEmpty ? text : quoted(text)
  }
}

/// A text in double quotes (YAML 1.2, 7.3.1).
private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\\(scalar)"
    case "\n": quoted += "\\n"
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
