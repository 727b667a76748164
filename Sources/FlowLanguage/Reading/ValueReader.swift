import CEL
import CallModel
import Diagnostics
import FlowSyntax

/// Reads values as far as flows have them: with `${ }` in them, and naming what a flow declares.
struct ValueReader {
  /// Reads what is no more than text.
  let nodes: NodeReader
  /// What the flow declares.
  let declared: FlowDeclarations
  /// Where expressions and the uses of names are kept.
  let notes: ValueNotes
  /// Where the value stands.
  var place = ValuePlace()

  /// The names declared.
  var names: FlowNames { declared.names }
  /// What the flow's calls may touch.
  var profile: Profile { declared.head.profile }
  /// The flow's own language.
  var locale: String { declared.head.locale }
  /// The voice for each locale.
  var voices: [String: Voice] { declared.head.voices }

  /// The same for a value that stands elsewhere.
  func at(_ place: ValuePlace) -> ValueReader {
    ValueReader(nodes: nodes, declared: declared, notes: notes, place: place)
  }

  /// The same for a value that may be sensitive, or not.
  func taking(sensitive: Bool) -> ValueReader {
    var place = place
    place.takesSensitive = sensitive
    return at(place)
  }

  /// Notes an expression and names it.
  func expression(
    _ source: SourceFragment,
    _ expectation: PendingExpression.Expectation
  ) -> ExpressionID {
    notes.expression(
      PendingExpression(
        source: source,
        expectation: expectation,
        site: place.site,
        takesSensitive: place.takesSecrets || place.takesSensitive
      )
    )
  }

  /// Notes that a declared thing is named here.
  func use(_ kind: NamedKind, _ name: String, at span: Span, isPresent: Bool = false) {
    notes.use(NameUse(kind: kind, name: name, span: span, site: place.site, isPresent: isPresent))
  }

  /// A signal that the flow declares, with what it brings; nil after a finding where there is none.
  func signal(_ node: SyntaxNode) -> (name: String, type: FlowType)? {
    guard let scalar = nodes.scalar(node, "a signal's name") else { return nil }
    var name = scalar.text
    if names.signals[name] == nil {
      let known = names.signals.keys.sorted()
      guard let meant = reportUnknown(.signal, name, among: known, at: scalar.span) else {
        return nil
      }
      name = meant
    }
    use(.signal, name, at: scalar.span)
    return names.signals[name].map { (name, $0.type) }
  }

  /// A literal, or one `${ … }` that gives such a value.
  func value<Literal: Sendable>(
    _ node: SyntaxNode,
    _ expected: @autoclosure () -> String,
    _ expectation: PendingExpression.Expectation,
    _ parse: (String, Span) -> Literal?
  ) -> FieldValue<Literal>? {
    guard let scalar = nodes.scalar(node, expected()) else { return nil }
    switch nodes.textContent(scalar.fragment) {
    case .plain(let text): return parse(text, scalar.span).map(FieldValue.literal)
    case .expression(let source): return .expression(expression(source, expectation))
    case .mixed:
      nodes.report(
        Diagnostic(
          .wrongShape,
          "expected \(expected()), found a text with `${ }` in it",
          at: scalar.span,
          help: "write a value, or one `${ … }` and nothing else"
        )
      )
      return nil
    }
  }

  /// A value that is fixed before any call; an expression there is a finding.
  func literal<Literal>(_ node: SyntaxNode, _ type: FieldType<FieldValue<Literal>>) -> Literal? {
    // What an expression would leave behind is not kept.
    let reader = ValueReader(nodes: nodes, declared: declared, notes: ValueNotes(), place: place)
    switch type.read(node, with: reader) {
    case .literal(let literal)?: return literal
    case nil: return nil
    case .expression?:
      nodes.report(
        Diagnostic(
          .wrongShape,
          "expected a value, found an expression",
          at: node.headSpan,
          help: "this is fixed before any call: write the value itself"
        )
      )
      return nil
    }
  }
}

/// Where a value stands.
struct ValuePlace {
  /// The scope its expressions are checked in.
  var site = PendingExpression.Site.step(0)
  /// Whether it may hold secrets, because it is sent and not kept.
  var takesSecrets = false
  /// Whether it may hold values that must not be shown, though no secrets of the environment.
  var takesSensitive = false
}

/// What is said once for a whole flow.
struct FlowHead: Sendable {
  /// What the flow's calls may touch.
  var profile = Profile.teamsPhone
  /// The flow's own language.
  var locale = "en-US"
  /// The voice for each locale, and with them the locales the flow speaks.
  var voices: [String: Voice] = [:]
}

/// What a flow declares, once that is known; a class, so that handing it on costs nothing.
final class FlowDeclarations {
  /// What is said once for the whole flow.
  let head: FlowHead
  /// The names declared.
  let names: FlowNames
  /// The other flows of the project.
  let others: OtherFlows

  init(
    _ head: FlowHead = FlowHead(),
    _ names: FlowNames = FlowNames(),
    beside others: OtherFlows = .unknown
  ) {
    self.head = head
    self.names = names
    self.others = others
  }
}

/// What the values of a flow leave behind: their expressions, and the names they use.
final class ValueNotes {
  /// The expressions so far, by id.
  private(set) var expressions: [PendingExpression] = []
  /// The places that name a declared thing.
  private(set) var uses: [NameUse] = []
  /// The kinds of things of which one was named that there is not; others of the kind that seem
  /// unused may be the ones that were meant.
  private(set) var misnamed: [NamedKind] = []
  /// The places that need a caller, expressions aside.
  private(set) var callerUses: [CallerUse] = []
  /// The names of choices and triggers that were refused.
  private(set) var refused: Set<String> = []
  /// The operations of descriptions that were asked for so far; nil for one that there is not.
  private var operations: [String: APIOperation?] = [:]
  /// How many more schemas are read for such operations.
  private var schemasLeft = FlowLimits.flowSchemas

  /// The operation of a service's description with a method and path, read once; `read` takes what
  /// it reads off the schemas that may be read.
  func operation(
    _ method: String,
    _ path: String,
    of service: String,
    read: (inout Int) -> APIOperation?
  ) -> APIOperation? {
    let name = "\(service) \(method) \(path)"
    if let known = operations[name] { return known }
    let operation = read(&schemasLeft)
    operations[name] = .some(operation)
    return operation
  }

  /// Keeps an expression and names it.
  func expression(_ expression: PendingExpression) -> ExpressionID {
    expressions.append(expression)
    return ExpressionID(expressions.count - 1)
  }

  /// Says what an expression must give, now that it is known where it is sent.
  func expect(_ expectation: PendingExpression.Expectation, of id: ExpressionID) {
    guard expressions.indices.contains(id.index) else { return }
    expressions[id.index].expectation = expectation
  }

  /// Names that stand where they are not read, as other languages write values into texts.
  private(set) var mentioned: Set<String> = []

  /// Keeps that something is named where it is not read.
  func mention(_ name: String) {
    mentioned.insert(name)
  }

  /// Keeps the use of a name.
  func use(_ use: NameUse) {
    uses.append(use)
  }

  /// Keeps that there is none of a kind that was named.
  func misname(_ kind: NamedKind) {
    if !misnamed.contains(kind) { misnamed.append(kind) }
  }

  /// Keeps that a place needs a caller.
  func needsCaller(_ use: CallerUse) {
    callerUses.append(use)
  }

  /// Keeps that a name was refused.
  func refuse(_ name: String) {
    refused.insert(name)
  }
}

/// A place that needs a caller.
struct CallerUse: Hashable, Sendable {
  let span: Span
  let site: PendingExpression.Site
  /// What to write where there is none; nil where that does not depend on the place.
  let help: String?
}

/// A place where a declared thing is named.
struct NameUse: Hashable, Sendable {
  let kind: NamedKind
  let name: String
  let span: Span
  let site: PendingExpression.Site
  /// Whether it is a party who has to be in the call there.
  var isPresent = false

  /// Where the expressions of the thing named stand, where it has some.
  var declaration: PendingExpression.Site? {
    switch kind {
    case .prompt: .prompt(name)
    case .service: .service(name)
    case .block, .identity, .party, .parameter, .output, .variable, .timeZone, .setting, .schedule,
      .stepID, .signal, .flag, .flow:
      nil
    }
  }
}
