import CEL
import CallModel
import Diagnostics

extension ValueReader {
  /// A scalar read by the type that is expected where it stands; nil after a finding.
  func literal(_ text: String, of type: FlowType, at span: Span) -> LiteralValue? {
    let value: LiteralValue? =
      switch type {
      case .optional(let wrapped): literal(text, of: wrapped, at: span)
      case .identifier(let kinds): identifierLiteral(text, of: kinds, at: span)
      case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .uri,
        .tones, .list, .map, .record, .unreadable:
        type.literal(text)
      }
    if value == nil, !type.isOptional, type != .unreadable {
      let expression = bareExpression(text)
      nodes.reportMalformed(
        at: span,
        "`\(text)` is not a value of type `\(type.name)`",
        help: expression.map { "an expression stands in braces: `${\($0)}`" }
          ?? type.example.map { "a value of that type looks like \($0)" }
      )
      // What it reads is used.
      if let expression {
        _ = self.expression(SourceFragment(verbatim: expression, span: span), .value)
      }
    }
    return value
  }

  /// What a text computes with a variable: `n + 1`, also written `n += 1`; nil where it is none.
  private func bareExpression(_ text: String) -> String? {
    let computation = text.computation ?? text
    let words = computation.split(separator: " ")
    let isOne =
      words.count == 3 && ["+", "-", "*", "/", "%"].contains(words[1])
      && words[0].utf8.allSatisfy(\.isLetterOrDigit) && words[2].utf8.allSatisfy(\.isLetterOrDigit)
      && names.variables[String(words[0])] != nil
    return isOne ? computation : nil
  }

  /// A declared identity, or a number.
  private func identifierLiteral(
    _ text: String,
    of kinds: Set<IdentifierKind>,
    at span: Span
  ) -> LiteralValue? {
    if let identity = names.identities[text] {
      use(.identity, text, at: span)
      guard kinds.contains(identity.kind) else { return nil }
      return identity.identifier.map { .identifier($0.rawID) }
    }
    guard kinds.contains(.phoneNumber), Identifier.isE164(text) else { return nil }
    return .identifier(Identifier.phoneNumber(text).rawID)
  }
}

extension FlowType {
  /// A text as a value of the type, where it has the type's form; nil where it has another, and for
  /// types whose values are no text by themselves.
  ///
  /// Files and answers of other systems are read by it alike.
  package func literal(_ text: String) -> LiteralValue? {
    switch self {
    case .string: .string(text)
    case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    case .int: Int64(text).map(LiteralValue.int)
    case .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
    case .duration: parseDuration(text).map { .duration($0.count) }
    case .timestamp: readTimestamp(text).map(LiteralValue.timestamp)
    case .time: parseMinute(text[...]).map { _ in .string(text) }
    case .date: parseDay(text[...]).map { _ in .string(text) }
    case .locale: isLocale(text) ? .string(text) : nil
    case .uri: isHTTPURL(text) ? .string(text) : nil
    case .tones: Tone.parse(text).map { .string($0.characters) }
    case .optional, .identifier, .list, .map, .record, .unreadable: nil
    }
  }

  /// Whether it is `T?`; what is wrong with a value of it is said by the check of `T`.
  fileprivate var isOptional: Bool {
    if case .optional = self { true } else { false }
  }

  /// A value of the type as authors write it, where that is not plain.
  fileprivate var example: String? {
    switch self {
    case .bool: "`true` or `false`"
    case .int: "`42`"
    case .double: "`0.5`"
    case .duration: "`30s`"
    case .timestamp: "`2026-12-01T09:30:00Z`, or with an offset such as `+01:00` for the `Z`"
    case .time: "`08:30`"
    case .date: "`2026-12-25`"
    case .locale: "`en-US`"
    case .uri: "`https://crm.contoso.com`"
    case .tones: "`*9`"
    case .identifier(let kinds) where kinds.contains(.phoneNumber):
      "`+12065551212`, or the name of an identity"
    case .identifier: "the name of an identity of that kind"
    case .list: "`[one, two]`, or `[]`"
    case .map: "`{}`"
    case .string, .optional, .record, .unreadable: nil
    }
  }
}

/// Whether a text is an absolute HTTP URL with a host and without blanks.
func isHTTPURL(_ text: String) -> Bool {
  let rest: Substring
  if text.hasPrefix("https://") {
    rest = text.dropFirst(8)
  } else if text.hasPrefix("http://") {
    rest = text.dropFirst(7)
  } else {
    return false
  }
  let host = rest.prefix { !"/?#".contains($0) }
  return !host.isEmpty && !text.contains { $0.isWhitespace || $0 == "<" || $0 == ">" }
}
