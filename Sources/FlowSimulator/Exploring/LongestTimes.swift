internal import CallModel
internal import FlowLanguage

/// A time that calls can take, with the call that does.
struct LongestTime: Sendable {
  /// How long; nil for as long as a call may last.
  let time: Milliseconds?
  /// The edges of the call.
  let edges: [Int]
}

extension ExploredGraph {
  /// The longest time in which a caller is alone and hears nothing.
  var longestQuiet: LongestTime {
    let through = edges.indices.filter { edges[$0].from >= 0 && way($0).quiet.isWhole }
    let search = LongestSearch(self, through) { way($0).duration.count }
    // How long it has been quiet when a state is come to, with the edge on which that began.
    var best = search.best { number in
      way(number).quiet.isWhole ? 0 : way(number).quiet.last.count
    }
    var longest = (time: Int64(0), edge: -1, isEndless: false)
    for number in edges.indices {
      let edge = edges[number]
      let quiet = way(number).quiet
      let before = edge.from >= 0 ? best.times[Int(edge.from)] : 0
      let time = max(quiet.longest.count, before + quiet.first.count)
      if time > longest.time { longest = (time, number, false) }
    }
    if let endless = best.endless, longest.time >= 0 {
      return LongestTime(time: nil, edges: path(to: endless))
    }
    guard longest.edge >= 0 else { return LongestTime(time: Milliseconds(0), edges: []) }
    return LongestTime(
      time: Milliseconds(longest.time),
      edges: best.path(to: longest.edge, in: self)
    )
  }

  /// The longest time from the beginning of a call until somebody answers; nil where nobody does.
  var longestWait: LongestTime? {
    let answering = edges.indices.filter { way($0).answered != nil && way($0).isWanted }
    guard !answering.isEmpty else { return nil }
    // Only what can still lead to somebody's answer counts.
    var leads = [Bool](repeating: false, count: nodes.count)
    var before = [[Int]](repeating: [], count: nodes.count)
    let waiting = edges.indices.filter { number in
      edges[number].from >= 0 && way(number).answered == nil && way(number).isWanted
    }
    for number in waiting { before[Int(edges[number].to)].append(Int(edges[number].from)) }
    var stack = answering.map { Int(edges[$0].from) }.filter { $0 >= 0 }
    for node in stack { leads[node] = true }
    while let node = stack.popLast() {
      for from in before[node] where !leads[from] {
        leads[from] = true
        stack.append(from)
      }
    }
    let through = waiting.filter { leads[Int(edges[$0].to)] }
    let search = LongestSearch(self, through) { way($0).duration.count }
    var best = search.best { number in
      edges[number].from < 0 && way(number).isWanted ? way(number).duration.count : nil
    }
    if let endless = best.endless { return LongestTime(time: nil, edges: path(to: endless)) }
    var longest = (time: Int64(-1), edge: -1)
    for number in answering where edges[number].from >= 0 {
      let before = best.times[Int(edges[number].from)]
      guard before >= 0, let answered = way(number).answered else { continue }
      if before + answered.count > longest.time { longest = (before + answered.count, number) }
    }
    guard longest.edge >= 0 else { return nil }
    return LongestTime(
      time: Milliseconds(longest.time),
      edges: best.path(to: longest.edge, in: self)
    )
  }
}

/// Looks for the longest ways over some edges of a graph.
private struct LongestSearch {
  /// What was found.
  struct Best {
    /// The longest time to each state; -1 where no way leads there.
    var times: [Int64]
    /// The edge on which that comes there; nil where it begins at the state.
    var edges: [Int?]
    /// A state at which a way goes round for as long as one likes; nil where none does.
    var endless: Int?

    /// The edges of the call that ends with an edge: those that were added up, and before them the
    /// shortest call to where they begin.
    mutating func path(to last: Int, in graph: ExploredGraph) -> [Int] {
      var path = [last]
      var node = Int(graph.edges[last].from)
      while node >= 0, let edge = edges[node] {
        path.append(edge)
        node = Int(graph.edges[edge].from)
      }
      return (node >= 0 ? graph.path(to: node) : []) + path.reversed()
    }
  }

  private let graph: ExploredGraph
  private let through: [Int]
  private let weight: (Int) -> Int64

  init(_ graph: ExploredGraph, _ through: [Int], _ weight: @escaping (Int) -> Int64) {
    self.graph = graph
    self.through = through
    self.weight = weight
  }

  /// The longest ways that begin with what an edge brings to the state it leads to; nil for nothing.
  func best(beginning: (Int) -> Int64?) -> Best {
    var next = [[Int]](repeating: [], count: graph.nodes.count)
    for number in through { next[Int(graph.edges[number].from)].append(number) }
    let components = Components(next.map { $0.map { Int(graph.edges[$0].to) } })
    var best = Best(
      times: [Int64](repeating: -1, count: graph.nodes.count),
      edges: [Int?](repeating: nil, count: graph.nodes.count)
    )
    for number in graph.edges.indices {
      guard let time = beginning(number) else { continue }
      let to = Int(graph.edges[number].to)
      if time > best.times[to] {
        best.times[to] = time
        best.edges[to] = time > 0 || graph.edges[number].from < 0 ? number : nil
      }
    }
    // A part comes after all that it leads to: the last comes first.
    let order = graph.nodes.indices.sorted { components.parts[$0] > components.parts[$1] }
    for node in order where best.times[node] >= 0 {
      for number in next[node] {
        let to = Int(graph.edges[number].to)
        let isRound = components.parts[to] == components.parts[node]
        if isRound {
          if weight(number) > 0, best.endless == nil { best.endless = node }
          if best.times[to] < 0 { best.times[to] = best.times[node] }
          continue
        }
        let time = best.times[node] + weight(number)
        guard time > best.times[to] else { continue }
        best.times[to] = time
        best.edges[to] = number
      }
    }
    return best
  }
}
