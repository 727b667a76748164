/// Ways through the states of a flow's calls that take given branches.
struct CallRoutes {
  private let graph: ExploredGraph
  private let leaving: [[Int32]]
  private let roots: [Int32]
  /// The edges on the shortest ways from each state to the end of its call, and how long those are.
  private let ends: [(edge: Int32, length: Int32)?]

  init(_ graph: ExploredGraph) {
    self.graph = graph
    leaving = graph.leaving
    roots = graph.edges.indices.filter { graph.edges[$0].from < 0 }.map(Int32.init)
    ends = Self.shortestEnds(graph)
  }

  /// A call that takes as many of some branches as a walk from one to the nearest other comes by, to
  /// its end; nil where none can be taken.
  func route(taking branches: Set<Int32>) -> [Int]? {
    var left = branches
    var route: [Int] = []
    while let more = nearest(left, from: route.last) {
      route += more
      for edge in more { left.subtract(graph.way(edge).branches) }
      guard !left.isEmpty else { break }
    }
    return route.isEmpty ? nil : toItsEnd(route)
  }

  /// A call to an edge, and from there to its end.
  func route(over edge: Int) -> [Int] {
    let from = Int(graph.edges[edge].from)
    return toItsEnd((from >= 0 ? graph.path(to: from) : []) + [edge])
  }

  /// The shortest way from the end of an edge, or the beginning of a call, over an edge that takes one
  /// of some branches.
  private func nearest(_ branches: Set<Int32>, from last: Int?) -> [Int]? {
    let start = last.map { Int(graph.edges[$0].to) }
    var found: [Int: Int32] = [:]
    var queue: [Int] = []
    func way(to node: Int, _ edge: Int32) -> [Int] {
      var way = [Int(edge)]
      var at = node
      while at >= 0, at != start, let edge = found[at] {
        way.append(Int(edge))
        at = Int(graph.edges[Int(edge)].from)
      }
      return way.reversed()
    }
    func visit(_ edge: Int32, from node: Int) -> [Int]? {
      let numbers = graph.way(Int(edge)).branches
      if numbers.contains(where: branches.contains) { return way(to: node, edge) }
      let to = Int(graph.edges[Int(edge)].to)
      if found[to] == nil, to != start {
        found[to] = edge
        queue.append(to)
      }
      return nil
    }
    let first = start.map { leaving[$0] } ?? roots
    for edge in first {
      if let way = visit(edge, from: start ?? -1) { return way }
    }
    var place = 0
    while place < queue.count {
      let node = queue[place]
      place += 1
      for edge in leaving[node] {
        if let way = visit(edge, from: node) { return way }
      }
    }
    return nil
  }

  /// A call with what is to be done after its end.
  func finished(_ route: [Int]) -> [Int] {
    let isGone = route.last.map { graph.nodes[Int(graph.edges[$0].to)].isGone } ?? false
    return isGone ? toItsEnd(route) : route
  }

  /// A call up to its end.
  func toItsEnd(_ route: [Int]) -> [Int] {
    var route = route
    while let last = route.last, let end = ends[Int(graph.edges[last].to)], end.length > 0 {
      route.append(Int(end.edge))
    }
    return route
  }

  /// Looks backward from where calls are over; a way on which nobody gives up and nothing fails goes
  /// before others.
  private static func shortestEnds(_ graph: ExploredGraph) -> [(edge: Int32, length: Int32)?] {
    var before = [[Int32]](repeating: [], count: graph.nodes.count)
    for (number, edge) in graph.edges.enumerated() where edge.from >= 0 {
      before[Int(edge.to)].append(Int32(number))
    }
    var ends: [(edge: Int32, length: Int32)?] = graph.nodes.map { $0.isOver ? (-1, 0) : nil }
    for onlyWanted in [true, false] {
      var queue = graph.nodes.indices.filter { ends[$0] != nil }
      var place = 0
      while place < queue.count {
        let node = queue[place]
        place += 1
        let length = ends[node]?.length ?? 0
        for number in before[node] where !onlyWanted || graph.way(Int(number)).isWanted {
          let from = Int(graph.edges[Int(number)].from)
          guard ends[from] == nil else { continue }
          ends[from] = (number, length + 1)
          queue.append(from)
        }
      }
    }
    return ends
  }
}
