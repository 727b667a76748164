/// Something to be played: a file, a text to speak, or SSML (FACTS.md (b), PlaySource).
package enum PlaySource: Hashable, Sendable, Codable {
  /// A WAV file the service fetches.
  case file(uri: String)
  /// A text, with the voice to speak it in, or at least its locale.
  case text(String, locale: String?, voice: String?)
  /// A whole SSML document.
  case ssml(String)
}
