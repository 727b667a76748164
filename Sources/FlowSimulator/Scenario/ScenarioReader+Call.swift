internal import CEL
internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import FlowSyntax

/// The keys of `call`.
let callKeys = ["from", "to", "onBehalfOf", "name", "headers", "withheld", "start"]

extension Timestamp {
  /// Reads `2026-11-24T10:00:00-08:00`.
  init?(scenarioTime text: String) { self.init(isoDateTime: text) }
}

extension ScenarioReader {
  /// How a call begins; what stands in a later node goes before what stands in one before.
  mutating func call(_ nodes: [SyntaxNode], of scenario: Span) -> ScenarioCall? {
    var call = ScenarioCall(
      from: .phoneNumber("+14255550100"),
      to: program?.routes.first ?? Identifier(rawID: "4:+12065550100")
    )
    var start: SyntaxNode?
    for node in nodes {
      guard let fields = values.fields(of: node, "`call`", callKeys) else { return nil }
      if let from = fields["from"].flatMap({ identifier($0) }) { call.from = from }
      if let to = fields["to"].flatMap({ identifier($0) }) { call.to = to }
      if let meant = fields["onBehalfOf"].flatMap({ identifier($0) }) { call.onBehalfOf = meant }
      if let name = fields["name"].flatMap({ values.text($0) }) { call.name = name }
      if let headers = fields["headers"] { call.headers = texts(headers) }
      if let withheld = fields["withheld"], flag(withheld) {
        call.from = Identifier(rawID: "4:anonymous")
      }
      start = fields["start"] ?? start
      checkUse(of: fields)
    }
    guard let program else { return call }
    if program.placesCalls {
      guard let arguments = arguments(start, program, of: scenario) else { return nil }
      call.arguments = arguments
    } else if let start {
      values.report(
        .unusedField,
        "the flow `\(program.name)` takes calls, and places none",
        start.span,
        help: "leave out `start`"
      )
    } else if !program.routes.isEmpty, !program.routes.contains(call.to) {
      values.report(
        .unknownName,
        "the flow `\(program.name)` takes no calls to `\(call.to.rawID)`",
        nodes.compactMap { $0["to"]?.span }.last ?? scenario,
        help: "leave out `to`, and it is one that the flow takes"
      )
    }
    return call
  }

  /// Notes what says nothing of the flow's calls, so that it would only be read over.
  private mutating func checkUse(of fields: [String: SyntaxNode]) {
    if let from = fields["from"], fields["withheld"]?.scalar?.text == "true" {
      values.report(
        .exclusiveFields,
        "a caller whose number is withheld has no `from`",
        from.span,
        help: "leave out one of them"
      )
    }
    guard let program, program.placesCalls else { return }
    for (name, node) in fields.sorted(by: { $0.key < $1.key }) where name != "start" {
      values.report(
        .unusedField,
        "the flow `\(program.name)` places its calls, so nobody calls it",
        node.span,
        help: "leave out `\(name)`"
      )
    }
  }

  /// The values of the parameters of a flow that places its calls.
  private mutating func arguments(
    _ node: SyntaxNode?,
    _ program: Program,
    of scenario: Span
  ) -> [String: CELValue]? {
    var members: [String: CELValue] = [:]
    for entry in node?.entries ?? [] {
      guard let value = value(entry.value) else { return nil }
      do throws(CELFailure) {
        members[entry.key.text] = try value.value(named)
      } catch {
        values.report(.malformedValue, error.message, entry.value.span)
        return nil
      }
    }
    do throws(ArgumentFailure) {
      return try program.arguments(from: members)
    } catch {
      values.report(
        .missingValue,
        error.description,
        node?.span ?? scenario,
        help: "give parameters values with `call: { start: { … } }`"
      )
      return nil
    }
  }

  /// The value of a name that is known before the call: a party's.
  private func named(_ name: String) -> CELValue? {
    guard case .identifier(let party)? = knownParty(name) else { return nil }
    return IdentifierType.value(of: party)
  }

  private mutating func identifier(_ node: SyntaxNode) -> Identifier? {
    switch party(node) {
    case .identifier(let identifier)?: return identifier
    case .caller?:
      values.report(
        .malformedValue,
        "`caller` is whoever calls, and says nothing of who that is",
        node.span,
        help: "name an identity, a number or a raw id"
      )
      return nil
    case nil: return nil
    }
  }

  /// A mapping of names to texts.
  mutating func texts(_ node: SyntaxNode) -> [String: String] {
    guard let entries = node.entries else {
      values.report(.wrongShape, "a mapping of names to texts is expected here", node.span)
      return [:]
    }
    var texts: [String: String] = [:]
    for entry in entries { texts[entry.key.text] = values.text(entry.value) }
    return texts
  }

  /// `true` or `false`.
  mutating func flag(_ node: SyntaxNode) -> Bool {
    switch node.scalar?.text {
    case "true": return true
    case "false": return false
    case let text:
      let meant = ["yes": "true", "on": "true", "no": "false", "off": "false"][text ?? ""]
      values.report(
        .malformedValue,
        "`true` or `false` is expected here",
        node.span,
        help: meant.map { "write `\($0)`" } ?? "write one of them"
      )
      return false
    }
  }
}
