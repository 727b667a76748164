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
      // A voice that is named says its language with the prompt, not with what is played.
      if let locale, (prompts.locale(of: heard.source) ?? heard.source.locale) != locale {
        return false
      }
      return heard.source.words.text == text
    }
  }

  /// What it is called where it was not heard.
  var words: String {
    let language = locale.map { " in `\($0)`" } ?? ""
    return switch content {
    case .prompt(let name): "`\(name)`\(language)"
    case .text(let text): "“\(text)”\(language)"
    }
  }

  /// What is to be said of something else that was heard, beside its name: its words where they were
  /// to be others, its language where that was.
  func difference(from heard: HeardSource, _ prompts: HeardPrompts) -> String {
    var text = ""
    if case .text = content, prompts.promptName(of: heard.source) != nil {
      text += ": “\(heard.source.words.text)”"
    }
    if locale != nil { text += prompts.locale(of: heard.source).map { ", in `\($0)`" } ?? "" }
    return text
  }
}

extension PlaySource {
  fileprivate var locale: String? {
    if case .text(_, let locale, _, _) = self { locale } else { nil }
  }
}
