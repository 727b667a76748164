import CallModel
import Diagnostics

/// Findings about what meets something that plays in the background (SEMANTICS.md 1.7, "media").
///
/// What is said to, sent to or heard from a party to whom alone something is played: the service
/// does one or the other (FACTS (g): 412/8583). And a hint at a prompt that interrupts what is played
/// over and over, for good (SEMANTICS.md, rule 24).
func backgroundPlayFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard let state = flow.known[node.number].inner, !state.call.isUncertain,
      !state.plays.isNone
    else { return nil }
    return conflict(node, state, in: flow) ?? interruption(node, state, in: flow)
  }
}

private func conflict(_ node: StepNode, _ state: PointState, in flow: CheckedFlow) -> Diagnostic? {
  for ear in node.shape.ears where !ear.onlyInGroup || state.call.company.contains(.together) {
    let party = flow.name(of: ear.party)
    let plays = state.plays.possible.filter { flow.isPlayed($0, to: party) }
    guard let play = plays.min() else { continue }
    let isCertain =
      !state.plays.certain.isDisjoint(with: plays)
      && (!ear.onlyInGroup || state.call.company == .together)
    return Diagnostic(
      .mediaConflict,
      isCertain ? .error : .warning,
      "`\(node.step.keyword.rawValue)` is aimed at a party who "
        + (isCertain ? "is still played something alone" : "may still be played something alone"),
      at: node.keywordSpan,
      related: flow.way(to: node, playing: play, "this goes on in the background") { facts in
        !ear.onlyInGroup || facts.call.company.contains(.together)
      },
      help: "leave out `background` there, or play it to everyone"
    )
  }
  return nil
}

private func interruption(
  _ node: StepNode,
  _ state: PointState,
  in flow: CheckedFlow
) -> Diagnostic? {
  guard !node.shape.prompts.isEmpty, let loop = state.plays.possible.filter(flow.isLoop).min()
  else { return nil }
  return Diagnostic(
    .interruptedPlay,
    .hint,
    "this ends what is played over and over",
    at: node.keywordSpan,
    related: flow.way(to: node, playing: loop, "this does not come back after it"),
    help: "play it again after this, if it is to go on"
  )
}

extension CheckedFlow {
  /// The call in which something still plays at a step; where none is found, what plays alone.
  fileprivate func way(
    to node: StepNode,
    playing play: Int,
    _ cause: String,
    where holds: @escaping (WayFacts) -> Bool = { _ in true }
  ) -> [Diagnostic.Label] {
    let way = calls.way(to: node.number, cause: cause) {
      $0.plays.possible.contains(play) && holds($0)
    }
    guard way.turns.isEmpty else { return way.labels }
    return [Diagnostic.Label(steps[play].keywordSpan, cause)]
  }

  /// Whether a step plays something to a party alone.
  fileprivate func isPlayed(_ step: Int, to party: String) -> Bool {
    steps[step].shape.ears.contains { name(of: $0.party) == party }
  }

  /// Whether what a step plays does not end by itself.
  fileprivate func isLoop(_ step: Int) -> Bool {
    if case .loops? = steps[step].shape.afterplay { true } else { false }
  }

  /// A party as the flow names them: the same text for the same party.
  fileprivate func name(of party: FieldValue<Party>) -> String {
    switch party {
    case .literal(.caller): "caller"
    case .literal(.everyone): "everyone"
    case .literal(.identity(let name)): name
    case .literal(.broughtIn(let step)): nameOfBroughtIn(by: step)
    case .expression(.invalid): ""
    case .expression(let id):
      partyName(String(read.expressions[id.index].source.text.filter { $0 != " " }))
    }
  }

  /// `agent.party` as the one identity that the step can have brought in.
  private func partyName(_ text: String) -> String {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1] == "party" else { return text }
    return nameOfBroughtIn(by: String(parts[0]))
  }

  private func nameOfBroughtIn(by id: String) -> String {
    let invited: [FieldValue<Party>]? =
      switch steps.first(where: { $0.id == id })?.step {
      case .addAgent(let step)?: step.invitation.to
      case .addParticipant(let step)?: step.invitation.to
      case _: nil
      }
    guard let invited, invited.count == 1, case .literal(.identity(let name)) = invited[0] else {
      return "\(id).party"
    }
    return name
  }
}
