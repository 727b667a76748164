/// The parts of a graph in which every node leads to every other.
package struct Components {
  /// The part of each node; a part comes after all that it leads to.
  package private(set) var parts: [Int]
  /// How many parts there are.
  package private(set) var count = 0

  /// Finds the parts (Tarjan, without recursion); `next` are the nodes that each node leads to.
  package init(_ next: [[Int]]) {
    parts = [Int](repeating: -1, count: next.count)
    var search = Search(count: next.count)
    for root in next.indices where search.index[root] < 0 {
      search.enter(root)
      while let (node, place) = search.path.last {
        if place < next[node].count {
          search.path[search.path.count - 1].place += 1
          let to = next[node][place]
          if search.index[to] < 0 {
            search.enter(to)
          } else if search.isOpen[to] {
            search.low[node] = min(search.low[node], search.index[to])
          }
        } else {
          leave(node, &search)
        }
      }
    }
  }

  private mutating func leave(_ node: Int, _ search: inout Search) {
    search.path.removeLast()
    if let (before, _) = search.path.last {
      search.low[before] = min(search.low[before], search.low[node])
    }
    guard search.low[node] == search.index[node] else { return }
    while let member = search.open.popLast() {
      search.isOpen[member] = false
      parts[member] = count
      if member == node { break }
    }
    count += 1
  }

  private struct Search {
    var index: [Int]
    var low: [Int]
    var isOpen: [Bool]
    var open: [Int] = []
    var path: [(node: Int, place: Int)] = []
    private var last = -1

    init(count: Int) {
      index = [Int](repeating: -1, count: count)
      low = index
      isOpen = [Bool](repeating: false, count: count)
    }

    mutating func enter(_ node: Int) {
      last += 1
      index[node] = last
      low[node] = last
      isOpen[node] = true
      open.append(node)
      path.append((node, 0))
    }
  }
}
