/// How much a finding weighs.
package enum Severity: String, Sendable, CaseIterable, Comparable {
  /// Worth a thought; changes nothing.
  case hint
  /// Probably not meant; the flow runs all the same.
  case warning
  /// The flow cannot run.
  case error

  /// Orders by weight.
  package static func < (left: Severity, right: Severity) -> Bool {
    left.weight < right.weight
  }

  private var weight: Int {
    switch self {
    case .hint: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// Something to be said about the user's text, also called a finding.
///
/// It is a value that is collected, never thrown.
package struct Diagnostic: Hashable, Sendable {
  /// A place with what is to be said about it.
  package struct Label: Hashable, Sendable {
    /// The exact range.
    package let span: Span
    /// The local fact ("declared here"); may be empty on the primary label.
    package let text: String

    /// Makes a label.
    package init(_ span: Span, _ text: String = "") {
      self.span = span
      self.text = text
    }
  }

  /// A change of the text that mends the finding.
  package struct Fix: Hashable, Sendable {
    /// What the change does, as an imperative ("replace with `timeout`").
    package let title: String
    /// What is replaced.
    package let span: Span
    /// What stands there afterwards.
    package let replacement: String
    /// Whether nothing else can have been meant, so that it may be made without asking.
    package let isCertain: Bool

    /// Makes a fix.
    package init(
      _ title: String,
      at span: Span,
      replacement: String,
      isCertain: Bool = true
    ) {
      self.title = title
      self.span = span
      self.replacement = replacement
      self.isCertain = isCertain
    }
  }

  /// The stable code.
  package let code: DiagnosticCode
  /// How much it weighs.
  package let severity: Severity
  /// What is wrong: one line, lower case, no full stop, the user's text in backticks.
  package let message: String
  /// Where it is wrong.
  package let primary: Label
  /// The causes elsewhere.
  package var related: [Label]
  /// What to do, one line, or nil.
  package var help: String?
  /// Changes that mend it; several where the author has the choice.
  package var fixes: [Fix]

  /// Makes a finding of some weight.
  package init(
    _ code: DiagnosticCode,
    _ severity: Severity,
    _ message: String,
    at place: some LabelConvertible,
    related: [Label] = [],
    help: String? = nil,
    fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.primary = place.label
    self.related = related
    self.help = help
    self.fixes = fixes
  }

  /// Makes an error.
  package init(
    _ code: DiagnosticCode,
    _ message: String,
    at place: some LabelConvertible,
    related: [Label] = [],
    help: String? = nil,
    fixes: [Fix] = []
  ) {
    self.init(code, .error, message, at: place, related: related, help: help, fixes: fixes)
  }
}

/// A place that a finding can point at: a bare span, or a label with something to say.
package protocol LabelConvertible {
  /// The place as a label.
  var label: Diagnostic.Label { get }
}

extension Span: LabelConvertible {
  /// A label that says nothing.
  package var label: Diagnostic.Label { Diagnostic.Label(self) }
}

extension Diagnostic.Label: LabelConvertible {
  /// The label itself.
  package var label: Diagnostic.Label { self }
}

extension Diagnostic {
  /// The one change that mends it, where nothing else can have been meant.
  package var certainFix: Fix? {
    guard fixes.count == 1, let fix = fixes.first, fix.isCertain else { return nil }
    return fix
  }

  /// What is wrong and what to do about it on one line, for forms that have one text.
  var sentence: String {
    let advice = help ?? fixes.first?.title
    let text = advice.map { "\(message) (\($0))" } ?? message
    return quoted(text, limit: QuotingLimits.sentence)
  }
}

extension [Diagnostic] {
  /// Whether one of them is an error.
  package var hasErrors: Bool {
    contains { $0.severity == .error }
  }
}
