extension PlaySource {
  /// What is said, without the marks of SSML, or the address of what is played.
  package var words: (text: String, isFile: Bool) {
    switch self {
    case .file(let uri): (uri, true)
    case .text(let text, _, _, _): (text, false)
    case .ssml(let text, _): (spokenWords(text), false)
    }
  }

  /// The locale in which a text is spoken: its own, else that of a voice's name such as
  /// `es-MX-DaliaNeural`; nil where neither says.
  package var spokenLocale: String? {
    guard case .text(_, let locale, let voice, _) = self else { return nil }
    if let locale { return locale }
    let parts = (voice ?? "").split(separator: "-")
    guard parts.count > 2, (2...3).contains(parts[0].count), parts[1].count == 2,
      parts[1].allSatisfy(\.isUppercase)
    else { return nil }
    return "\(parts[0])-\(parts[1])"
  }
}

/// The words of an SSML document, without its marks.
package func spokenWords(_ ssml: String) -> String {
  var words = ""
  var isInTag = false
  for character in ssml {
    switch character {
    case "<": isInTag = true
    case ">" where isInTag: isInTag = false
    default: if !isInTag { words.append(character) }
    }
  }
  for (entity, character) in [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
  ] {
    words = words.replacing(entity, with: character)
  }
  return words
}
