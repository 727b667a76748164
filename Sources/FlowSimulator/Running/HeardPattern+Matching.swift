internal import CallEmulator
internal import CallModel

extension HeardPattern {
  /// Whether what sounds is it.
  func matches(
    _ heard: HeardSource,
    _ prompts: HeardPrompts,
    by party: Identifier?,
    caller: Identifier
  ) -> Bool {
    let isHeard = heard.ears.isEmpty || heard.ears.contains(party ?? caller)
    guard isHeard, party == nil || party == caller || !heard.ears.isEmpty else { return false }
    switch content {
    case .prompt(let name): return prompts.isPrompt(name, heard.source, locale: locale)
    case .text(let text):
      if let locale, heard.source.locale != locale { return false }
      return heard.source.words.text == text
    }
  }

  /// What it is called where it was not heard.
  var words: String {
    switch content {
    case .prompt(let name): "`\(name)`"
    case .text(let text): "“\(text)”"
    }
  }
}

extension PlaySource {
  fileprivate var locale: String? {
    if case .text(_, let locale, _, _) = self { locale } else { nil }
  }
}
