extension PlaySource {
  /// What is said, without the marks of SSML, or the address of what is played.
  package var words: (text: String, isFile: Bool) {
    switch self {
    case .file(let uri): (uri, true)
    case .text(let text, _, _, _): (text, false)
    case .ssml(let text, _): (spokenWords(text), false)
    }
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
