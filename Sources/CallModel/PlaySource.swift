package import FieldCoding

/// Something to be played: a file, a text to speak, or SSML (FACTS.md (b), PlaySource).
package enum PlaySource: Hashable, Sendable {
  /// A WAV file the service fetches.
  case file(uri: String)
  /// A text, with the voice to speak it in, or at least its locale.
  case text(String, locale: String?, voice: String?)
  /// A whole SSML document.
  case ssml(String)
}

extension PlaySource: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case file = 1
    case text = 2
    case ssml = 3
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .file(let uri):
      try output.put(.file, ("uri", uri))
    case .text(let text, let locale, let voice):
      try output.put(.text, ("text", text), ("locale", locale), ("voice", voice))
    case .ssml(let value): try output.put(.ssml, value)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .file: try .file(uri: values.next())
    case .text: try .text(values.next(), locale: values.next(), voice: values.next())
    case .ssml: try .ssml(values.next())
    }
  }
}
