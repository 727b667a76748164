internal import FlowEngine
internal import FlowLanguage

/// A state out of which nothing leads that anybody wants: what shows it, as edges.
struct Trap: Sendable {
  let kind: ExplorationBreach.Kind
  let place: StepPlace?
  let edges: [Int]
}

extension ExploredGraph {
  /// The states from which no end is reached, whatever anybody does, but that the caller hangs up, that
  /// the call has lasted as long as it may, or that the service fails; each told of once for its step,
  /// by the shortest call to it.
  ///
  /// Where a bound was met, what was not followed counts as leading to an end.
  func findTraps() -> [Trap] {
    var next = [[Int]](repeating: [], count: nodes.count)
    var before = [[Int]](repeating: [], count: nodes.count)
    for (number, edge) in edges.enumerated() where edge.from >= 0 && way(number).isWanted {
      next[Int(edge.from)].append(number)
      before[Int(edge.to)].append(Int(edge.from))
    }
    var reaches = nodes.map { ($0.isOver && $0.end != nil) || !$0.isOver && !$0.isFollowed }
    var stack = nodes.indices.filter { reaches[$0] }
    while let node = stack.popLast() {
      for from in before[node] where !reaches[from] {
        reaches[from] = true
        stack.append(from)
      }
    }
    let trapped = nodes.indices.filter { !reaches[$0] && !nodes[$0].isOver }
    guard !trapped.isEmpty else { return [] }
    let components = Components(next.map { $0.map { Int(edges[$0].to) } })
    var isBottom = [Bool](repeating: true, count: components.count)
    for node in trapped {
      for edge in next[node] where components.parts[Int(edges[edge].to)] != components.parts[node] {
        isBottom[components.parts[node]] = false
      }
    }
    var told: Set<Int> = []
    var places: Set<StepPlace> = []
    var traps: [Trap] = []
    for node in trapped where isBottom[components.parts[node]] {
      guard told.insert(components.parts[node]).inserted else { continue }
      if let place = nodes[node].place, !places.insert(place).inserted { continue }
      let round = round(from: node, next)
      let isLoop = round.contains { way($0).deed.kind == .acts }
      traps.append(
        Trap(
          kind: isLoop ? .loop : .deadEnd,
          place: nodes[node].place,
          edges: path(to: node) + (isLoop ? round : toItsEnd(from: node))
        )
      )
    }
    return traps
  }

  /// The states in which the caller is left alone in silence, each told of once for its step, with
  /// what comes next if nobody does anything.
  func findStranded() -> [Trap] {
    var places: Set<StepPlace> = []
    let leaving = self.leaving
    return nodes.indices.compactMap { node in
      guard nodes[node].isStranded, let place = nodes[node].place, places.insert(place).inserted
      else { return nil }
      let passing = leaving[node].map(Int.init).first { edge in
        let kind = way(edge).deed.kind
        return (kind == .passes || kind == .outlasts) && way(edge).deed.fault == nil
      }
      return Trap(
        kind: .stranded,
        place: place,
        edges: path(to: node) + (passing.map { [$0] } ?? [])
      )
    }
  }

  /// The shortest way from a state back to it; empty where there is none.
  private func round(from node: Int, _ next: [[Int]]) -> [Int] {
    var found: [Int: Int] = [:]
    var queue = [node]
    var place = 0
    while place < queue.count {
      let at = queue[place]
      place += 1
      for edge in next[at] {
        let to = Int(edges[edge].to)
        if to == node {
          var round = [edge]
          var back = at
          while back != node, let edge = found[back] {
            round.append(edge)
            back = Int(edges[edge].from)
          }
          return round.reversed()
        }
        guard found[to] == nil else { continue }
        found[to] = edge
        queue.append(to)
      }
    }
    return []
  }

  /// What happens at a state until the call has lasted as long as it may, if that is all.
  private func toItsEnd(from node: Int) -> [Int] {
    let edge = edges.indices.first { number in
      edges[number].from == node && way(number).deed.kind == .outlasts
        && way(number).deed.fault == nil
    }
    return edge.map { [$0] } ?? []
  }
}

extension ExploredWay {
  /// Whether somebody wants what happens: neither does the caller give up, nor something fail.
  var isWanted: Bool {
    switch deed.kind {
    case .begins, .acts, .passes: deed.fault == nil
    case .outlasts, .hangsUp, .restarts: false
    }
  }
}
