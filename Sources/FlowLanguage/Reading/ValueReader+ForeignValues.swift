import Diagnostics

extension ValueReader {
  /// Values and tags as other languages put them into a text would be spoken as they are written.
  func checkForeignValues(_ template: Template) {
    for case .text(let text) in template.parts {
      guard let (written, help) = foreignValue(in: text) else { continue }
      mention(String(written))
      nodes.report(
        Diagnostic(
          .malformedValue,
          .warning,
          "`\(written)` would be spoken as it is written",
          at: template.span,
          help: help
        )
      )
      return
    }
    warnOfTypographicQuotes(template)
  }

  /// The same in what is sent: of much that looks so nobody knows what it means to who gets it, so it
  /// is told of what names a value of the flow.
  func checkForeignValues(sentIn template: Template) {
    for case .text(let text) in template.parts { checkForeignValues(sent: text, at: template.span) }
  }

  private func checkForeignValues(sent text: String, at span: Span) {
    guard text.utf8.contains(where: \.beginsForeignValue) else { return }
    for form in [
      /\{\{ *[A-Za-z][A-Za-z0-9.]* *(?:\|[^{}]*)?\}\}/, /\{[A-Za-z][A-Za-z0-9.]*\}/,
      /\$[A-Za-z][A-Za-z0-9.]*/, /%[A-Za-z][A-Za-z0-9.]*%/,
    ] {
      guard let written = text.first(of: form) else { continue }
      let value = written.prefix { $0 != "|" }.value
      let parts = value.split(separator: ".").map(String.init)
      guard let name = parts.first,
        names.isValue(name) || parts.count > 1 && typeInText(parts) != nil
      else { continue }
      mention(value)
      nodes.report(
        Diagnostic(
          .malformedValue,
          .warning,
          "`\(written)` would be sent as it is written",
          at: span,
          help: expressionHelp(value)
        )
      )
      return
    }
  }

  /// The first such value, and what to write instead.
  private func foreignValue(in text: String) -> (written: Substring, help: String)? {
    // Every text that is spoken comes by here, and hardly one has such a sign.
    guard text.utf8.contains(where: \.beginsForeignValue) else { return nil }
    if let tag = text.first(of: /\{%[^%]*%\}/) {
      return (tag, "what is said in one case only is a step of its own, with `when:`")
    }
    if let comment = text.first(of: /\s\/\/ .*/) {
      return (comment.dropFirst(), "a comment of YAML begins with ` # `")
    }
    for form in [/<%=?[^%]*%>/, /#\{[^{}]*\}/, /\$\.[A-Za-z][A-Za-z0-9_.]*/] {
      if let written = text.first(of: form) { return (written, expressionHelp(written.value)) }
    }
    if let written = text.first(of: /%[A-Za-z][A-Za-z0-9_.]*%/),
      text[..<written.startIndex].last?.isNumber != true
    {
      return (written, expressionHelp(written.value))
    }
    // Of these only what is declared is surely meant as a value.
    for form in [
      /\{[A-Za-z][A-Za-z0-9]*\}/, /@[A-Za-z][A-Za-z0-9]*/, /\$[A-Za-z][A-Za-z0-9]*/,
    ] {
      guard let written = text.first(of: form) else { continue }
      let name = written.value
      let before = text[..<written.startIndex].last
      guard names.isValue(name) || isCallField(name), before == nil || before?.isWhitespace == true
      else { continue }
      return (written, expressionHelp(name))
    }
    return nil
  }

  /// Whether it is a field of `call` whose name is no word that texts have.
  private func isCallField(_ name: String) -> Bool {
    name.contains(where: \.isUppercase) && typeInText(["call", name]) != nil
  }

  /// Quotes that a word processor made around a text are none of YAML's.
  private func warnOfTypographicQuotes(_ template: Template) {
    guard let text = template.literal, let first = text.first, let last = text.last,
      text.count > 2, ["“”", "„“", "„”", "«»", "‘’"].contains(String([first, last]))
    else { return }
    nodes.report(
      Diagnostic(
        .malformedValue,
        .hint,
        "these quotes are part of the text",
        at: template.span,
        help: "YAML's own are `\"` and `'`, and a text needs them only where it has signs of YAML's"
      )
    )
  }
}

extension FlowNames {
  /// Whether expressions can name something so.
  fileprivate func isValue(_ name: String) -> Bool {
    name == "caller" || variables[name] != nil || stepIDs[name] != nil
  }
}

extension UInt8 {
  fileprivate var beginsForeignValue: Bool {
    switch self {
    case UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "/"), UInt8(ascii: "$"),
      UInt8(ascii: "%"),
      UInt8(ascii: "@"):
      true
    default: false
    }
  }
}

extension Substring {
  /// The name or path in it, without the signs around it.
  fileprivate var value: String {
    func isSign(_ character: Character) -> Bool { !character.isLetter && !character.isNumber }
    return String(drop(while: isSign).reversed().drop(while: isSign).reversed())
  }
}

extension String {
  fileprivate func first(of form: Regex<Substring>) -> Substring? {
    firstMatch(of: form)?.output
  }
}
