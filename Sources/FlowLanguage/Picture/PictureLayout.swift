/// Where the boxes of a picture stand: in columns, each to the right of those that lead to it.
struct PictureLayout {
  /// The place and size of a box, in points.
  struct Frame: Hashable {
    let x: Double
    var y: Double
    let width: Double
    let height: Double
  }

  /// The height of a line.
  static let line = 18.0
  /// The height of a box's title.
  static let title = 26.0
  /// The width of a character of the fixed-width type that is used.
  static let character = 7.25
  /// What is left free around the text of a box.
  static let padding = 12.0
  private static let columnGap = 90.0
  private static let boxGap = 26.0
  private static let margin = 24.0

  /// The frames of the boxes, in their order.
  private(set) var frames: [Frame]
  /// The width of the whole.
  let width: Double
  /// The height of the whole.
  let height: Double

  /// Lays out a picture.
  init(of picture: FlowPicture) {
    let columns = Self.columns(of: picture)
    var frames: [Int: Frame] = [:]
    var x = Self.margin
    var height = 0.0
    for column in columns {
      var y = Self.margin
      let widest = column.map { Self.width(of: picture.boxes[$0]) }.max() ?? 0
      for box in column {
        let size = Self.title + Double(picture.boxes[box].lines.count) * Self.line + 8
        frames[box] = Frame(x: x, y: y, width: widest, height: size)
        y += size + Self.boxGap
      }
      height = max(height, y)
      x += widest + Self.columnGap
    }
    self.frames = picture.boxes.indices.compactMap { frames[$0] }
    width = max(Self.margin, x - Self.columnGap) + Self.margin
    self.height = height
  }

  private static func width(of box: FlowPicture.Box) -> Double {
    let widths = box.lines.map { Double($0.text.count + 2 * $0.depth) } + [Double(box.title.count)]
    return (widths.max() ?? 0) * character + 2 * padding
  }

  /// The boxes of each column: one further than the furthest that leads there, arrows that lead back
  /// left out; what nothing leads to, the flow's own handlers, in the first.
  private static func columns(of picture: FlowPicture) -> [[Int]] {
    var next: [[Int]] = Array(repeating: [], count: picture.boxes.count)
    for arrow in picture.arrows where arrow.to != arrow.from { next[arrow.from].append(arrow.to) }
    let order = forwardOrder(next, from: picture.boxes.firstIndex { $0.isStart })
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var column = Array(repeating: 0, count: next.count)
    for box in order {
      for target in next[box] where place[target] ?? 0 > place[box] ?? 0 {
        column[target] = max(column[target], column[box] + 1)
      }
    }
    let count = (column.max() ?? -1) + 1
    let handlers = order.filter { picture.boxes[$0].isHandler }
    let blocks = order.filter { !picture.boxes[$0].isHandler }
    return (0..<count).map { number in (blocks + handlers).filter { column[$0] == number } }
  }

  /// The boxes in an order in which each comes after those that lead to it, but for arrows that
  /// lead back to where the way came from.
  private static func forwardOrder(_ next: [[Int]], from start: Int?) -> [Int] {
    var finished: [Int] = []
    var seen: Set<Int> = []
    let begin = (start.map { [$0] } ?? []) + Array(next.indices)
    for first in begin where !seen.contains(first) {
      // Depth first, without a stack of calls: a flow may have thousands of blocks in a row.
      var work = [(box: first, left: Array(next[first].reversed()))]
      seen.insert(first)
      while let last = work.indices.last {
        guard let target = work[last].left.popLast() else {
          finished.append(work.removeLast().box)
          continue
        }
        if seen.insert(target).inserted {
          work.append((target, Array(next[target].reversed())))
        }
      }
    }
    return finished.reversed()
  }
}
