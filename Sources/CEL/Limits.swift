/// What one expression may weigh.
///
/// Each limit is charged where it would be passed.
package enum CELLimits {
  /// UTF-8 bytes of one expression's source.
  package static let sourceBytes = 65_536
  /// Expressions of one text.
  package static let templateExpressions = 1_000
  /// Tokens of one expression.
  package static let tokens = 20_000
  /// Nodes of one expression's tree, after its macros are expanded.
  package static let nodes = 20_000
  /// How deep brackets, calls and operators may lie in each other.
  package static let depth = 100
  /// Findings that one expression gives before the rest is left unsaid.
  package static let findings = 20
  /// What one evaluation may cost if the caller says nothing, in steps.
  package static let evaluationCost = 1_000_000
  /// UTF-8 bytes that the estimate of costs takes a text to have if nobody says.
  package static let assumedStringBytes = 1_024
  /// Elements that the estimate of costs takes a list or map to have if nobody says.
  package static let assumedListElements = 100
  /// UTF-8 bytes of a string, or bytes, that an evaluation may make.
  package static let stringBytes = 1_048_576
  /// Elements of a list, or entries of a map, that an evaluation may make.
  package static let listElements = 100_000
  /// Elements of a list that `distinct` compares with each other.
  package static let distinctElements = 1_000
  /// How deep one value may lie in another while it is compared, hashed or written.
  package static let valueDepth = 200
  /// States of the automaton that one regular expression may become.
  package static let patternStates = 2_500
  /// Steps that the automaton of a regular expression may take over one text.
  package static let patternSteps = 5_000_000
  /// Times that a part of a regular expression may be repeated by a count.
  package static let patternRepeats = 1_000
  /// Digits after the point that `format` may be asked for.
  package static let formatPrecision = 100
}
