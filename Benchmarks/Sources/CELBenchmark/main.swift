import CEL
import Diagnostics

/// What the expressions read.
private let values: [(name: String, type: CELType, value: CELValue)] = [
  ("a", .string, .string("telephone")),
  ("b", .string, .string("tele")),
  ("n", .int, .int(2)),
  ("numbers", .list(.int), .list((0..<1_000).map { .int($0) })),
  ("text", .string, .string(String(repeating: "abcdefghij", count: 1_000))),
]

/// The expressions that `compare.py` also gives to other implementations, with how often each runs.
private let expressions = [
  ("a.startsWith(b) && n < 3", 2_000_000),
  ("numbers.map(x, x * 2).filter(x, x % 3 == 0).size() > 10", 2_000),
  ("numbers.all(x, x < 2000)", 5_000),
  ("text.matches('[a-j]+z')", 5_000),
]

private struct Measurement {
  let name: String
  let count: Int

  /// Runs the body a tenth as often first, then prints the mean time in microseconds.
  func run(_ body: () throws -> Void) rethrows {
    for _ in 0..<max(1, count / 10) { try body() }
    let clock = ContinuousClock()
    let elapsed = try clock.measure { for _ in 0..<count { try body() } }
    print("\(name)\t\(elapsed / count / .nanoseconds(1) / 1_000)")
  }
}

private func compile(_ source: String, _ environment: CELEnvironment) -> CELExpression {
  let result = compileCEL(SourceFragment(detached: source), in: environment)
  guard let expression = result.expression else {
    preconditionFailure("an expression of the benchmark compiles: \(result.findings)")
  }
  return expression
}

private func measure() throws {
  var environment = CELEnvironment()
  for (name, type, _) in values { environment.declare(variable: name, type: type) }
  let slots = values.map(\.value)
  let first = expressions[0].0
  Measurement(name: "parse and check \(first)", count: 50_000).run {
    _ = compile(first, environment)
  }
  for (source, count) in expressions {
    let expression = compile(source, environment)
    try Measurement(name: source, count: count).run {
      _ = try expression.evaluate { slots[$0.slot] }
    }
  }
}

try measure()
