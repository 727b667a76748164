import CEL
import CallModel
import Diagnostics

/// What a scalar is as far as `${ }` goes.
enum TextContent {
  /// No `${ }` in it; `$${` is undone.
  case plain(String)
  /// One `${ … }` and nothing else.
  case expression(SourceFragment)
  /// Text and `${ }`.
  case mixed([CELTemplatePart])
}

extension ValueReader {
  /// A text with `${ }` in it.
  func template(_ fragment: SourceFragment) -> Template {
    template(nodes.textContent(fragment), at: fragment.span)
  }

  /// A URL with `${ }` in it.
  func url(_ fragment: SourceFragment) -> Template {
    checkSecrets(inURL: fragment)
    let content = nodes.textContent(fragment)
    let template = template(content, at: fragment.span)
    checkForeignBraces(template, "`{{` and `}}` would stand in the URL")
    if !fragment.text.contains("{{") { checkForeignValues(sentIn: template) }
    switch template.parts.first {
    case .expression(let id): notes.expect(.url, of: id)
    case .secret(let name): checkBeginning(content, name)
    case .text, nil: break
    }
    return template
  }

  /// A secret that a URL begins with is a `uri` too.
  private func checkBeginning(_ content: TextContent, _ name: String) {
    let source: SourceFragment
    switch content {
    case .expression(let only): source = only
    case .mixed(let parts):
      guard case .expression(let first)? = parts.first else { return }
      source = first
    case .plain: return
    }
    guard let type = names.settings[name]?.type, type != .uri else { return }
    nodes.report(
      urlBeginningFinding(
        "settings.\(name)",
        type.name,
        declaredAs: type == .string ? "\(name): sensitive uri" : nil,
        at: source.span
      )
    )
  }

  /// A text to speak in a language, or in the flow's own where that is nil.
  func spokenTemplate(_ fragment: SourceFragment, in language: String?) -> Template {
    let spoken = language ?? locale
    // Where a language that is named has no voice among others, that is said of its name.
    let isVoiced = voices[spoken] != nil || (language != nil && !voices.isEmpty)
    return template(
      nodes.textContent(fragment),
      at: fragment.span,
      of: .speech(locale: spoken, isVoiced: isVoiced)
    )
  }

  /// A text of that content, with such values in it.
  func template(
    _ content: TextContent,
    at span: Span,
    of values: PendingExpression.Expectation = .text
  ) -> Template {
    switch content {
    case .plain(let text): Template(parts: [.text(text)], span: span)
    case .expression(let source):
      Template(parts: [templatePart(.expression(source), values)], span: span)
    case .mixed(let parts): Template(parts: parts.map { templatePart($0, values) }, span: span)
    }
  }

  private func templatePart(
    _ part: CELTemplatePart,
    _ values: PendingExpression.Expectation
  ) -> Template.Part {
    switch part {
    case .text(let text): return .text(text.text)
    case .expression(let source):
      guard let name = secretName(source) else { return .expression(expression(source, values)) }
      return .secret(name)
    }
  }

  /// The setting's name, if the expression is `settings.name` of a sensitive one and stands where
  /// secrets may stand; elsewhere it is checked, and refused, as any expression is.
  func secretName(_ source: SourceFragment) -> String? {
    guard place.takesSecrets else { return nil }
    let prefix = "settings."
    let text = source.text.drop { $0 == " " }
    guard text.hasPrefix(prefix) else { return nil }
    var name = text.dropFirst(prefix.count)
    while name.last == " " { name.removeLast() }
    guard names.settings[String(name)]?.isSensitive == true else { return nil }
    use(.setting, String(name), at: source.span)
    return String(name)
  }

  /// A condition, bare or in `${ }`.
  func condition(
    _ fragment: SourceFragment,
    _ expectation: PendingExpression.Expectation
  ) -> ExpressionID {
    if case .expression(let source) = nodes.textContent(fragment) {
      return expression(source, expectation)
    }
    return expression(fragment, expectation)
  }

  /// A language the call is set to needs a voice, where the flow names voices.
  func checkVoice(for locale: String, at span: Span) {
    guard nodes.isComplete, !voices.isEmpty, voices[locale] == nil else { return }
    nodes.report(
      Diagnostic(
        .missingLocale,
        "`\(locale)` has no voice in this flow",
        at: span,
        help: "add `\(locale):` to `voices:`, which has \(quotedList(voices.keys.sorted()))"
      )
    )
  }
}

extension NodeReader {
  /// Takes a scalar apart at its `${ }`.
  func textContent(_ fragment: SourceFragment) -> TextContent {
    guard fragment.text.utf8.contains(UInt8(ascii: "$")) else { return .plain(fragment.text) }
    let (parts, found) = splitTemplate(fragment)
    for finding in found { report(finding) }
    if parts.count == 1, case .expression(let source) = parts[0] { return .expression(source) }
    var text = ""
    for part in parts {
      guard case .text(let piece) = part else { return .mixed(parts) }
      text += piece.text
    }
    return .plain(text)
  }

  /// A URL must begin with `http://`, `https://` or an expression.
  func checkURL(_ template: Template) {
    // Of `{{ crm }}/x` it is told that these are no braces of an expression.
    guard case .text(let text)? = template.parts.first, !text.hasPrefix("{{"),
      !text.hasPrefix("https://"), !text.hasPrefix("http://")
    else { return }
    reportMalformed(
      at: template.span,
      "`\(text.prefix { $0 != ":" })` is not where an HTTP URL begins",
      help: "begin with `https://` or with a setting of type `uri`: `${settings.crm}/…`"
    )
  }
}
