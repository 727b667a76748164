import Diagnostics
import FlowSyntax

extension FlowNames {
  /// A switch that operators flip, as declared.
  struct Flag {
    let type: FlowType
    /// What it is for as long as no operator says otherwise; nil for none, which an optional can be.
    let initial: FirstValue?
    let span: Span
  }
}

extension NodeReader {
  /// A flag, declared as a variable is: it always has a value, and whoever may read flags sees it.
  func flag(_ entry: SyntaxEntry, _ declared: FlowNames.Variable) -> FlowNames.Flag {
    if declared.isSensitive || !declared.type.sensitivePaths.isEmpty {
      report(
        Diagnostic(
          .sensitiveValue,
          "the flag `\(entry.key.text)` cannot be `sensitive`",
          at: entry.value.headSpan,
          help: "operators see flags; a secret is a setting: `settings: { key: sensitive string }`"
        )
      )
    } else if declared.initial == nil, !declared.type.isOptional {
      report(
        Diagnostic(
          .missingValue,
          "the flag `\(entry.key.text)` has no value before an operator gives it one",
          at: entry.value.headSpan,
          help: declared.type.flagAdvice
        )
      )
    }
    return FlowNames.Flag(type: declared.type, initial: declared.initial, span: declared.span)
  }
}

extension FlowType {
  fileprivate var isOptional: Bool {
    if case .optional = self { true } else { false }
  }

  /// How a flag of the type is declared with a value.
  fileprivate var flagAdvice: String {
    let value =
      switch self {
      case .bool: "false"
      case .int: "0"
      case .double: "0.0"
      case .list: "[]"
      case .map: "{}"
      case .string, .duration, .timestamp, .time, .date, .locale, .uri, .tones, .identifier,
        .optional, .unreadable:
        "…"
      case .record: ""
      }
    guard !value.isEmpty else { return "a record cannot have one: declare a flag for each field" }
    return "say what it is until then, `\(name) = \(value)`, or that it may be nothing, `\(name)?`"
  }
}
