internal import CallModel
package import Diagnostics
package import FlowSyntax

/// Reads a caller script (`*.call.yaml`).
///
/// The script is nil where a finding is an error; all findings come at once. Files are the host's:
/// `voice` takes what the script says of a voice, and returns where it is, or why it is none.
package func readCallerScript(
  _ document: SyntaxDocument,
  voice: (String) -> Result<String, VoiceFailure> = { .success($0) }
) -> (script: CallerScript?, findings: [Diagnostic]) {
  var reader = ScriptReader()
  guard let root = document.root else {
    let place = Span(file: document.file, start: 0, end: 0)
    reader.report(.emptyDocument, "the file has no caller script", place)
    return (nil, reader.findings)
  }
  let script = reader.script(root, isComplete: document.isComplete, voice: voice)
  return (reader.findings.hasErrors ? nil : script, reader.findings)
}

/// Reads a caller script from its text: YAML's own findings and the script's.
package func readCallerScript(
  _ file: SourceFile,
  voice: (String) -> Result<String, VoiceFailure> = { .success($0) }
) -> (script: CallerScript?, findings: [Diagnostic]) {
  let (document, syntax) = parseYAML(file)
  let (script, findings) = readCallerScript(document, voice: voice)
  let all = syntax + findings.filter { $0.code != .emptyDocument || syntax.isEmpty }
  return (all.hasErrors ? nil : script, all)
}

extension ScriptReader {
  /// The whole script.
  mutating func script(
    _ node: SyntaxNode,
    isComplete: Bool,
    voice: (String) -> Result<String, VoiceFailure>
  ) -> CallerScript? {
    let names = [
      "caller", "to", "onBehalfOf", "in", "turns", "talks", "voice", "parties", "transfer",
      "recording",
      "hangUpAfter",
      "hangUpAtPlay",
    ]
    guard let fields = fields(of: node, "a caller script", names) else { return nil }
    guard let callerNode = fields["caller"] else {
      if isComplete {
        report(.missingField, "a caller script needs `caller`", node.span.startPoint)
      }
      return nil
    }
    guard let caller = party(callerNode) else { return nil }
    var script = CallerScript(caller: caller)
    script.to = fields["to"].flatMap { party($0) }
    script.onBehalfOf = fields["onBehalfOf"].flatMap { party($0) }
    script.inCall = fields["in"].flatMap { text($0) }
    script.turns = list(fields["turns"]) { $0.turn($1) }
    script.talks = list(fields["talks"]) { $0.turn($1) }
    script.voice = fields["voice"].flatMap { self.voice($0, voice) }
    script.parties = fields["parties"].map { parties($0) } ?? [:]
    script.transfer = list(fields["transfer"]) { $0.word($1, as: TransferReaction.self) }
    script.recording = list(fields["recording"]) { $0.word($1, as: RecordingReaction.self) }
    script.hangUpAfter = fields["hangUpAfter"].flatMap { duration($0) }
    script.hangUpAtPlay = fields["hangUpAtPlay"].flatMap { count($0) }
    return script
  }

  /// The file of a voice, as the host finds it.
  private mutating func voice(
    _ node: SyntaxNode,
    _ find: (String) -> Result<String, VoiceFailure>
  ) -> String? {
    guard let name = text(node) else { return nil }
    switch find(name) {
    case .success(let path): return path
    case .failure(let failure):
      report(.malformedValue, "`\(name)` is no voice: \(failure)", node.span)
      return nil
    }
  }

  /// `{ press: 2, after: 1s }`, `{ say: support }`, `{ silence: true }`.
  private mutating func turn(_ node: SyntaxNode) -> Turn? {
    let findingsBefore = findings.count
    guard let fields = fields(of: node, "a turn", ["press", "say", "silence", "after"]) else {
      return nil
    }
    let hasUnknownField = findings.count > findingsBefore
    let after = fields["after"].flatMap { duration($0) }
    let actions = ["press", "say", "silence"].filter { fields[$0] != nil }
    guard actions.count == 1, let action = actions.first, let value = fields[action] else {
      if actions.isEmpty && hasUnknownField { return nil }
      let message =
        actions.isEmpty
        ? "a turn needs one of `press`, `say` and `silence`"
        : "a turn has only one of `press`, `say` and `silence`"
      report(actions.isEmpty ? .missingField : .exclusiveFields, message, node.span)
      return nil
    }
    switch action {
    case "press": return tones(value).map { Turn(.press($0), after: after) }
    case "say": return text(value).map { Turn(.say($0), after: after) }
    default: return silence(value) ? Turn(.silence, after: after) : nil
    }
  }

  /// Raw ids, or `*`, with lists of reactions.
  private mutating func parties(_ node: SyntaxNode) -> [String: [PartyReaction]] {
    guard let entries = node.entries else {
      report(.wrongShape, "`parties` is a mapping of raw ids, or `*`, to reactions", node.span)
      return [:]
    }
    var parties: [String: [PartyReaction]] = [:]
    for entry in entries {
      let key = entry.key.text
      let isNumber = Identifier.isE164(key)
      guard key == "*" || isNumber || Identifier(rawID: key).kind != .unknown else {
        report(
          .malformedValue,
          "`\(key)` is neither a raw id nor `*`",
          entry.key.span,
          help: "write a number as +14255550123, an agent as 8:acs:… in quotes"
        )
        continue
      }
      parties[isNumber ? "4:" + key : key] = list(entry.value) { $0.reaction($1) }
    }
    return parties
  }

  /// `{ do: accept, after: 3s, turns: [{ press: 1 }], leaveAfter: 20s }`, or just `accept`.
  private mutating func reaction(_ node: SyntaxNode) -> PartyReaction? {
    if node.scalar != nil {
      return word(node, as: PartyReaction.Action.self).map { PartyReaction($0) }
    }
    let names = ["do", "after", "leaveAfter", "turns"]
    guard let fields = fields(of: node, "a reaction", names) else { return nil }
    guard let action = fields["do"] else {
      report(.missingField, "a reaction needs `do`", node.span)
      return nil
    }
    let after = fields["after"].flatMap { duration($0) }
    let leaveAfter = fields["leaveAfter"].flatMap { duration($0) }
    let turns = list(fields["turns"]) { $0.turn($1) }
    guard let action = word(action, as: PartyReaction.Action.self) else { return nil }
    return PartyReaction(action, after: after, leaveAfter: leaveAfter, turns: turns)
  }
}
