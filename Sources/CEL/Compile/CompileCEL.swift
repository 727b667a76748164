package import Diagnostics

/// Reads, checks and compiles an expression.
///
/// There is an expression if no finding is an error. `expecting`: the type that it must have.
package func compileCEL(
  _ source: SourceFragment,
  in environment: CELEnvironment,
  expecting expected: CELType? = nil
) -> (expression: CELExpression?, findings: [Diagnostic]) {
  var parser = Parser(source) { environment.type(of: $0) }
  let root = parser.parse()
  var checker = Checker(environment, source, idCount: parser.idCount)
  // What could not be read to its end need not have the type it has so far.
  let tree = checker.checkTree(root, expecting: parser.findings.hasErrors ? nil : expected)
  var findings = parser.findings + checker.findings
  // Nothing is compiled from a tree with holes: the compiler relies on every part's meaning.
  guard !findings.hasErrors else { return (nil, findings) }
  var compiler = Compiler(tree, source)
  compiler.compile()
  findings += compiler.findings
  // Refused before a call, where an author can still do something about it; the limit at run time
  // is for what the sizes of variables were assumed too small for.
  if let finding = compiler.program.excess(over: environment.costLimit) {
    findings.append(finding)
  }
  guard !findings.hasErrors else { return (nil, findings) }
  return (CELExpression(tree, compiler), findings)
}

/// Compiles an expression without checking types: what a checker would refuse fails when it is
/// evaluated, or does not, as the language says.
///
/// Findings are of the syntax alone.
package func compileUncheckedCEL(
  _ source: SourceFragment,
  in environment: CELEnvironment
) -> (expression: CELExpression?, findings: [Diagnostic]) {
  var parser = Parser(source)
  let root = parser.parse()
  guard !parser.findings.hasErrors else { return (nil, parser.findings) }
  var checker = Checker(environment, source, idCount: parser.idCount, isLenient: true)
  let tree = checker.checkTree(root, expecting: nil)
  var compiler = Compiler(tree, source)
  compiler.compile()
  return (CELExpression(tree, compiler), [])
}
