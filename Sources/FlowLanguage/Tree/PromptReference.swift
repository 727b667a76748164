package import Diagnostics

/// What is to be said or played where a prompt may stand.
package struct PromptReference: Hashable, Sendable {
  /// A declared prompt's name, or the prompt itself.
  package enum Content: Hashable, Sendable {
    /// A name under `prompts`.
    case named(String)
    /// A prompt written on the spot.
    case inline(PromptVariant)
  }

  /// What it is.
  package let content: Content
  /// Where it stands.
  package let span: Span

  /// Makes a reference.
  package init(content: Content, span: Span) {
    self.content = content
    self.span = span
  }
}

/// One way to say a prompt.
package enum PromptVariant: Hashable, Sendable {
  /// A text to speak, in a locale of its own or in the call's.
  case text(Template, locale: String?)
  /// A whole SSML document.
  case ssml(Template)
  /// A WAV file.
  case file(Template)
}

/// A declared prompt.
package struct Prompt: Hashable, Sendable {
  /// Its name.
  package let name: String
  /// Where the name stands.
  package let span: Span
  /// Its variants by locale; the one under nil is for every locale.
  package let variants: [Variant]

  /// Makes a prompt.
  package init(name: String, span: Span, variants: [Variant]) {
    self.name = name
    self.span = span
    self.variants = variants
  }

  /// A variant with its locale.
  package struct Variant: Hashable, Sendable {
    /// The locale it is in, or nil where the prompt has only this one.
    package let locale: String?
    /// What is said.
    package let content: PromptVariant

    /// Makes a variant.
    package init(locale: String?, content: PromptVariant) {
      self.locale = locale
      self.content = content
    }
  }

  /// The variant for a locale: its own, else the one for all, else the first.
  package func variant(for locale: String) -> PromptVariant? {
    let best =
      variants.first { $0.locale == locale } ?? variants.first { $0.locale == nil }
      ?? variants.first
    return best?.content
  }
}
