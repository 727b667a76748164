import CEL
import CallModel
import Diagnostics

/// Compiles every expression of a flow in the scope of its step.
struct ExpressionCheck {
  let read: ReadFlow
  let steps: [StepNode]
  let analysis: FlowAnalysis
  /// The calls that lead to a place.
  let calls: CallWays
  /// What is known at each step.
  let known: [StepKnowledge]
  /// What must not be shown.
  let sensitive: SensitiveSources
  /// The types of what is declared.
  private let declared: DeclaredTypes
  /// What was known where a condition could not be read, by expression.
  private let refused: [Int: PointState]
  let scope: FlowScope

  /// The compiled expressions, by id; nil where one has an error.
  private(set) var compiled: [CELExpression?]
  /// What is wrong with them.
  private(set) var findings: [Diagnostic] = []
  /// The voices that were told to be missing.
  private var missingVoices: Set<String> = []
  /// The variables that some step sets.
  private let assigned: Set<String>
  /// Those of which was told that nothing gives them a value.
  private var neverSet: Set<String> = []
  /// What they read: each variable, with the field that follows at once if there is one.
  private(set) var references: Set<[String]> = []

  /// Compiles all of them.
  init(_ read: ReadFlow, _ calls: CallWays, known: [StepKnowledge]) {
    self.read = read
    self.calls = calls
    analysis = calls.analysis
    steps = analysis.steps
    scope = analysis.scope
    self.known = known
    undeclared = Set(
      steps.compactMap { node in
        if case .http(let step) = node.step, step.isAnswerUndeclared { node.id } else { nil }
      }
    )
    assigned = Set(steps.flatMap(\.shape.assigned))
    sensitive = SensitiveSources(read, steps, in: scope.sensitiveLists)
    declared = DeclaredTypes(read.names, steps)
    refused = Dictionary(
      analysis.refused.sorted { $0.key.point < $1.key.point }.map { ($0.key.expression, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    compiled = Array(repeating: nil, count: read.expressions.count)
    var users: [PendingExpression.Site: [Int?]] = [:]
    for use in read.uses {
      guard let site = use.declaration, case .step(let number) = use.site else { continue }
      users[site, default: []].append(number)
    }
    var budget = FlowLimits.compilations
    var bytes = FlowLimits.compiledBytes
    for (index, pending) in read.expressions.enumerated() {
      let sites = sites(of: pending.site, users)
      // A prompt of 500 expressions that is said by 1,500 steps is 750,000 compilations.
      let weight = pending.source.text.utf8.count * sites.count
      guard sites.count <= budget, weight <= bytes else {
        reportTooMany(pending)
        return
      }
      budget -= sites.count
      bytes -= weight
      for number in sites { compile(index, at: number) }
    }
    reportUndeclaredAnswers()
  }

  /// The ids of the requests of which nobody says what they are answered.
  private let undeclared: Set<String>
  /// What is read of answers whose `response` is not declared, by the id of their step.
  private var undeclaredAnswers: [String: (span: Span, fields: [String])] = [:]

  private mutating func noteUndeclaredAnswer(_ reference: CELReference) {
    guard reference.path.count > 1, reference.path[1] == "body",
      undeclared.contains(reference.path[0])
    else { return }
    var answer = undeclaredAnswers[reference.path[0]] ?? (reference.span, [])
    if reference.path.count > 2, !answer.fields.contains(reference.path[2]) {
      answer.fields.append(reference.path[2])
    }
    undeclaredAnswers[reference.path[0]] = answer
  }

  /// One finding for each answer, with all that is read of it.
  private mutating func reportUndeclaredAnswers() {
    for (id, answer) in undeclaredAnswers.sorted(by: { $0.value.span.start < $1.value.span.start })
    {
      let fields = answer.fields.prefix(FlowLimits.listedNames).map { "\($0): string" }
      let written = fields.isEmpty ? "…" : fields.joined(separator: ", ")
      findings.append(
        Diagnostic(
          .unknownName,
          "`\(id)` has no field `body`",
          at: answer.span,
          related: read.names.stepIDs[id].map { [Diagnostic.Label($0.span, "the request")] } ?? [],
          help: "say at the request what its answer holds, each with its type: "
            + "`response: { \(written) }`"
        )
      )
    }
  }

  /// The steps in whose scope an expression is checked: its own, or each that says its prompt or
  /// asks its service; nil for a prompt or service nothing uses.
  private func sites(
    of site: PendingExpression.Site,
    _ users: [PendingExpression.Site: [Int?]]
  ) -> [Int?] {
    switch site {
    case .step(let number): [number]
    case .prompt, .service: users[site] ?? [nil]
    }
  }

  private mutating func reportTooMany(_ pending: PendingExpression) {
    findings.append(
      Diagnostic(
        .valueOutOfRange,
        "from here on there are more expressions than flowctl compiles in one flow",
        at: pending.source.span,
        help: "split it into several flows, or say prompts with expressions in fewer places"
      )
    )
  }

  private mutating func compile(_ index: Int, at number: Int?) {
    let pending = read.expressions[index]
    let isWhen = number.map { steps[$0].when?.index == index } ?? false
    let known = number.flatMap { point(of: index, at: $0) }
    // Conditions were compiled while the ways were followed, in the very state that is known now.
    if let number, let ready = analysis.compiled[index], known != nil,
      self.known[number].pointCount == 1
    {
      record(ready, index, known, steps[number])
      return
    }
    let state = known ?? unreached(number, isWhen: isWhen)
    let path = number.map { steps[$0].path }
    let environment = scope.environment(for: pending.source, at: path, in: state)
    let (expression, found) = compile(pending, in: environment)
    let isCertain = known.map { !$0.call.isUncertain } ?? false
    let isMisnamed = !found.isEmpty && read.usesMalformedName(pending.source.text)
    findings += found.filter {
      !isMisnamed && read.isToldOf($0) && (isCertain || $0.code != .unsetResult)
    }.map { finding in
      guard let number, finding.code == .unsetResult, !isAfterRound(index, steps[number]) else {
        return finding
      }
      return told(finding, of: pending, in: environment, at: number, isWhen: isWhen)
    }
    if let expression {
      record(expression, index, known, number.map { steps[$0] })
    } else if !isCertain, found.allSatisfy({ $0.code == .unsetResult }) {
      compiled[index] = compileUncheckedCEL(pending.source, in: environment).expression
    }
  }

  /// Whether an expression is asked after each round of a step: no way to where the step begins
  /// tells of that.
  private func isAfterRound(_ index: Int, _ node: StepNode) -> Bool {
    node.shape.enclosed?.until?.index == index
  }

  /// What is known where an expression of a step is computed.
  private func point(of index: Int, at number: Int) -> PointState? {
    if let refused = refused[index] { return refused }
    let node = steps[number]
    if node.when?.index == index { return known[number].start }
    if isAfterRound(index, node) { return known[number].round }
    return known[number].inner
  }

  private func compile(
    _ pending: PendingExpression,
    in environment: CELEnvironment
  ) -> (CELExpression?, [Diagnostic]) {
    guard case .type(let type) = pending.expectation else {
      return compileCEL(pending.source, in: environment)
    }
    // A value of type T does for `T?` too.
    if case .optional(let wrapped) = type {
      let plain = compileCEL(pending.source, in: environment, expecting: wrapped)
      if plain.expression != nil { return plain }
    }
    return compileCEL(pending.source, in: environment, expecting: type)
  }

  private mutating func record(
    _ expression: CELExpression,
    _ index: Int,
    _ state: PointState?,
    _ node: StepNode?
  ) {
    let pending = read.expressions[index]
    compiled[index] = compiled[index] ?? expression
    if node?.path.flowHandler == "recordingReady" {
      checkForgotten(expression)
    } else if !pending.takesSensitive, !sensitive.isEmpty {
      checkSensitive(expression)
    }
    for reference in expression.references {
      references.insert(Array(reference.path.prefix(2)))
      if let state, let node, !state.call.isUncertain {
        checkAssigned(
          reference,
          at: node,
          isAfterRound: isAfterRound(index, node),
          in: state
        )
      }
      checkSecret(reference)
      checkCaller(reference)
      noteUndeclaredAnswer(reference)
    }
    findings += valueFindings(expression, pending, declared, in: read.head.profile).filter {
      // A voice that is missing is missing once.
      $0.code != .missingLocale || missingVoices.insert($0.message).inserted
    }
    if case .switch(let step)? = node?.step, step.value.index == index {
      findings += switchFindings(step, expression, pending.source)
    }
  }

  /// The state of what no step leads to: anything may have happened, but the step's own `when`
  /// holds where its fields are computed.
  ///
  /// Without it they would be blamed for what it rules out.
  private func unreached(_ number: Int?, isWhen: Bool) -> PointState {
    var state = anywhere
    guard !isWhen, let node = number.map({ steps[$0] }), let when = node.when, when != .invalid
    else { return state }
    let source = read.expressions[when.index].source
    let environment = scope.environment(for: source, at: node.path, in: state)
    if let holds = compileCEL(source, in: environment, expecting: .bool).expression {
      _ = state.narrow(holds.narrowing(when: true), scope.results)
    }
    return state
  }

  /// The scope of what no step reaches: anything may have happened.
  private var anywhere: PointState {
    PointState(
      call: CallPoint(phases: []),
      results: scope.results.rows.map(\.everything),
      unassigned: []
    )
  }

  private mutating func checkAssigned(
    _ reference: CELReference,
    at node: StepNode,
    isAfterRound: Bool,
    in state: PointState
  ) {
    guard let name = reference.path.first, state.unassigned.contains(name),
      let variable = read.names.variables[name]
    else { return }
    // An optional begins as none, which is a value.
    if case .optional = variable.type { return }
    guard assigned.contains(name) else {
      reportNeverSet(name, variable, at: reference.span)
      return
    }
    findings.append(
      Diagnostic(
        .unsetResult,
        "`\(name)` may have no value here",
        at: reference.span,
        related: [Diagnostic.Label(variable.span, "declared without a value")]
          + (isAfterRound ? [] : calls.way(to: node.number, unset: name).labels),
        help: "give it one where it is declared (`\(variable.type.name) = …`), or `set` it on "
          + "every way that leads here"
      )
    )
  }

  /// A variable that nothing gives a value is one mistake, wherever it is read.
  private mutating func reportNeverSet(
    _ name: String,
    _ variable: FlowNames.Variable,
    at span: Span
  ) {
    guard neverSet.insert(name).inserted else { return }
    findings.append(
      Diagnostic(
        .unsetResult,
        "`\(name)` never has a value",
        at: span,
        related: [Diagnostic.Label(variable.span, "declared without a value, and nothing sets it")],
        help: "give it one where it is declared (`\(variable.type.name) = …`), or `set` it before "
          + "this"
      )
    )
  }

  /// What is sensitive is forgotten with the call, and is not there when its files are (SEMANTICS.md,
  /// rule 65).
  private mutating func checkForgotten(_ expression: CELExpression) {
    for reference in expression.references {
      guard let source = sensitive.declaration(of: reference) else { continue }
      findings.append(
        Diagnostic(
          .sensitiveValue,
          "`\(reference.path.joined(separator: "."))` is sensitive and forgotten when a recording "
            + "is ready",
          at: reference.span,
          related: [Diagnostic.Label(source, "it is said to be sensitive here")],
          help: "send it in `callEnded`, or keep what is not sensitive of it"
        )
      )
    }
  }

  /// A sensitive value goes only where it is sent, or kept under a name that says so.
  private mutating func checkSensitive(_ expression: CELExpression) {
    for reference in expression.references {
      guard let source = sensitive.source(of: reference) else { continue }
      let name = reference.path.joined(separator: ".")
      findings.append(
        Diagnostic(
          .sensitiveValue,
          "`\(name)` is sensitive and cannot be used here",
          at: reference.span,
          related: [Diagnostic.Label(source, "it is said to be sensitive here")],
          help: "it can be sent with `http`, kept in a variable that is declared `sensitive`, and "
            + "compared; `lastDigits(\(name), 4)` and `size(\(name))` may be shown"
        )
      )
    }
  }

  /// A call that is joined has no caller to ask about.
  private mutating func checkCaller(_ reference: CELReference) {
    guard reference.path.first == "caller",
      let finding = read.names.noCaller("there is no `caller` here", at: reference.span)
    else { return }
    findings.append(finding)
  }

  /// A secret is put in where a text is sent; no expression can read it.
  private mutating func checkSecret(_ reference: CELReference) {
    guard reference.path.first == "settings", reference.path.count > 1,
      let setting = read.names.settings[reference.path[1]], setting.isSensitive
    else { return }
    let name = reference.path[1]
    findings.append(
      Diagnostic(
        .sensitiveValue,
        "`settings.\(name)` is sensitive and cannot be used here",
        at: reference.span,
        related: [Diagnostic.Label(setting.span, "declared `sensitive` here")],
        help: "it can only be sent: as `${settings.\(name)}`, alone in its braces, in the URL, "
          + "`headers` or `body` of an `http` step"
      )
    )
  }
}

extension ReadFlow {
  /// Whether an expression uses a name that was refused for its form: `main-menu` is read as a
  /// difference, of two names that nobody gave.
  func usesMalformedName(_ text: String) -> Bool {
    names.refused.contains { !$0.utf8.isWord && text.contains($0) }
  }

  /// Whether a finding is to be told: one of a name is not where its declaration may stand after
  /// the end of what could be read.
  func isToldOf(_ finding: Diagnostic) -> Bool {
    isComplete || ![.unknownName, .unknownFunction, .unsetResult].contains(finding.code)
  }
}
