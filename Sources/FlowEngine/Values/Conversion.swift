import CEL
import Diagnostics

/// A function of the expression language that the engine uses itself, so that a text means the same
/// to both.
struct Conversion: Sendable {
  private let expression: CELExpression?

  /// RFC 3339 to a timestamp.
  static let timestamp = Conversion("timestamp(text)")
  /// `1h30m` and the like to a duration.
  static let duration = Conversion("duration(text)")
  /// Whether a pattern (RE2) fits the whole text.
  static let fits = Conversion("text.matches('^(?:' + pattern + ')$')")

  private init(_ source: String) {
    var environment = CELEnvironment()
    environment.declare(variable: "text", type: .string)
    environment.declare(variable: "pattern", type: .string)
    expression = compileCEL(SourceFragment(detached: source), in: environment).expression
  }

  /// What the function makes of a text, or nil if it cannot.
  func value(of text: String, pattern: String = "") -> CELValue? {
    guard let expression else { return nil }
    do throws(CELFailure) {
      return try expression.evaluate { variable throws(CELFailure) in
        .string(variable.name == "text" ? text : pattern)
      }
    } catch {
      return nil
    }
  }
}
