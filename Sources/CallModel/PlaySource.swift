package import FieldCoding

/// Something to be played: a file, a text to speak, or SSML (FACTS.md (b), PlaySource).
package enum PlaySource: Hashable, Sendable {
  /// A WAV file the service fetches; one that begins with `/` is a file of this server's own.
  case file(uri: String)
  /// A text, with the voice to speak it in, or at least its locale; a custom voice has an endpoint.
  case text(String, locale: String?, voice: String?, endpoint: String? = nil)
  /// A whole SSML document, with the endpoint of the custom voice that it names.
  case ssml(String, endpoint: String? = nil)
}

extension PlaySource {
  /// The path of this server's own beep.
  package static let beepPath = "/media/beep.wav"
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
    case .text(let text, let locale, let voice, let endpoint):
      try output.put(
        .text,
        ("text", text),
        ("locale", locale),
        ("voice", voice),
        ("endpoint", endpoint)
      )
    case .ssml(let value, nil): try output.put(.ssml, value)
    case .ssml(let value, let endpoint?):
      try output.put(.ssml, ("text", value), ("endpoint", endpoint))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .file: try .file(uri: values.next())
    case .text:
      try .text(
        values.next(),
        locale: values.next(),
        voice: values.next(),
        endpoint: values.next()
      )
    case .ssml: try .ssml(values.next(), endpoint: values.next())
    }
  }
}
