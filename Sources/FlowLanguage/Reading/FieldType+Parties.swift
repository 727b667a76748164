package import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == FieldValue<Party> {
  /// One party that the action takes.
  package static func party(_ action: PartyAction) -> Self {
    Self(shape: .party, placeholder: .literal(.caller)) { node, values in
      values.party(node, for: action)
    }
  }

  /// One party who is in the call, where the action takes only some kinds.
  package static func target(_ action: PartyAction) -> Self {
    Self(shape: .party, placeholder: .literal(.caller)) { node, values in
      values.target(node, for: action)
    }
  }

  /// Who hears something: everyone, or one party.
  package static var audience: Self {
    Self(shape: .party, placeholder: .literal(.everyone)) { node, values in
      values.party(node, for: .reach, takesEveryone: true)
    }
  }

  /// A number of the account's that is shown to whom is rung; refused in Teams Phone.
  package static var callerID: Self {
    Self(shape: .party, placeholder: .literal(.caller)) { node, values in
      guard values.profile == .callAutomation else {
        values.nodes.report(
          Diagnostic(
            .profileOption,
            "`callerId` is refused in a `teamsPhone` flow",
            at: node.headSpan,
            help: "leave it out: the number of the resource account is shown"
          )
        )
        return nil
      }
      return values.party(node, for: .placeAs)
    }
  }
}

extension FieldType where Value == [FieldValue<Party>] {
  /// A party or a list of them; each can be an expression that gives one or several.
  package static func parties(_ action: PartyAction) -> Self {
    Self(shape: .list(.party), placeholder: []) { node, values in
      let items = values.nodes.items(node, atMost: FlowLimits.parties)
      if items.isEmpty { values.nodes.reportWrongShape(node, "a party or a list of them") }
      return items.compactMap { values.party($0, for: action, takesList: true) }
    }
  }
}

extension ValueReader {
  /// A party, checked against the kinds the action takes in the flow's profile.
  func party(
    _ node: SyntaxNode,
    for action: PartyAction,
    takesEveryone: Bool = false,
    takesList: Bool = false
  ) -> FieldValue<Party>? {
    guard node.entries == nil else {
      nodes.reportWrongShape(
        node,
        "a party",
        help: "declare it under `identities:` and name it here"
      )
      return nil
    }
    if let first = node.items?.first?.scalar {
      nodes.reportWrongShape(node, "a party", help: "one is taken here: write `\(first.text)`")
      return party(node.items?.first ?? node, for: action, takesEveryone: takesEveryone)
    }
    return value(node, "a party", takesList ? .parties(action) : .party(action)) { text, span in
      let isPresent = [.reach, .mute, .sendTones].contains(action) && !takesList
      guard let party = namedParty(text, isPresent: isPresent, at: span) else { return nil }
      checkKind(of: party, for: action, at: span, takesEveryone: takesEveryone)
      return party
    }
  }

  /// A party of whom the action takes only some kinds.
  ///
  /// The caller, and whom a step brought in, can be of several kinds: they are checked as the
  /// expressions `caller` and `id.party` are, so that a guard narrows them (LANGUAGE 4).
  func target(_ node: SyntaxNode, for action: PartyAction) -> FieldValue<Party>? {
    // Where nobody will do, that alone is said.
    let isPossible = !AdmissionTable.kinds(for: action, in: profile).isEmpty
    guard isPossible, let scalar = node.scalar else { return party(node, for: .reach) }
    if scalar.text == "caller" {
      // Where there is none, that alone is said.
      guard names.join == nil else { return party(node, for: .reach) }
      return .expression(expression(scalar.fragment, .party(action)))
    }
    guard names.identities[scalar.text] == nil,
      names.stepIDs[scalar.text]?.keyword?.shape.bringsParty == true
    else { return party(node, for: action) }
    let text = "\(scalar.text).party"
    let run = SourceFragment.Run(
      text: 0..<text.utf8.count,
      source: scalar.span.start..<scalar.span.end
    )
    let source = SourceFragment(text: text, span: scalar.span, runs: [run])
    return .expression(expression(source, .party(action)))
  }

  private func namedParty(_ text: String, isPresent: Bool, at span: Span) -> Party? {
    switch text {
    case "caller":
      reportNoCaller("there is no caller to name", at: span)
      return .caller
    case "everyone": return .everyone
    default: break
    }
    if names.identities[text] != nil {
      use(.identity, text, at: span, isPresent: isPresent)
      return .identity(text)
    }
    if let step = names.stepIDs[text] {
      use(.stepID, text, at: span)
      guard step.keyword?.shape.bringsParty != true else { return .broughtIn(by: text) }
      nodes.report(
        Diagnostic(
          .typeMismatch,
          "`\(text)` is no party",
          at: span,
          related: [Diagnostic.Label(step.span, "the id of a step that brings nobody in")],
          help: "a party is `caller`, `everyone`, an identity, or the id of an `addAgent` or "
            + "`addParticipant`"
        )
      )
      return nil
    }
    reportNoParty(text, at: span)
    return nil
  }

  /// A name with a dot in it, and that of a variable or a parameter, is an expression without its
  /// braces.
  private func reportUnknownParty(_ text: String, at span: Span) {
    guard names.blocks[text] == nil else {
      reportBlock(text, insteadOf: .party, at: span)
      return
    }
    guard text.utf8.contains(UInt8(ascii: ".")) || names.variables[text] != nil else {
      reportUnknown(.party, text, among: names.parties, at: span)
      return
    }
    guard !text.utf8.contains(UInt8(ascii: "@")) else {
      nodes.report(
        Diagnostic(
          .unknownName,
          "a party is named here, not written out",
          at: span,
          help: "declare who that is, `identities: { someName: { teamsExtensionUser: { user: …, "
            + "tenant: …, resource: … } } }`, and write that name here"
        )
      )
      return
    }
    if let variable = names.variables[text] {
      use(variable.isParameter ? .parameter : .variable, text, at: span)
    }
    nodes.report(
      Diagnostic(
        .unknownName,
        "no party is named `\(text)`",
        at: span,
        help: "an expression stands in braces: `${\(text)}`",
        fixes: [Diagnostic.Fix("put it in braces", at: span, replacement: "\"${\(text)}\"")]
      )
    )
  }

  private func reportNoParty(_ text: String, at span: Span) {
    let number = text.asNumber
    guard number != nil || text.utf8.contains(UInt8(ascii: ":")) else {
      reportUnknownParty(text, at: span)
      return
    }
    let value = number ?? "{ rawId: \(text) }"
    nodes.report(
      Diagnostic(
        .unknownName,
        "a party is named here, not written out",
        at: span,
        help: "declare it, `identities: { someName: \(value) }`, and write that name here"
      )
    )
  }
}

extension String {
  /// The telephone number that a text is in some way of writing it; nil where it is none.
  fileprivate var asNumber: String? {
    guard !hasPrefix("tel:") else { return String(dropFirst("tel:".count)).asNumber }
    guard allSatisfy({ $0.isASCII && $0.isNumber || "+-(). ".contains($0) }) else { return nil }
    let number = "+" + filter(\.isNumber)
    return Identifier.isE164(number) ? number : nil
  }
}
