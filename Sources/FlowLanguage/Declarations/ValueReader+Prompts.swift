import CallModel
import Diagnostics
import FlowSyntax

extension ValueReader {
  /// A declared prompt: one text for all, one for each language, or outright `{ text, ssml, file }`.
  func declaredPrompt(_ entry: SyntaxEntry) -> Prompt? {
    let name = entry.key.text
    if let scalar = entry.value.scalar, !scalar.isAbsent {
      let template = spokenText(scalar, in: nil)
      if !isURL(template) { warnOfOneLanguage(name, at: entry.key.span) }
      return Prompt(
        name: name,
        span: entry.key.span,
        variants: [Prompt.Variant(locale: nil, content: .text(template, locale: nil))]
      )
    }
    guard let entries = nodes.entries(entry.value, "a text, or a text for each language") else {
      return nil
    }
    if entries.count == 1, let meant = ForeignWords.promptKeys[entries[0].key.text] {
      nodes.reportUnknownKey(
        entries[0].key,
        in: "a prompt",
        known: promptKeys,
        orIn: ForeignWords.promptKeys
      )
      return declaredPrompt(
        SyntaxEntry(
          key: entry.key,
          value: SyntaxNode(.mapping([entries[0].named(meant)]), span: entry.value.span)
        )
      )
    }
    // `text`, `ssml` and `file` are no languages, so one of them tells the two forms apart.
    if entries.contains(where: { promptKeys.contains($0.key.text) }) {
      return promptVariant(entries, of: entry.value).map {
        Prompt(
          name: name,
          span: entry.key.span,
          variants: [Prompt.Variant(locale: nil, content: $0)]
        )
      }
    }
    let meant = asLocales(entries)
    checkLocales(of: name, meant, at: entry.key.span)
    return Prompt(
      name: name,
      span: entry.key.span,
      variants: meant.compactMap(localizedVariant)
    )
  }

  /// The texts of a prompt, each under the language that was meant.
  private func asLocales(_ entries: [SyntaxEntry]) -> [SyntaxEntry] {
    let given = Set(entries.map(\.key.text))
    return entries.compactMap { entry in
      guard !isLocale(entry.key.text) else { return entry }
      let near = nodes.reportUnknownKey(
        entry.key,
        in: "a prompt",
        known: (voices.isEmpty ? [locale] : voices.keys.sorted()) + promptKeys,
        given: given,
        orIn: languages
      )
      guard let near, isLocale(near), !given.contains(near) else { return nil }
      return entry.named(near)
    }
  }

  private func localizedVariant(_ entry: SyntaxEntry) -> Prompt.Variant? {
    if nodes.isComplete, !voices.isEmpty, voices[entry.key.text] == nil {
      checkVoice(for: entry.key.text, at: entry.key.span)
    }
    if let entries = entry.value.entries {
      return promptVariant(entries, of: entry.value, in: entry.key.text).map {
        Prompt.Variant(locale: entry.key.text, content: $0)
      }
    }
    guard let scalar = nodes.scalar(entry.value, "a text") else { return nil }
    return Prompt.Variant(
      locale: entry.key.text,
      content: .text(spokenText(scalar, in: entry.key.text), locale: entry.key.text)
    )
  }

  /// The flow's locales by the languages they are of: `en` is written for `en-US`.
  private var languages: [String: String] {
    Dictionary(
      (voices.isEmpty ? [locale] : voices.keys.sorted()).map { locale in
        (String(locale.prefix { $0 != "-" }), locale)
      },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// Every language that has a voice needs a text; without voices, at least the flow's own.
  private func checkLocales(of name: String, _ entries: [SyntaxEntry], at span: Span) {
    guard nodes.isComplete, entries.contains(where: { isLocale($0.key.text) }) else { return }
    let wanted = voices.isEmpty ? [locale] : Array(voices.keys)
    let missing = wanted.filter { locale in !entries.contains { $0.key.text == locale } }.sorted()
    guard !missing.isEmpty else { return }
    nodes.report(
      Diagnostic(
        .missingLocale,
        "the prompt `\(name)` has no text in \(quotedList(missing))",
        at: span,
        help: voices.isEmpty
          ? "add it: calls begin in the flow's `locale`"
          : "add it, or take the language out of `voices:`"
      )
    )
  }

  private func warnOfOneLanguage(_ name: String, at span: Span) {
    // With one voice there is one language.
    guard voices.count > 1 else { return }
    nodes.report(
      Diagnostic(
        .missingLocale,
        .warning,
        "the prompt `\(name)` says the same words in every language",
        at: span,
        help: "give it a text for each of \(quotedList(voices.keys.sorted()))"
      )
    )
  }
}
