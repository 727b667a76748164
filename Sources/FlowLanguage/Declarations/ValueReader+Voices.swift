import CEL
import CallModel
import Diagnostics
import FlowSyntax

private let voiceKeys = ["name", "custom"]

extension ValueReader {
  /// The voice for each language the flow speaks.
  func voices(_ node: SyntaxNode) -> [String: Voice] {
    var voices: [String: Voice] = [:]
    let entries = nodes.entries(node, "voices by language", atMost: FlowLimits.voices)
    for entry in entries ?? [] {
      let language = language(entry.key, of: entry.value)
      guard let voice = voice(entry, speaking: language) else { continue }
      voices[language] = voice
    }
    return voices
  }

  /// The language of a voice; where only its first part is written, the flow's own, or the one that the
  /// voice has in its name.
  private func language(_ key: SyntaxScalar, of value: SyntaxNode) -> String {
    let spoken = value.scalar.map { $0.text.split(separator: "-").prefix(2).joined(separator: "-") }
    let meant = [locale, spoken ?? ""].first { isLocale($0) && $0.hasPrefix("\(key.text)-") }
    guard !key.text.isEmpty, let locale = meant else {
      _ = nodes.checkLocale(key.text, at: key.span)
      return key.text
    }
    nodes.report(
      Diagnostic(
        .malformedValue,
        "`\(key.text)` is not a language with a region",
        at: key.span,
        help: "write `\(locale)`",
        fixes: [Diagnostic.Fix("write `\(locale)`", at: key.span, replacement: locale)]
      )
    )
    return locale
  }

  /// A voice's name, or `{ name, custom }`.
  private func voice(_ entry: SyntaxEntry, speaking language: String) -> Voice? {
    guard let entries = entry.value.entries else {
      guard let scalar = nodes.scalar(entry.value, "a voice's name") else { return nil }
      checkVoice(scalar, speaking: language)
      return Voice(name: scalar.text)
    }
    let (value, hasStranger) =
      nodes.asMeant(entry.value, entries, in: "a voice", known: voiceKeys)
    let endpoint = value["custom"].flatMap { literal($0, .endpointID) }
    guard let name = value["name"] else {
      if !hasStranger { reportUnnamed(entry) }
      return nil
    }
    guard let scalar = nodes.scalar(name, "a voice's name") else { return nil }
    if value["custom"] == nil {
      checkVoice(scalar, speaking: language)
    } else if scalar.text.allSatisfy(\.isWhitespace) {
      // How a custom voice is named is its owner's affair.
      nodes.reportMalformed(at: scalar.span, "a voice's name is blank")
    }
    return Voice(name: scalar.text, endpoint: endpoint)
  }

  private func reportUnnamed(_ entry: SyntaxEntry) {
    guard nodes.isComplete else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        "a voice needs `name`",
        at: entry.key.span,
        help: "add `name: \(entry.key.text)-…`"
      )
    )
  }

  /// A voice of the service has the name of its language in its own (SEMANTICS.md, rule 54).
  private func checkVoice(_ scalar: SyntaxScalar, speaking locale: String) {
    let name = scalar.text
    guard isVoiceName(name) else {
      nodes.reportMalformed(
        at: scalar.span,
        name.allSatisfy(\.isWhitespace)
          ? "a voice's name is blank" : "`\(name)` is not the name of a voice",
        help: "a voice of the service has a name such as `en-US-NancyNeural`; one of your own "
          + "is `{ name: …, custom: … }` with its endpoint's id"
      )
      return
    }
    let spoken = name.prefix { $0 != "-" }
    guard isLocale(locale), spoken != locale.prefix(while: { $0 != "-" }),
      !name.lowercased().contains("multilingual")
    else { return }
    nodes.report(
      Diagnostic(
        .voiceLanguage,
        .hint,
        "the voice `\(name)` speaks `\(spoken)`, and the language is `\(locale)`",
        at: scalar.span,
        help: "take one whose name begins with `\(locale)-`, or a multilingual one such as "
          + "`en-US-AvaMultilingualNeural`"
      )
    )
  }
}

/// Whether a text is of the form of the service's voices: a language, a region, whatever tells them
/// apart, and a name, between dashes: `en-US-NancyNeural`, `sr-Latn-RS-NicholasNeural`,
/// `en-US-Ava:DragonHDLatestNeural`.
func isVoiceName(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count >= 3, let language = parts.first, (2...3).contains(language.utf8.count),
    language.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
  else { return false }
  return parts.dropFirst().allSatisfy { part in
    part.utf8.first?.isLetterOrDigit == true
      && part.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: ":") }
  }
}

extension FieldType where Value == FieldValue<String> {
  /// The id of an endpoint of the AI service, of a custom voice or model.
  static var endpointID: Self {
    Self(shape: .text(pattern: nil), placeholder: .literal("")) { node, values in
      values.value(node, "an endpoint's id", .type(.string)) { text, span in
        guard !text.isEmpty, !text.contains(where: \.isWhitespace) else {
          values.nodes.reportMalformed(
            at: span,
            "`\(text)` is not an endpoint's id",
            help: "it is in the address of the endpoint, and looks like "
              + "0269be4d-5be0-4770-bf9c-a1bf50ee78d5"
          )
          return nil
        }
        return text
      }
    }
  }
}
