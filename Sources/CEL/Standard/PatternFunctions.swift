/// Regular expressions, in the syntax of RE2, run in time linear in the text.
let patternFunctions: [CELFunction] = [
  CELFunction(
    "matches",
    "Whether the regular expression matches some part of the text.",
    example: .init("'Main St. 12'.matches('[0-9]+$')", "true"),
    cost: .product,
    matchesOverload(isMember: true),
    matchesOverload(isMember: false)
  )
]

private func matchesOverload(isMember: Bool) -> CELOverload {
  CELOverload(
    [.string, .string],
    .bool,
    isMember: isMember,
    canFail: true,
    // A pattern that is written out is read once, while the flow is checked.
    prepare: { pattern throws(CELFailure) in
      let pattern = try readPattern(pattern)
      return .binary { text, _ throws(CELFailure) in try search(text, pattern) }
    },
    .binary { text, pattern throws(CELFailure) in try search(text, try readPattern(pattern)) }
  )
}

/// What is wrong with a regular expression, or nil.
///
/// For patterns that stand in a flow outside of expressions, such as a `match` of keys.
package func patternProblem(_ source: String) -> String? {
  do throws(PatternError) {
    _ = try Pattern(source)
    return nil
  } catch {
    return error.message
  }
}

private func readPattern(_ value: CELValue) throws(CELFailure) -> Pattern {
  guard case .string(let source) = value else { throw .mistyped([value]) }
  do throws(PatternError) {
    return try Pattern(source)
  } catch {
    throw CELFailure(.malformedValue, error.message)
  }
}

private func search(_ value: CELValue, _ pattern: Pattern) throws(CELFailure) -> CELValue {
  guard case .string(let text) = value else { throw .mistyped([value]) }
  // A limit rather than "no match": the flow must not go on as if the text had been looked at.
  guard let isFound = pattern.matches(text) else {
    throw CELFailure(.limit, "this pattern takes more than \(CELLimits.patternSteps) steps here")
  }
  return .bool(isFound)
}
