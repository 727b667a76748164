import CEL
import CallModel
import Diagnostics

/// Findings about what an expression gives to a text that is spoken to callers.
///
/// A spoken value is SSML, which has to name its voice (FACTS (d): an SSML source has no language of
/// its own). A point in time, a length of time and an identifier have forms that are written and
/// not said; a bare one (LANGUAGE, part 8) is warned of, and what an author has worked out of one is
/// the author's.
func speechFindings(
  _ expression: CELExpression,
  _ source: String,
  in locale: String,
  isVoiced: Bool
) -> [Diagnostic] {
  let advice = expression.type.spokenAdvice(source)
  switch expression.type {
  case .opaque(SpokenValue.typeName, _):
    guard !isVoiced else { return [] }
    return [
      Diagnostic(
        .missingLocale,
        "a spoken value needs a voice, and `\(locale)` has none in this flow",
        at: expression.span,
        help: "name one: `voices: { \(locale): … }`"
      )
    ]
  case let type where !type.readsAsText:
    return [
      Diagnostic(
        .typeMismatch,
        "a value of type `\(type)` cannot be put into a text",
        at: expression.span,
        help: advice ?? type.textAdvice
      )
    ]
  case let type:
    guard let advice, source.isReference else { return [] }
    return [
      Diagnostic(
        .spokenForm,
        .warning,
        "a `\(type)` would be spoken as it is written: `\(type.writtenExample)`",
        at: expression.span,
        help: isVoiced || !advice.namesSpokenValue
          ? advice : "\(advice); it needs a voice: `voices: { \(locale): … }`"
      )
    ]
  }
}

extension String {
  /// Whether the expression is a name, or what is selected of one, and nothing is done with it.
  fileprivate var isReference: Bool {
    utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "?"),
        UInt8(ascii: "_"), UInt8(ascii: " "):
        true
      default: false
      }
    }
  }

  /// Whether it says to write a spoken value, which has to name its voice.
  fileprivate var namesSpokenValue: Bool { contains("`spoken.") }
}

extension CELType {
  /// What to write instead of a value that nobody would say as it is written; nil where there is
  /// nothing to say against it.
  fileprivate func spokenAdvice(_ source: String) -> String? {
    switch self {
    case .timestamp:
      "`spoken.date(\(source), 'UTC')` says the day and `spoken.time(\(source), 'UTC')` the time, in "
        + "the zone you name"
    case .duration: "say a number of it, such as that of `getMinutes()`, and the unit"
    case .abstract(let type) where type.kinds == [IdentifierKind.phoneNumber.rawValue]:
      "`spoken.phone(\(source))` says the number"
    case .abstract(let type) where type.kinds.contains(IdentifierKind.phoneNumber.rawValue):
      "`spoken.phone(\(source))` says the number, where `has(\(source).number)`"
    case .abstract, .bool, .int, .uint, .double, .string, .bytes, .list, .map, .optional, .type,
      .parameter, .record, .opaque, .invalid, .dyn, .null:
      nil
    }
  }

  /// How such values are written.
  fileprivate var writtenExample: String {
    self == .duration ? "90s" : "2026-12-01T09:30:00Z"
  }
}
