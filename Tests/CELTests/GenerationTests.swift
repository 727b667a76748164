import Diagnostics
import Foundation
import Testing

@testable import CEL

/// Expressions by the thousand.
///
/// `CEL_SEED` repeats a run, `CEL_ROUNDS` makes it longer.
@Suite struct GenerationTests {
  private let seed = setting("CEL_SEED") ?? UInt64.random(in: 0...UInt64.max)
  private let rounds = Int(setting("CEL_ROUNDS") ?? 1_000)

  private func lookup(_ variable: CELVariable) -> CELValue? {
    ExpressionGenerator.variables.first { $0.name == variable.name }?.value
  }

  @Test func `a well typed expression never gives a value outside its type`() throws {
    print("CEL generation: seed \(seed)")
    let environment = ExpressionGenerator.environment
    var generator = ExpressionGenerator(seed: seed)
    for round in 0..<rounds {
      let type = ExpressionGenerator.types[round % ExpressionGenerator.types.count]
      let source = generator.expression(of: type, depth: 4)
      let expression = try #require(
        compiled(source, environment),
        "seed \(seed): \(reported(source, environment))"
      )
      #expect(type.agrees(with: expression.type), "seed \(seed): \(source)")
      do throws(CELFailure) {
        let (value, cost) = try expression.evaluateMetered(lookup)
        #expect(expression.type.holds(value), "seed \(seed): \(source) gave \(value)")
        #expect(cost <= expression.estimatedCost, "seed \(seed): \(source)")
      } catch {
        #expect(expression.canFail || error.kind == .limit, "seed \(seed): \(source): \(error)")
        #expect(error.kind != .noSuchOverload, "seed \(seed): \(source): \(error)")
      }
    }
  }

  @Test func `checked and unchecked evaluation agree`() throws {
    let environment = ExpressionGenerator.environment
    var generator = ExpressionGenerator(seed: seed &+ 1)
    for round in 0..<rounds / 2 {
      let type = ExpressionGenerator.types[round % ExpressionGenerator.types.count]
      let source = generator.expression(of: type, depth: 3)
      let fragment = SourceFragment(detached: source)
      let checked = try #require(compileCEL(fragment, in: environment).expression)
      let unchecked = try #require(compileUncheckedCEL(fragment, in: environment).expression)
      #expect(outcome(checked) == outcome(unchecked), "seed \(seed): \(source)")
    }
  }

  private func outcome(_ expression: CELExpression) -> Result<CELValue, CELFailure> {
    Result { () throws(CELFailure) in try expression.evaluate(lookup) }
  }

  @Test func `any text is settled without a trap, its findings inside it`() {
    let environment = ExpressionGenerator.environment
    var generator = ExpressionGenerator(seed: seed &+ 2)
    for round in 0..<rounds {
      let type = ExpressionGenerator.types[round % ExpressionGenerator.types.count]
      let source = broken(generator.expression(of: type, depth: 3), &generator.numbers)
      let (expression, findings) = compileCEL(SourceFragment(detached: source), in: environment)
      for finding in findings {
        let span = finding.primary.span
        #expect(0 <= span.start && span.end <= source.utf8.count, "seed \(seed): \(source)")
      }
      #expect((expression == nil) == findings.hasErrors, "seed \(seed): \(source)")
      _ = expression.map { outcome($0) }
      let unchecked = compileUncheckedCEL(SourceFragment(detached: source), in: environment)
      _ = unchecked.expression.map { outcome($0) }
      _ = splitTemplate(SourceFragment(detached: "a ${\(source)} b"))
    }
  }

  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "'", "\"", "`", "?", ":", ".", ",", "-", "!", "\\", "&&", "||",
    ".?",
    "[?", "in", " ", "\u{0}", "\u{301}", "🐱", "1", "0x", "1e", "b'", "r'", "'''", "has(", "x",
    "null",
    "cel.bind(", "as", "//", "\n", "[].map(", "9223372036854775808", "%", "=",
  ]

  /// The text with some of its scalars gone, doubled, or replaced by pieces of the language.
  private func broken(_ source: String, _ numbers: inout SeededNumbers) -> String {
    var scalars = Array(source.unicodeScalars)
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      let place = Int.random(in: 0...scalars.count, using: &numbers)
      let end = Int.random(in: place...min(scalars.count, place + 3), using: &numbers)
      let piece = Self.pieces.randomElement(using: &numbers) ?? ""
      scalars.replaceSubrange(place..<end, with: Array(piece.unicodeScalars))
    }
    return String(String.UnicodeScalarView(scalars))
  }
}

private func setting(_ name: String) -> UInt64? {
  ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
}
