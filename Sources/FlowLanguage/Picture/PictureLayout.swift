internal import Diagnostics

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
  /// What is left free below a box.
  static let boxGap = 26.0
  /// What is left free around the whole.
  static let margin = 24.0

  /// The frames of the boxes, in their order.
  let frames: [Frame]
  /// The width of the whole.
  let width: Double
  /// The height of the whole.
  let height: Double

  private let columnOfBox: [Int]
  private let lanes: PictureLanes

  /// Lays out a picture.
  init(of picture: FlowPicture) {
    let columns = Self.columns(of: picture)
    var columnOfBox = Array(repeating: 0, count: picture.boxes.count)
    for (number, column) in columns.enumerated() {
      for box in column { columnOfBox[box] = number }
    }
    var rows: [PictureLanes.Column] = []
    var x = Self.margin
    for column in columns {
      let widest = column.map { Self.width(of: picture.boxes[$0]) }.max() ?? 0
      rows.append(
        PictureLanes.Column(
          x: x,
          width: widest,
          boxes: column.map { box in
            let height = Self.title + Double(picture.boxes[box].lines.count) * Self.line + 8
            return (box, height)
          }
        )
      )
      x += widest + Self.columnGap
    }
    let lanes = PictureLanes(of: picture, in: rows, columnOfBox)
    frames = picture.boxes.indices.compactMap { lanes.frames[$0] }
    width = max(Self.margin, x - Self.columnGap) + Self.margin
    height = lanes.bottom
    self.columnOfBox = columnOfBox
    self.lanes = lanes
  }

  /// Where an arrow begins: at the end of a line that faces its target.
  func start(of arrow: FlowPicture.Arrow) -> (x: Double, y: Double) {
    let frame = frames[arrow.from]
    let y = frame.y + Self.title + (Double(arrow.line) + 0.7) * Self.line
    return (leadsBack(arrow) ? frame.x : frame.x + frame.width, y)
  }

  /// Where an arrow ends: at the title of its target, at the left of it unless the arrow comes from the
  /// right or from the same column.
  func end(of arrow: FlowPicture.Arrow) -> (x: Double, y: Double) {
    let frame = frames[arrow.to]
    return (leadsOn(arrow) ? frame.x : frame.x + frame.width, frame.y + Self.title / 2)
  }

  /// The lanes that an arrow takes through the columns between its ends, in its own direction.
  func lanes(of arrow: FlowPicture.Arrow) -> [(from: Double, to: Double, y: Double)] {
    let own = lanes.lanes(from: arrow.from, to: arrow.to)
    return leadsBack(arrow) ? own.reversed().map { ($0.to, $0.from, $0.y) } : own
  }

  /// Whether an arrow leads to a column further right.
  func leadsOn(_ arrow: FlowPicture.Arrow) -> Bool {
    columnOfBox[arrow.to] > columnOfBox[arrow.from]
  }

  /// Whether an arrow leads to a column further left.
  private func leadsBack(_ arrow: FlowPicture.Arrow) -> Bool {
    columnOfBox[arrow.to] < columnOfBox[arrow.from]
  }

  private static func width(of box: FlowPicture.Box) -> Double {
    let widths =
      box.lines.map { Double($0.shown.displayWidth + 2 * $0.depth) }
      + [Double(box.title.displayWidth)]
    return (widths.max() ?? 0) * character + 2 * padding
  }

  /// The boxes of each column: one further than the furthest that leads there, arrows that lead back
  /// left out; what nothing leads to, the flow's own handlers, in the first.
  private static func columns(of picture: FlowPicture) -> [[Int]] {
    var next: [[Int]] = Array(repeating: [], count: picture.boxes.count)
    for arrow in picture.arrows where arrow.to != arrow.from { next[arrow.from].append(arrow.to) }
    let order = forwardOrder(next, from: picture.boxes.firstIndex { $0.kind == .start })
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var column = Array(repeating: 0, count: next.count)
    for box in order {
      for target in next[box] where place[target] ?? 0 > place[box] ?? 0 {
        column[target] = max(column[target], column[box] + 1)
      }
    }
    let count = (column.max() ?? -1) + 1
    let handlers = order.filter { picture.boxes[$0].kind == .handler }
    let blocks = order.filter { picture.boxes[$0].kind != .handler }
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
