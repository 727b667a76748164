import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == [PromptReference] {
  /// A prompt or a list of them.
  package static var prompts: Self {
    Self(
      shape: .list(.prompt),
      placeholder: [],
      read: { node, values in
        let items = values.nodes.items(node, atMost: FlowLimits.prompts)
        if items.isEmpty { values.nodes.reportWrongShape(node, "a prompt or a list of them") }
        return items.compactMap { item in
          values.warnOfNames(in: item) { names in
            node.items == nil
              ? "write a list of prompts: `[\(names.joined(separator: ", "))]`"
              : "each is an item of its own: `\(names.joined(separator: ", "))`"
          }
          return values.prompt(item)
        }
      }
    )
  }
}

extension FieldType where Value == PromptReference {
  /// One prompt, where the service takes no more.
  package static var prompt: Self {
    Self(
      shape: .prompt,
      placeholder: PromptReference(content: .inline(.text(.empty, locale: nil)), span: .none),
      read: { node, values in
        values.warnOfNames(in: node) { _ in
          "one prompt is taken here: declare one that says all of it"
        }
        return values.prompt(node)
      }
    )
  }
}

/// The most bytes of a text that may be names of prompts: nobody says more of them at once.
private let longestNames = 200

/// The keys that make a mapping a prompt.
let promptKeys = ["text", "ssml", "file"]

extension ValueReader {
  /// A prompt: one bare word is a name, anything with a space or punctuation a text to speak.
  func prompt(_ node: SyntaxNode) -> PromptReference? {
    if let entries = node.entries {
      return promptVariant(entries, of: node).map {
        PromptReference(content: .inline($0), span: node.span)
      }
    }
    guard let scalar = nodes.scalar(node, "a prompt") else { return nil }
    guard isName(scalar.text) else {
      if let name = promptNamed(withKey: scalar) {
        return PromptReference(content: .named(name), span: scalar.span)
      }
      let template = spokenText(scalar, in: nil)
      if !isURL(template) { warnOfInlineText(at: scalar.span) }
      return PromptReference(content: .inline(.text(template, locale: nil)), span: scalar.span)
    }
    guard names.prompts[scalar.text] != nil else {
      if let comment = nodes.cutOff(scalar) {
        reportCutName(scalar, comment)
        return nil
      }
      guard names.blocks[scalar.text] == nil else {
        reportBlock(scalar.text, insteadOf: .prompt, at: scalar.span)
        return nil
      }
      reportUnknown(.prompt, scalar.text, among: names.prompts.keys.sorted(), at: scalar.span)
      return nil
    }
    use(.prompt, scalar.text, at: scalar.span)
    return PromptReference(content: .named(scalar.text), span: scalar.span)
  }

  /// Warns of a text that is nothing but the names of several prompts: it would be spoken.
  fileprivate func warnOfNames(in node: SyntaxNode, help: ([String]) -> String) {
    guard let scalar = node.scalar, scalar.text.utf8.count <= longestNames else { return }
    let words = scalar.text.split { ",;+& ".contains($0) }.map(String.init)
      .filter { names.prompts[$0] != nil || !["and", "then"].contains($0) }
    guard words.count > 1, words.allSatisfy({ names.prompts[$0] != nil }) else { return }
    for word in words { use(.prompt, word, at: scalar.span) }
    // In braces the comma has ended the text, which is told already.
    guard !nodes.findings.contains(where: { $0.primary.span == scalar.span }) else {
      nodes.narrowFixes(of: .cutOffComma, at: scalar.span) { $0.replacement.hasPrefix("[") }
      return
    }
    nodes.report(
      Diagnostic(
        .malformedValue,
        .warning,
        "`\(scalar.text)` would be spoken as it is written",
        at: scalar.span,
        help: help(words)
      )
    )
  }

  /// The prompt of `prompts.welcome`, after a finding; nil for anything else.
  private func promptNamed(withKey scalar: SyntaxScalar) -> String? {
    guard scalar.text.hasPrefix("prompts.") else { return nil }
    let name = String(scalar.text.dropFirst("prompts.".count))
    guard isName(name) else { return nil }
    guard names.prompts[name] != nil else {
      return reportUnknown(.prompt, name, among: names.prompts.keys.sorted(), at: scalar.span)
    }
    nodes.report(
      Diagnostic(
        .unknownName,
        "a prompt is named here without `prompts.`",
        at: scalar.span,
        help: "write `\(name)`",
        fixes: [Diagnostic.Fix("write the name alone", at: scalar.span, replacement: name)]
      )
    )
    use(.prompt, name, at: scalar.span)
    return name
  }

  /// A prompt that says outright what it is; a text that names no language is in that one, or in the
  /// flow's own.
  func promptVariant(
    _ written: [SyntaxEntry],
    of node: SyntaxNode,
    in language: String? = nil
  ) -> PromptVariant? {
    let (meant, hasStranger) = nodes.asMeant(
      node,
      written,
      in: "a prompt",
      known: promptKeys + ["locale"],
      orIn: ForeignWords.promptKeys
    )
    let entries = meant.entries ?? []
    let kinds = entries.filter { promptKeys.contains($0.key.text) }
    guard kinds.count == 1, let kind = kinds.first else {
      if !hasStranger, nodes.isComplete || !kinds.isEmpty { reportNotOnePrompt(kinds, of: node) }
      return nil
    }
    guard let scalar = nodes.scalar(kind.value, "a text") else { return nil }
    if kind.key.text == "text" {
      let own = promptLocale(entries)
      return .text(spokenText(scalar, in: own ?? language, isField: true), locale: own)
    }
    if let key = entries.first(where: { $0.key.text == "locale" })?.key {
      nodes.reportUnused(key, "it says the language of a `text`")
    }
    if kind.key.text == "ssml" {
      let template = template(scalar.fragment)
      checkSSML(template, scalar)
      return .ssml(template)
    }
    let template = url(scalar.fragment)
    checkAudioFile(template)
    return .file(template)
  }

  private func reportNotOnePrompt(_ kinds: [SyntaxEntry], of node: SyntaxNode) {
    nodes.report(
      Diagnostic(
        .exclusiveFields,
        "a prompt is one of \(quotedList(promptKeys))",
        at: kinds.last?.key.span ?? node.headSpan,
        related: kinds.dropLast().map { Diagnostic.Label($0.key.span, "the other one") },
        help: kinds.isEmpty
          ? "add one of them" : "delete one of them, or make a list of two prompts"
      )
    )
  }

  private func promptLocale(_ entries: [SyntaxEntry]) -> String? {
    entries.first { $0.key.text == "locale" }.flatMap { literal($0.value, .locale) }
  }

  /// A text to speak in a language, or in the flow's own where that is nil; `isField` says whether
  /// it stands under `text`.
  func spokenText(_ scalar: SyntaxScalar, in language: String?, isField: Bool = false) -> Template {
    let template = spokenTemplate(scalar.fragment, in: language)
    checkSpokenText(template)
    checkSpokenURL(template, isField: isField)
    warnOfCutOff(scalar)
    return template
  }

  /// The literal part of a spoken text is within the service's limit and not empty.
  private func checkSpokenText(_ template: Template) {
    let literal = template.parts.reduce(0) { count, part in
      if case .text(let text) = part { count + text.unicodeScalars.count } else { count }
    }
    if literal > ServiceLimits.promptCharacters {
      nodes.reportOutOfRange(
        at: template.span,
        "a text to speak has at most \(ServiceLimits.promptCharacters) characters; "
          + "this one has \(literal)"
      )
    }
    checkForeignBraces(template, "`{{` and `}}` would be spoken")
    if !reportsBareExpression(template) { checkForeignValues(template) }
    // Of a URL `checkSpokenURL` says what it would be.
    if let text = template.literal, !isURL(template) { checkForeignForm(text, at: template.span) }
    // Where the document breaks off, the text may have been meant to go on.
    if nodes.isComplete, template.literal?.allSatisfy(\.isWhitespace) == true {
      nodes.reportMalformed(at: template.span, "an empty text cannot be spoken")
    }
  }

  /// A recording's name, and markup, would be spoken as they are written.
  private func checkForeignForm(_ text: String, at span: Span) {
    let isFile = [".wav", ".mp3"].contains { text.hasSuffix($0) }
    let isMarkup = text.hasPrefix("<speak") || text.holdsMarkup
    guard isMarkup || isFile && !text.contains(where: \.isWhitespace) else { return }
    nodes.report(
      Diagnostic(
        .malformedValue,
        .warning,
        isMarkup ? "the markup would be spoken" : "`\(text)` would be spoken as it is written",
        at: span,
        help: isMarkup
          ? text.hasPrefix("<speak") ? "write `{ ssml: … }`" : "write `{ ssml: <speak …> }`"
          : "write its whole URL: `{ file: https://…/\(text) }`"
      )
    )
  }

  /// Notes what an expression names that is written as one of another language.
  func mention(_ expression: String) {
    for word in expression.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      notes.mention(String(word))
    }
  }

  /// `{{ name }}` of Liquid and Jinja would stand as it is written.
  func checkForeignBraces(_ template: Template, _ message: String) {
    for case .text(let text) in template.parts {
      // Every text that is spoken comes by here, and hardly one has a brace.
      guard text.utf8.contains(UInt8(ascii: "{")), let braces = text.firstRange(of: "{{"),
        let end = text[braces.upperBound...].firstRange(of: "}}")
      else { continue }
      let name = text[braces.upperBound..<end.lowerBound].drop(while: \.isWhitespace)
      let expression = name.reversed().drop(while: \.isWhitespace).reversed()
      mention(String(expression))
      nodes.reportMalformed(
        at: template.span,
        message,
        help: filteredHelp(String(expression))
      )
      return
    }
  }

  /// The same for what stands in such braces, where `| default: 'nobody'` may stand behind it.
  private func filteredHelp(_ expression: String) -> String {
    guard let bar = expression.firstIndex(of: "|") else { return expressionHelp(expression) }
    let path = expression[..<bar].split(separator: " ").joined(separator: " ")
    let filter = expression[expression.index(after: bar)...].drop { $0 == " " }
    let parts = path.split(separator: ".").map(String.init)
    guard filter.hasPrefix("default"), case .optional? = typeInText(parts) else {
      return expressionHelp(path)
    }
    let value = filter.dropFirst("default".count).prefix { $0 != "|" }
      .drop { " :(".contains($0) }.reversed().drop { " )".contains($0) }.reversed()
    return "an expression stands in `${ }`: `${\(path).orValue(\(String(value)))}`"
  }

  /// `call.callerName` without its braces would be spoken as it is written, and so would what other
  /// languages put around it; says whether that was reported.
  private func reportsBareExpression(_ template: Template) -> Bool {
    for case .text(let text) in template.parts {
      // Every text that is spoken comes by here, and a dot in one ends a sentence.
      guard text.utf8.hasJoiningDot, !text.contains("{{"), let path = text.bareCallPath else {
        continue
      }
      nodes.report(
        Diagnostic(
          .malformedValue,
          .warning,
          "`\(path)` would be spoken as it is written",
          at: template.span,
          help: expressionHelp(path)
        )
      )
      return true
    }
    return false
  }

  /// How a value that was written without its braces is put into a text, by its type.
  func expressionHelp(_ path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    let root = parts.first ?? ""
    guard let type = typeInText(parts) else {
      // `%callerName%`, where the whole path is meant.
      if typeInText(["call"] + parts) != nil { return expressionHelp("call.\(path)") }
      guard names.stepIDs[root] != nil || names.hours[root] != nil || root == "hours" else {
        return "an expression stands in `${ }`, and there is no `\(root)` here: write such as "
          + "`${call.id}`"
      }
      return "an expression stands in `${ }`: `${\(path)}`"
    }
    let isText = type.readsAsText
    let ending: String
    switch type {
    case .optional(let wrapped): ending = ".orValue(\(wrapped.standIn ?? "…"))"
    case .abstract: ending = ".rawId"
    case _: ending = ""
    }
    return isText || !ending.isEmpty
      ? "an expression stands in `${ }`: `${\(path)\(ending)}`"
      : "an expression stands in `${ }`, and of `\(path)` it takes a field"
  }

  /// The type of a path that is known before the steps are read; nil where it is not.
  func typeInText(_ path: [String]) -> CELType? {
    guard let root = path.first else { return nil }
    var rest = path.dropFirst()
    var type: CELType
    switch root {
    case "call": type = ProjectScope.call
    case "caller": type = IdentifierType.anyParty
    case "settings":
      guard let name = rest.popFirst(), let setting = names.settings[name] else { return nil }
      type = setting.type.celType
    case "flags":
      guard let name = rest.popFirst(), let flag = names.flags[name] else { return nil }
      type = flag.type.celType
    case _:
      guard let variable = names.variables[root] else { return nil }
      type = variable.type.celType
    }
    while let name = rest.popFirst() {
      guard case .record(let record) = type, let field = record.field(name) else {
        if case .abstract = type { return .string }
        return nil
      }
      type = field.type
    }
    return type
  }

  private func checkSSML(_ template: Template, _ scalar: SyntaxScalar) {
    let text = scalar.text.drop { $0.isWhitespace }
    guard text.hasPrefix("<speak") else {
      nodes.reportMalformed(
        at: template.span,
        "an SSML document begins with `<speak`",
        help: "use `text:` for a text without markup"
      )
      return
    }
    // What an expression gives is escaped, and so is like any word.
    let filled = template.parts.reduce(into: "") { filled, part in
      if case .text(let text) = part { filled += text } else { filled += "word" }
    }
    do throws(SSMLDocument.Problem) {
      let voices = try SSMLDocument(filled).voices
      guard voices.contains(where: { $0.allSatisfy(\.isWhitespace) }) else { return }
      nodes.reportMalformed(at: template.span, "the SSML has a voice whose name is blank")
    } catch {
      nodes.reportMalformed(at: template.span, "the SSML \(error.message)")
    }
  }

  /// A text on the spot is in the flow's own language, whatever the call's is.
  private func warnOfInlineText(at span: Span) {
    guard voices.count > 1 else { return }
    nodes.report(
      Diagnostic(
        .missingLocale,
        .warning,
        "this text is spoken in `\(locale)`, whatever the language of the call",
        at: span,
        help: "declare it under `prompts:` with a text for each of "
          + quotedList(voices.keys.sorted())
      )
    )
  }

  /// A file to play is a WAV file, or MP3 with a tag, at an https URL (FACTS (g)).
  private func checkAudioFile(_ template: Template) {
    nodes.checkURL(template)
    guard let url = template.literal else { return }
    guard !url.lowercased().hasPrefix("http://") else {
      return nodes.report(
        Diagnostic(
          .malformedValue,
          .warning,
          "the service fetches files by https, and this is an http URL",
          at: template.span,
          help: "write `https://\(url.dropFirst("http://".count))`, and have it served there"
        )
      )
    }
    let path = url.prefix { $0 != "?" && $0 != "#" }
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), path.contains("://") else { return }
    switch name[dot...].lowercased() {
    case ".wav": return
    case ".mp3":
      nodes.report(
        Diagnostic(
          .malformedValue,
          .hint,
          "an MP3 file is played only if it has an ID3v2 tag",
          at: template.span,
          help: "make sure of the tag, or convert it to WAV: mono, 16 kHz, 16 bit"
        )
      )
    case let ending:
      nodes.report(
        Diagnostic(
          .malformedValue,
          .warning,
          "the service plays WAV and MP3 files, and this is `\(ending)`",
          at: template.span,
          help: "convert it to WAV: mono, 16 kHz, 16 bit"
        )
      )
    }
  }
}

/// Whether a text is one bare word, which names something and is never spoken.
func isName(_ text: String) -> Bool {
  !text.isEmpty
    && text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        ? UInt8(ascii: scalar).isLetterOrDigit || scalar == "_" || scalar == "-"
        : scalar.properties.isAlphabetic
    }
}

extension String {
  /// The first word of a text that names something of the call, such as `call.callerName`.
  fileprivate var bareCallPath: String? {
    for root in ["call.", "caller.", "settings.", "flags.", "hours."] {
      guard let found = firstRange(of: root) else { continue }
      let isWord = found.lowerBound == startIndex || !self[index(before: found.lowerBound)].isLetter
      let rest = self[found.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "." }
      // A sentence that ends with the word is followed by a blank, or by a capital letter.
      guard isWord, rest.first?.isLowercase == true else { continue }
      let path = root + rest
      return path.last == "." ? String(path.dropLast()) : path
    }
    return nil
  }
}

extension String {
  /// Whether an element of SSML stands in a text.
  fileprivate var holdsMarkup: Bool {
    utf8.contains(UInt8(ascii: "<"))
      && firstMatch(of: /<(break|prosody|emphasis|say-as|voice|phoneme|sub|mstts:)\b[^<>]*>/) != nil
  }
}

extension String.UTF8View {
  /// Whether a small letter follows on a dot, as it does in a path.
  fileprivate var hasJoiningDot: Bool {
    var isAfterDot = false
    for byte in self {
      if isAfterDot, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) { return true }
      isAfterDot = byte == UInt8(ascii: ".")
    }
    return false
  }
}
