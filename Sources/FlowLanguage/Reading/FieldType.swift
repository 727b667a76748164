import CEL
package import CallModel
import Diagnostics
import FlowSyntax

/// How one sort of value is read from a field, and what the schema says of it.
package struct FieldType<Value> {
  /// What the schema says.
  let shape: ValueShape
  /// What stands in for a value that could not be read.
  let placeholder: Value
  private let reading: Reading

  /// What a value of the sort is read with.
  private enum Reading {
    case value((SyntaxNode, ValueReader) -> Value?)
    /// What can hold steps.
    case steps((SyntaxNode, StepReader) -> Value?)
  }

  /// Makes a sort of values without steps in them; `read` gives nil after a finding.
  init(
    shape: ValueShape,
    placeholder: Value,
    read: @escaping (SyntaxNode, ValueReader) -> Value?
  ) {
    self.shape = shape
    self.placeholder = placeholder
    reading = .value(read)
  }

  /// Makes a sort of values that can hold steps.
  init(
    holdingSteps shape: ValueShape,
    placeholder: Value,
    readSteps: @escaping (SyntaxNode, StepReader) -> Value?
  ) {
    self.shape = shape
    self.placeholder = placeholder
    reading = .steps(readSteps)
  }

  /// Reads a field's value; nil after a finding.
  func read(_ node: SyntaxNode, with steps: StepReader) -> Value? {
    switch reading {
    case .value(let read): read(node, steps.values)
    case .steps(let read): read(node, steps)
    }
  }

  /// Reads a value outside of steps; nil after a finding, and for what holds steps.
  func read(_ node: SyntaxNode, with values: ValueReader) -> Value? {
    switch reading {
    case .value(let read): read(node, values)
    case .steps: nil
    }
  }
}

extension FieldType where Value == Bool {
  /// `true` or `false`.
  package static var flag: Self {
    Self(shape: .flag, placeholder: false) { node, values in
      switch values.nodes.scalar(node, "`true` or `false`")?.text {
      case "true": return true
      case "false": return false
      case nil: return nil
      case let text?:
        let meant = ["yes", "on", "True"].contains(text) ? "true" : "false"
        let isKnown = ["yes", "on", "no", "off", "True", "False"].contains(text)
        values.nodes.reportMalformed(
          at: node.span,
          "`\(text)` is not `true` or `false`",
          help: isKnown ? "write `\(meant)`" : "write one of them"
        )
        return nil
      }
    }
  }
}

extension NodeReader {
  /// Notes a text that is no length of time; returns the one that was
  /// probably meant.
  fileprivate func reportNoDuration(
    _ text: String,
    in range: ClosedRange<Milliseconds>,
    at span: Span
  ) -> Milliseconds? {
    // Other languages count in milliseconds or in seconds.
    let number = Int64(text)
    let isLong = (number ?? 0) >= 1000 || number.map { $0 >= 100 && $0 % 50 == 0 } ?? false
    let units = isLong ? ["ms", "s"] : ["s", "m", "h"]
    let lengths = number == nil ? [] : units.compactMap { parseDuration(text + $0) }
    let spelled = meantDuration(text).map { [$0] } ?? []
    let fitting = (lengths + spelled).filter(range.contains).prefix(2).map {
      (duration: $0, text: durationText($0))
    }
    report(
      Diagnostic(
        .malformedValue,
        "`\(text)` is not a length of time",
        at: span,
        help: fitting.isEmpty
          ? "write a number and a unit: `500ms`, `30s`, `5m`, `4h`, `1m30s`"
          : (spelled.isEmpty ? "write its unit: " : "write ")
            + fitting.map { "`\($0.text)`" }.joined(separator: " or "),
        fixes: fitting.count == 1
          ? [
            Diagnostic.Fix(
              spelled.isEmpty ? "write its unit" : "write `\(fitting[0].text)`",
              at: span,
              replacement: fitting[0].text
            )
          ] : []
      )
    )
    return fitting.first?.duration
  }
}

extension NodeReader {
  /// Notes a text that is no number; returns the one that was meant, where it has a comma.
  fileprivate func reportNoNumber(_ text: String, at span: Span) -> Double? {
    let written = text.replacing(",", with: ".")
    let meant = Double(written).flatMap { (0...1).contains($0) ? $0 : nil }
    report(
      Diagnostic(
        .malformedValue,
        "`\(text)` is not a number",
        at: span,
        help: meant == nil ? "write a number such as `0.6`" : "write `\(written)`",
        fixes: meant == nil
          ? [] : [Diagnostic.Fix("write `\(written)`", at: span, replacement: written)]
      )
    )
    return meant
  }
}

extension FieldType where Value == FieldValue<Milliseconds> {
  /// A length of time between two.
  package static func duration(_ range: ClosedRange<Milliseconds>) -> Self {
    Self(shape: .duration, placeholder: .literal(range.lowerBound)) { node, values in
      values.value(node, "a length of time such as `30s`", .type(.duration)) { text, span in
        guard let duration = parseDuration(text) else {
          return values.nodes.reportNoDuration(text, in: range, at: span)
        }
        guard range.contains(duration) else {
          values.nodes.reportOutOfRange(
            at: span,
            "`\(text)` is not between \(durationText(range.lowerBound)) and "
              + durationText(range.upperBound),
            help: "write a time from `\(durationText(range.lowerBound))` to "
              + "`\(durationText(range.upperBound))`"
          )
          return nil
        }
        return duration
      }
    }
  }
}

extension FieldType where Value == FieldValue<Int> {
  /// A whole number between two.
  package static func count(_ range: ClosedRange<Int>) -> Self {
    Self(shape: .integer(range), placeholder: .literal(range.lowerBound)) { node, values in
      values.value(node, "a whole number", .type(.int)) { text, span in
        values.nodes.integer(text, at: span, in: range)
      }
    }
  }
}

extension FieldType where Value == FieldValue<Double> {
  /// A number from 0 to 1.
  package static var fraction: Self {
    Self(shape: .text(pattern: #"^(0(\.\d+)?|1(\.0+)?)$"#), placeholder: .literal(0)) {
      node,
      values in
      values.value(node, "a number from 0 to 1", .type(.double)) { text, span in
        guard let number = Double(text), number.isFinite else {
          return values.nodes.reportNoNumber(text, at: span)
        }
        guard (0...1).contains(number) else {
          values.nodes.reportOutOfRange(
            at: span,
            "`\(text)` is not between 0 and 1",
            help: (1...100).contains(number) ? "write `\(number / 100)`" : nil
          )
          return nil
        }
        return number
      }
    }
  }
}

extension FieldType where Value == FieldValue<String> {
  /// A language with a region, such as `en-US`.
  package static var locale: Self {
    Self(shape: .text(pattern: localePattern), placeholder: .literal("en-US")) { node, values in
      values.value(node, "a language such as `en-US`", .type(.string)) { text, span in
        guard values.nodes.checkLocale(text, at: span) else { return nil }
        values.checkVoice(for: text, at: span)
        return text
      }
    }
  }
}

extension FieldType where Value == Template {
  /// A text with `${ }` in it.
  package static var text: Self {
    Self(shape: .text(pattern: nil), placeholder: .empty) { node, values in
      values.nodes.scalar(node, "a text").map { values.template($0.fragment) }
    }
  }
}

extension FieldType {
  /// The same, where secrets may stand: `${settings.key}` of a sensitive setting.
  package var withSecrets: Self {
    Self(shape: shape, placeholder: placeholder) { node, values in
      read(node, with: values.at(ValuePlace(site: values.place.site, takesSecrets: true)))
    }
  }
}

extension Template {
  /// A text with nothing in it.
  static let empty = Template(parts: [], span: .none)
}

extension FieldType {
  /// One of the words of an enumeration.
  package static func word<Word>(_ words: Word.Type) -> Self
  where
    Word: RawRepresentable & CaseIterable & Hashable & Sendable, Word.RawValue == String,
    Value == FieldValue<Word>
  {
    let all = Word.allCases.map(\.rawValue)
    return Self(shape: .words(all), placeholder: .expression(.invalid)) { node, values in
      values.value(node, "one of \(quotedList(all))", .type(.string)) { text, span in
        guard let word = Word(rawValue: text) else {
          let near = values.nodes.nearName(
            to: text,
            among: all,
            orIn: ForeignWords.words,
            at: span,
            otherwise: "write one of them"
          )
          values.nodes.report(
            Diagnostic(
              .malformedValue,
              "`\(text)` is not one of \(quotedList(all))",
              at: span,
              help: near.help,
              fixes: near.fixes
            )
          )
          return nil
        }
        return word
      }
    }
  }
}

/// The names in back quotes, separated by commas.
///
/// Of many only the first are listed.
package func quotedList(_ names: some Collection<String>) -> String {
  let listed = names.prefix(FlowLimits.listedNames).map { "`\($0)`" }.joined(separator: ", ")
  let others = names.count - FlowLimits.listedNames
  return others > 0 ? "\(listed) and \(others) more" : listed
}
