import CallModel
import FlowLanguage

extension Turn {
  /// What is to be played, with its expressions' values put in.
  func sources(_ prompts: [PromptReference]) throws(StepFailure) -> [PlaySource] {
    var sources: [PlaySource] = []
    for prompt in prompts { sources.append(try source(prompt)) }
    return sources
  }

  private func source(_ reference: PromptReference) throws(StepFailure) -> PlaySource {
    switch reference.content {
    case .inline(let variant): return try source(variant, locale: program.locale)
    case .named(let name):
      guard let variant = program.prompts[name]?.best(for: state.locale) else {
        throw StepFailure(.invalid, "the prompt has no words")
      }
      return try source(variant.content, locale: variant.locale ?? program.locale)
    }
  }

  private func source(
    _ variant: PromptVariant,
    locale: String
  ) throws(StepFailure) -> PlaySource {
    switch variant {
    case .text(let template, let own):
      let locale = own ?? locale
      let voice = program.voices[locale]
      let pieces = try pieces(of: template)
      guard pieces.allSatisfy(\.isPlain) else {
        return try ssml(pieces, locale: locale, voice: voice)
      }
      let text = try spoken(pieces.map(\.text).joined())
      return .text(text, locale: locale, voice: voice?.name, endpoint: voice?.endpoint)
    case .ssml(let template):
      let text = try spoken(try text(template, encode: \.escapedForXML))
      return .ssml(text, endpoint: customEndpoint(in: text))
    case .file(let template): return .file(uri: try url(template).plainText())
    }
  }

  /// The endpoint of the flow's custom voice that SSML names, or nil; the service takes one for the
  /// whole document.
  private func customEndpoint(in ssml: String) -> String? {
    guard program.voices.values.contains(where: { $0.endpoint != nil }) else { return nil }
    do throws(SSMLDocument.Problem) {
      let named = try SSMLDocument(ssml).voices
      return program.voices.sorted { $0.key < $1.key }.map(\.value)
        .first { $0.endpoint != nil && named.contains($0.name) }?.endpoint
    } catch {
      // The service says what is wrong with it.
      return nil
    }
  }

  /// Refuses a text that the service would not speak.
  func spoken(_ text: String) throws(StepFailure) -> String {
    guard text.unicodeScalars.count <= ServiceLimits.promptCharacters else {
      throw StepFailure(.limit, "a text to speak is too long")
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw StepFailure(.invalid, "a text to speak is empty")
    }
    return text
  }
}

extension Prompt {
  /// The variant for a locale: its own, else the one for all, else the first.
  fileprivate func best(for locale: String) -> Variant? {
    variants.first { $0.locale == locale } ?? variants.first { $0.locale == nil }
      ?? variants.first
  }
}

extension String {
  /// The text as it may stand between tags or in an attribute.
  var escapedForXML: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&apos;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
