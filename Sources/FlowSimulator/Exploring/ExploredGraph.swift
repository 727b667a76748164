internal import CallModel
internal import FlowEngine

/// The states that calls of a flow can be in, and the ways between them.
struct ExploredGraph: Sendable {
  /// A way from one state to another.
  struct Edge: Sendable {
    /// -1 where a call begins.
    let from: Int32
    let to: Int32
    let way: Int32
    /// Which of the beginnings the call has on which it was found.
    let start: Int32
  }

  /// What a state is.
  struct Node: Sendable {
    /// The way on which it was found: the last of the shortest call to it.
    let edge: Int32
    /// How many things have happened in that call.
    let depth: Int32
    /// Which of the beginnings that call has.
    let start: Int32
    /// How the call has ended; nil while it lasts.
    var end: EndReason?
    /// Whether the call has ended, though something of it may still be to do.
    var isGone = false
    /// Whether nothing of the call is left to do.
    var isOver = false
    /// Whether the service has failed on the way.
    var hasFault = false
    /// Whether all that can happen in it was followed.
    var isFollowed = false
    /// The step that has begun last.
    var place: StepPlace?
    /// Whether the caller is alone there, hears nothing, and nothing is about to happen.
    var isStranded = false
  }

  private(set) var ways = Interned<ExploredWay>()
  private(set) var edges: [Edge] = []
  var nodes: [Node] = []

  /// The way of an edge.
  func way(_ edge: Int) -> ExploredWay { ways[edges[edge].way] }

  /// Adds an edge, and returns its number.
  mutating func connect(_ from: Int32, _ to: Int32, _ way: ExploredWay, start: Int32) -> Int32 {
    edges.append(Edge(from: from, to: to, way: ways.number(of: way), start: start))
    return Int32(edges.count - 1)
  }

  /// The edges of the shortest call to a state, in order.
  func path(to node: Int) -> [Int] {
    var path: [Int] = []
    var at = Int32(node)
    while at >= 0 {
      let edge = nodes[Int(at)].edge
      path.append(Int(edge))
      at = edges[Int(edge)].from
    }
    return path.reversed()
  }

  /// Whether nothing is left to do at the end of a call; not so where its last state was not followed,
  /// as the bound was met.
  func isFinished(_ call: [Int]) -> Bool {
    call.last.map { nodes[Int(edges[$0].to)].isOver } ?? true
  }

  /// The edges that leave each state.
  var leaving: [[Int32]] {
    var leaving = [[Int32]](repeating: [], count: nodes.count)
    for (number, edge) in edges.enumerated() where edge.from >= 0 {
      leaving[Int(edge.from)].append(Int32(number))
    }
    return leaving
  }
}
