internal import CEL
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import FlowSyntax

/// Reads the scenarios of a file against the flow that they test, and collects what is wrong.
///
/// Where the flow has errors of its own there is no program: then names are not looked at, and the
/// file is read for its shape alone.
struct ScenarioReader {
  /// Reads values, and has the findings.
  var values = ScriptReader()
  /// The flow that is tested.
  let program: Program?
  /// Whether the document was read to its end; if not, nothing is reported missing.
  let isComplete: Bool
  /// The parties that the file names besides the flow's own.
  var parties: [String: Identifier] = [:]
  /// What `expect:` can name.
  private(set) var questions = CELEnvironment()
  /// What `${ … }` in values can name.
  private(set) var names = CELEnvironment()

  /// Begins with what is known of the flow.
  init(_ program: Program?, zones: any ZoneRules, isComplete: Bool) {
    self.program = program
    self.isComplete = isComplete
    if let program { questions = program.questions(zones) }
    names.declare(variable: "request", type: .dyn)
    names.declare(abstract: IdentifierType.declaration)
    for (name, party) in program?.identities.sorted(by: { $0.key < $1.key }) ?? [] {
      names.declare(variable: name, type: IdentifierType.celType(of: [party.kind]))
    }
  }

  /// Whether so much is wrong that no more is told.
  var isFull: Bool { values.findings.count > SimulatorLimits.findings }

  /// Takes in the parties that the file names.
  mutating func declare(_ node: SyntaxNode?) {
    guard let node else { return }
    guard let entries = node.entries else {
      values.report(.wrongShape, "`parties` is a mapping of names to identifiers", node.span)
      return
    }
    for entry in entries {
      let name = entry.key.text
      guard name.utf8.allSatisfy(\.isNameByte), name != "caller", !name.isEmpty else {
        values.report(
          .malformedName,
          "`\(name)` cannot be the name of a party",
          entry.key.span,
          help: "a name has letters and digits; `caller` is the caller"
        )
        continue
      }
      if program?.identities[name] != nil {
        values.report(
          .duplicateName,
          "the flow has an identity `\(name)` already",
          entry.key.span,
          help: "use the flow's, or another name"
        )
        continue
      }
      guard let party = declared(entry.value) else { continue }
      parties[name] = party
      let type = IdentifierType.celType(of: [party.kind])
      names.declare(variable: name, type: type)
      questions.declare(variable: name, type: type)
    }
  }

  /// A party as a flow declares one: a number, or a kind with its parts; a raw id alone, too.
  private mutating func declared(_ node: SyntaxNode) -> Identifier? {
    guard node.entries != nil else { return values.party(node) }
    let (party, findings) = readParty(node, isComplete: isComplete)
    for finding in findings { values.report(finding) }
    return party
  }

  /// The environment that a file names, as it is named; one that there is not is told here.
  mutating func environment(_ node: SyntaxNode, _ flows: TestedFlows) -> String? {
    guard let name = values.text(node) else { return nil }
    if let missing = flows.missingEnvironment {
      values.report(missing.code, missing.message, node.span, help: missing.help)
    }
    return name
  }

  /// Reports a name that is not among those that there are.
  mutating func reportUnknown(
    _ name: String,
    _ what: String,
    at span: Span,
    among known: some Collection<String>
  ) {
    let near = nearestName(to: name, among: known)
    let help = near.map { "did you mean `\($0)`?" }
    values.report(
      Diagnostic(
        .unknownName,
        "there is no \(what) `\(name)`",
        at: span,
        help: help
          ?? (known.isEmpty ? "the flow has none" : "there are \(quotedList(known.sorted()))"),
        fixes: near.map { [Diagnostic.Fix("replace with `\($0)`", at: span, replacement: $0)] }
          ?? []
      )
    )
  }

  /// The names of all whom a line can name.
  var partyNames: [String] {
    ["caller"] + parties.keys.sorted() + (program?.identities.keys.sorted() ?? [])
  }

  /// Somebody by name, number or raw id; nil where that is nobody.
  func knownParty(_ text: String) -> ScenarioParty? {
    if text == "caller" { return .caller }
    if let identifier = parties[text] ?? program?.identities[text] {
      return .identifier(identifier)
    }
    if Identifier.isE164(text) { return .identifier(.phoneNumber(text)) }
    let identifier = Identifier(rawID: text)
    return identifier.kind == .unknown ? nil : .identifier(identifier)
  }

  /// Somebody whom a value names.
  mutating func party(_ node: SyntaxNode) -> ScenarioParty? {
    guard let text = values.text(node) else { return nil }
    if let party = knownParty(text) { return party }
    // What a flow with errors has for identities is not known.
    guard program != nil else { return nil }
    if text.count > 6, text.allSatisfy(\.isNumber) {
      values.report(
        .unknownName,
        "there is no party `\(text)`",
        node.span,
        help: "a number begins with `+` and its country, such as `+14255550123`"
      )
    } else {
      reportUnknown(text, "party", at: node.span, among: partyNames)
    }
    return nil
  }
}

extension UInt8 {
  /// Whether the name of a party can have the byte.
  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
