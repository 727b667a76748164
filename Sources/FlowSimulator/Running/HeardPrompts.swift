internal import CallModel
internal import FlowLanguage

/// Which prompts of a flow a source can be: by words, with any text where a prompt has `${ … }`.
struct HeardPrompts: Sendable {
  /// The name of what `takeMessage` plays before it listens, where the flow names nothing else.
  static let beep = "beep"

  /// One way in which a prompt is said.
  fileprivate struct Form {
    let locale: String?
    let isFile: Bool
    let pattern: TextPattern
    /// Whether it stands for exactly one text.
    let isLiteral: Bool
  }

  private var forms: [String: [Form]] = [:]

  /// Takes in the prompts of a flow and of those it runs.
  init(_ program: Program) {
    add(program)
    forms[Self.beep, default: []].append(
      Form(
        locale: nil,
        isFile: true,
        pattern: TextPattern(text: "*/media/beep.wav"),
        isLiteral: true
      )
    )
  }

  private mutating func add(_ program: Program) {
    for (name, prompt) in program.prompts {
      for variant in prompt.variants {
        forms[name, default: []].append(
          Form(variant.content, locale: variant.locale ?? program.locale)
        )
      }
    }
    for flow in program.flows.values { add(flow) }
  }

  /// Whether a source is a prompt of that name, in a language if one is given.
  func isPrompt(_ name: String, _ source: PlaySource, locale: String?) -> Bool {
    let (text, isFile) = source.words
    return forms[name]?.contains { form in
      form.isFile == isFile && (locale == nil || form.locale == locale)
        && form.pattern.matches(text)
    } ?? false
  }

  /// What a source is, for people: the name of a prompt, or the words.
  func name(of source: PlaySource) -> String {
    promptName(of: source).map { "`\($0)`" } ?? "“\(source.words.text)”"
  }

  /// The language that a source is in, where the prompt that it is says it.
  func locale(of source: PlaySource) -> String? {
    let (text, isFile) = source.words
    return promptName(of: source).flatMap { forms[$0] }?
      .first { $0.isFile == isFile && $0.pattern.matches(text) }?.locale
  }

  /// The name of the prompt that a source is, where one fits.
  func promptName(of source: PlaySource) -> String? {
    let (text, isFile) = source.words
    let fitting = forms.filter { entry in
      entry.value.contains { $0.isFile == isFile && $0.pattern.matches(text) }
    }
    // A prompt that is all values could be any text.
    let named = fitting.min { left, right in
      let (isLeft, isRight) = (
        left.value.contains(where: \.isLiteral), right.value.contains(where: \.isLiteral)
      )
      return isLeft == isRight ? left.key < right.key : isLeft
    }
    return named?.key
  }
}

extension HeardPrompts.Form {
  fileprivate init(_ content: PromptVariant, locale: String?) {
    switch content {
    case .text(let template, let own):
      self.init(
        locale: own ?? locale,
        isFile: false,
        pattern: template.pattern,
        isLiteral: template.literal != nil
      )
    case .ssml(let template):
      self.init(
        locale: locale,
        isFile: false,
        pattern: TextPattern(text: spokenWords(template.pattern.text)),
        isLiteral: template.literal != nil
      )
    case .file(let template):
      self.init(
        locale: locale,
        isFile: true,
        pattern: template.pattern,
        isLiteral: template.literal != nil
      )
    }
  }
}

extension Template {
  /// The text, with any text where its values stand.
  fileprivate var pattern: TextPattern {
    let pieces = parts.map { part in
      switch part {
      case .text(let text): text
      case .expression, .secret: "*"
      }
    }
    return TextPattern(text: pieces.joined())
  }
}
