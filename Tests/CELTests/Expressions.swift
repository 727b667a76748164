import Diagnostics

@testable import CEL

/// An environment with variables of the given types.
func environment(_ variables: [String: CELType] = [:]) -> CELEnvironment {
  var environment = CELEnvironment()
  for (name, type) in variables.sorted(by: { $0.key < $1.key }) {
    environment.declare(variable: name, type: type)
  }
  return environment
}

/// The expression, or nil if it has a finding that is an error.
func compiled(_ source: String, _ environment: CELEnvironment = CELEnvironment()) -> CELExpression?
{
  compileCEL(SourceFragment(detached: source), in: environment).expression
}

/// The value, or the failure's kind.
func evaluate(
  _ source: String,
  _ environment: CELEnvironment = CELEnvironment(),
  _ values: [String: CELValue] = [:]
) -> Result<CELValue, CELFailure> {
  guard let expression = compiled(source, environment) else {
    return .failure(CELFailure(.host, reported(source, environment)))
  }
  do throws(CELFailure) {
    return .success(
      try expression.evaluate { variable throws(CELFailure) in values[variable.name] }
    )
  } catch {
    return .failure(error)
  }
}

/// The value of an expression without variables.
func value(_ source: String) -> CELValue? {
  switch evaluate(source) {
  case .success(let value): value
  case .failure: nil
  }
}

/// The kind of the failure of an expression, or nil if it gives a value.
func failure(
  _ source: String,
  _ environment: CELEnvironment = CELEnvironment(),
  _ values: [String: CELValue] = [:]
) -> CELFailure.Kind? {
  switch evaluate(source, environment, values) {
  case .success: nil
  case .failure(let failure): failure.kind
  }
}

/// The findings of an expression, each under the part it points at.
func reported(_ source: String, _ environment: CELEnvironment = CELEnvironment()) -> String {
  let (_, findings) = compileCEL(SourceFragment(detached: source), in: environment)
  return ([source] + findings.map { rendered($0, source) }).joined(separator: "\n")
}

private func rendered(_ finding: Diagnostic, _ source: String) -> String {
  let span = finding.primary.span
  let before = scalars(source, 0, span.start)
  let length = max(1, scalars(source, span.start, span.end))
  var line = String(repeating: " ", count: before) + String(repeating: "^", count: length)
  line += " \(finding.code.rawValue): \(finding.message)"
  if !finding.primary.text.isEmpty { line += " (\(finding.primary.text))" }
  if let help = finding.help { line += " [\(help)]" }
  return line
}

private func scalars(_ source: String, _ start: Int, _ end: Int) -> Int {
  String(decoding: Array(source.utf8)[start..<end], as: UTF8.self).unicodeScalars.count
}
