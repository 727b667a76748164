import CallModel
import Diagnostics

/// Warnings of what is said to, sent to or heard from a party while something is played to that
/// party alone: the service does one or the other (FACTS (g): 412/8583; SEMANTICS.md 1.7).
///
/// Seen where nothing in between ends the play: a prompt does, and for one that is not repeated any
/// step that takes time may.
func earFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  var found: Set<Int> = []
  return flow.reached.flatMap { node, _ -> [Diagnostic] in
    guard let afterplay = node.shape.afterplay, let ear = node.shape.ears.first else { return [] }
    let walk = EarWalk(flow: flow, party: flow.name(of: ear.party), afterplay: afterplay)
    return walk.conflicts(after: node.number).filter { found.insert($0.number).inserted }.map {
      Diagnostic(
        .mediaConflict,
        .warning,
        "`\($0.step.keyword.rawValue)` is aimed at a party who may still be played something alone",
        at: $0.keywordSpan,
        related: [Diagnostic.Label(node.keywordSpan, "this goes on in the background")],
        help: "leave out `background` there, or play it to everyone"
      )
    }
  }
}

/// The ways on from a play to one party.
private struct EarWalk {
  let flow: CheckedFlow
  /// The party, by name.
  let party: String
  let afterplay: Afterplay

  /// The steps it leads to that are aimed at the party.
  func conflicts(after start: Int) -> [StepNode] {
    var conflicts: [StepNode] = []
    var seen: Set<Int> = []
    let starts = flow.points.known.indices.filter { flow.points.node(of: $0).number == start }
    var work = starts.flatMap { next(after: $0) { $0 == .done } }
    while let point = work.popLast() {
      guard seen.insert(point).inserted, let state = flow.points.known[point].start,
        !state.isUncertain
      else { continue }
      let node = flow.points.node(of: point)
      let isAimed = node.shape.ears.contains { ear in
        flow.name(of: ear.party) == party && (!ear.onlyInGroup || state.company.contains(.together))
      }
      if isAimed {
        conflicts.append(node)
      } else if !ends(at: node) {
        work += next(after: point) { _ in true }
      }
    }
    return conflicts.sorted { $0.number < $1.number }
  }

  private func ends(at node: StepNode) -> Bool {
    if !node.shape.prompts.isEmpty { return true }
    switch afterplay {
    case .loops: return false
    case .ends: return node.shape.waits
    }
  }

  private func next(after point: Int, where isMeant: (Outcome?) -> Bool) -> [Int] {
    flow.ways.ways[point].compactMap { isMeant($0.edge.outcome) ? $0.target : nil }
  }
}

extension CheckedFlow {
  /// A party as the flow names them: the same text for the same party.
  fileprivate func name(of party: FieldValue<Party>) -> String {
    switch party {
    case .literal(.caller): "caller"
    case .literal(.everyone): "everyone"
    case .literal(.identity(let name)): name
    case .literal(.broughtIn(let step)): "\(step).party"
    case .expression(.invalid): ""
    case .expression(let id): String(read.expressions[id.index].source.text.filter { $0 != " " })
    }
  }
}
