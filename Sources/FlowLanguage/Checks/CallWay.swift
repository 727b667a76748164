import Diagnostics

/// A call that leads to what a finding is about: the steps at which something was decided that
/// matters for it, in the order the call takes them.
struct CallWay {
  /// A step of a way, and what is said of it.
  struct Turn: Sendable {
    let span: Span
    let text: String
  }

  /// The steps.
  var turns: [Turn] = []

  /// The steps as labels, numbered where there are several.
  ///
  /// Of many the first and the last: the middle is folded.
  var labels: [Diagnostic.Label] {
    guard turns.count > 1 else { return turns.map { Diagnostic.Label($0.span, $0.text) } }
    let hidden = turns.count - Self.shownAtEachEnd * 2
    return turns.enumerated().compactMap { index, turn in
      let isHidden =
        hidden > 0
        && (Self.shownAtEachEnd..<Self.shownAtEachEnd + hidden).contains(index)
      guard !isHidden else { return nil }
      let isBeforeHidden = hidden > 0 && index == Self.shownAtEachEnd - 1
      let more = isBeforeHidden ? ", and \(hidden) more step\(hidden == 1 ? "" : "s")" : ""
      return Diagnostic.Label(turn.span, "\(index + 1): \(turn.text)\(more)")
    }
  }

  /// How many steps are shown of the beginning and of the end of a long way.
  private static let shownAtEachEnd = 3
}

/// Reads from a way what is to be told of it.
struct WayReader {
  /// What is said of the step after which it holds.
  let cause: String?
  /// What the finding is about; nil where nothing need hold.
  let holds: ((WayFacts) -> Bool)?
  /// How many stops may still be looked at.
  var budget: Int

  /// The steps of the shortest way to a stop that have to do with it.
  mutating func turns(of search: WaySearch, to stop: Int) -> [CallWay.Turn] {
    turns(of: search, to: stop, isChanging: true)
  }

  private mutating func turns(
    of search: WaySearch,
    to stop: Int,
    isChanging: Bool
  ) -> [CallWay.Turn] {
    let way = search.way(to: stop)
    let places = Dictionary(
      way.stops.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let change = isChanging ? self.change(on: way.stops, search) : nil
    var turns: [CallWay.Turn] = []
    let source = way.moves.indices.last { isSource($0, on: way, search) }
    for (index, move) in way.moves.enumerated() {
      guard case .step(let node, _) = search.stops[way.stops[index]].place else { continue }
      let taken = search.stops[way.stops[index]].moves[move]
      let said = index == source ? taken.edge.ending : taken.edge.turn(of: node)
      let isChange = index == change
      guard isChange || said != nil || taken.inside != nil else { continue }
      let matters =
        isChange || index == source
        || search.matters(move, of: way.stops[index], on: places, &budget)
      guard matters else { continue }
      turns += told(taken, node, said, isChange: isChange)
    }
    return turns
  }

  /// What is told of one step.
  private mutating func told(
    _ move: WaySearch.Move,
    _ node: StepNode,
    _ said: String?,
    isChange: Bool
  ) -> [CallWay.Turn] {
    var inside: [CallWay.Turn] = []
    if let way = move.inside, let name = node.calledFlow?.name {
      inside = turns(of: way.search, to: way.stop, isChanging: isChange)
      if !inside.isEmpty {
        inside.insert(CallWay.Turn(span: node.keywordSpan, text: "this runs `\(name)`"), at: 0)
      }
    }
    let cause = isChange && inside.isEmpty ? self.cause : nil
    let text = [said, cause].compactMap(\.self).joined(separator: ", and ")
    return text.isEmpty ? inside : inside + [CallWay.Turn(span: node.keywordSpan, text: text)]
  }

  /// The last place of a way after which it holds, and did not before.
  private func change(on stops: [Int], _ search: WaySearch) -> Int? {
    guard let holds else { return nil }
    return stops.indices.dropLast().last { index in
      holds(search.stops[stops[index + 1]].facts) && !holds(search.stops[stops[index]].facts)
    }
  }

  private func isSource(
    _ index: Int,
    on way: (stops: [Int], moves: [Int]),
    _ search: WaySearch
  ) -> Bool {
    let stop = search.stops[way.stops[index]]
    guard case .step(let node, _) = stop.place, search.sources.contains(node.number) else {
      return false
    }
    return stop.moves[way.moves[index]].edge.outcome != nil
  }
}

extension FlowGraph.Edge {
  /// How the step ended.
  fileprivate var ending: String? {
    outcome.map { "it ends as `\($0.name)`" }
  }

  /// How the step ended, where it did not just go on.
  func turn(of node: StepNode) -> String? {
    guard let outcome else { return "its `when` does not hold" }
    if let branch, let branches = node.shape.decision?.branches {
      let name = branches[branch].entry ?? branches[branch].key
      return branches.count > 1 ? "it goes by `\(name)`" : nil
    }
    return outcome == .done ? nil : ending
  }
}
