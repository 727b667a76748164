package import Diagnostics

/// An expression that was checked and can be evaluated as often as one likes.
///
/// Copies share one program.
package struct CELExpression: Sendable {
  /// What all copies share.
  ///
  /// A class, since expressions are copied into steps, programs and versions, and the tables are
  /// large.
  private final class Compiled: Sendable {
    let program: Program
    let tree: CheckedTree
    let canFail: Bool
    let lookups: [Range<Int>]
    let failures: [(range: Range<Int>, failure: CELFailure)]

    init(_ tree: CheckedTree, _ compiler: Compiler) {
      program = compiler.program
      self.tree = tree
      canFail = compiler.canFail
      lookups = compiler.lookups
      failures = compiler.failures
    }
  }

  private let compiled: Compiled

  init(_ tree: CheckedTree, _ compiler: Compiler) {
    compiled = Compiled(tree, compiler)
  }

  var program: Program { compiled.program }

  /// The type of its value.
  package var type: CELType { compiled.tree.type }

  /// Where it stands.
  package var span: Span { program.source.span(of: compiled.tree.root.range) }

  /// Whether an evaluation can fail although everything was checked: overflow, a missing key.
  package var canFail: Bool { compiled.canFail }

  /// The parts that fail where a list or a map does not have what they take out of it.
  package var lookups: [Span] { compiled.lookups.map(program.source.span) }

  /// The parts that fail whenever they are computed, each with what it fails of.
  package var failures: [(span: Span, message: String)] {
    compiled.failures.map { (program.source.span(of: $0.range), $0.failure.message) }
  }

  /// Every variable read, each with the fields that follow at once, in the order of the source.
  package var references: [CELReference] { compiled.tree.references }

  /// The value, if it depends on nothing.
  package var constant: CELValue? {
    guard case .constant(let place) = program.operations[program.root] else { return nil }
    return program.constants[place]
  }

  /// The constants in it, in no order.
  package var constants: [CELValue] { program.constants }

  /// The names of the functions it calls.
  package var functions: Set<String> { Set(program.functions.map(\.name)) }

  /// The variables it reads, each once.
  package var variables: [CELVariable] { program.variables }

  /// The most steps that an evaluation costs where no variable is larger than its declared, or
  /// assumed, size.
  package var estimatedCost: Int { program.estimatedCost }

  /// The kinds left for stable paths where the whole expression is true, or false.
  package func narrowing(when holds: Bool) -> [CELPath: Set<String>] {
    // What is known of a macro's names is nobody's business outside of it.
    facts(when: holds).kinds.filter { !$0.key[0].contains("#") }
  }

  /// The words its value can be; nil where it can be any text, or is none.
  package var vocabulary: CELVocabulary? { compiled.tree.vocabulary }

  /// The kinds left for stable paths where the value is that word, and where it is not; nothing
  /// where the expression does not say the kind of a value.
  package func narrowing(
    by word: String
  ) -> (saying: [CELPath: Set<String>], otherwise: [CELPath: Set<String>]) {
    let facts = compiled.tree.subject?.narrowing(by: [word])
    return (facts?.saying.kinds ?? [:], facts?.otherwise.kinds ?? [:])
  }

  /// The time zones it names, with all their transitions; what an evaluation knows of time zones.
  package var zones: [String: CELTimeZone] { compiled.tree.zones }

  /// Whether the whole expression can never be true, or never be false, as far as the checker sees.
  package func isImpossible(_ holds: Bool) -> Bool {
    facts(when: holds).isImpossible
  }

  private func facts(when holds: Bool) -> Narrowing {
    holds ? compiled.tree.whenTrue : compiled.tree.whenFalse
  }

  /// Evaluates the expression.
  ///
  /// The closure gives the variables' values; nil is a failure.
  package func evaluate(
    costLimit: Int = CELLimits.evaluationCost,
    _ lookup: (CELVariable) throws(CELFailure) -> CELValue?
  ) throws(CELFailure) -> CELValue {
    try evaluateMetered(costLimit: costLimit, lookup).value
  }

  /// Evaluates the expression and says what it cost, in steps.
  package func evaluateMetered(
    costLimit: Int = CELLimits.evaluationCost,
    _ lookup: (CELVariable) throws(CELFailure) -> CELValue?
  ) throws(CELFailure) -> (value: CELValue, cost: Int) {
    var run = Run(slotCount: compiled.program.slotCount, costLimit: costLimit)
    let value = try compiled.program.evaluate(compiled.program.root, &run, lookup)
    return (value, run.cost)
  }
}
