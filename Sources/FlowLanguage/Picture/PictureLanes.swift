/// How arrows that lead over columns go between the boxes there: each pair of boxes that such arrows
/// join has a lane in every column between them, and boxes make room for it.
struct PictureLanes {
  /// A column: where it stands, and its boxes from top to bottom with their heights.
  struct Column {
    let x: Double
    let width: Double
    let boxes: [(box: Int, height: Double)]
  }

  /// A lane through one column.
  private struct Lane {
    let column: Int
    /// Where it would lie if nothing were in its way.
    let wish: Double
    let pair: Int
  }

  /// What arrows join.
  private struct Pair: Hashable {
    let from: Int
    let to: Int
  }

  private static let height = 12.0

  /// The frames of the boxes, by their number.
  private(set) var frames: [Int: PictureLayout.Frame] = [:]
  /// Below all.
  private(set) var bottom = 0.0

  private var pairs: [Pair: Int] = [:]
  /// Of each pair, its lanes from left to right.
  private var taken: [[(from: Double, to: Double, y: Double)]] = []

  /// Finds the lanes of a picture, and the frames of its boxes.
  init(of picture: FlowPicture, in columns: [Column], _ columnOfBox: [Int]) {
    for column in columns { place(column, beside: []) }
    var lanes: [[Lane]] = Array(repeating: [], count: columns.count)
    for arrow in picture.arrows {
      let pair = Pair(from: arrow.from, to: arrow.to)
      let (from, to) = (columnOfBox[arrow.from], columnOfBox[arrow.to])
      guard abs(from - to) > 1, pairs[pair] == nil, let wishes = wishes(of: arrow) else { continue }
      pairs[pair] = taken.count
      for column in (min(from, to) + 1)..<max(from, to) {
        let share = Double(column - from) / Double(to - from)
        let wish = wishes.from + share * (wishes.to - wishes.from)
        lanes[column].append(Lane(column: column, wish: wish, pair: taken.count))
      }
      taken.append([])
    }
    bottom = 0
    for (column, lanes) in zip(columns, lanes) { place(column, beside: lanes) }
  }

  /// The lanes between two boxes, from left to right; none where their columns are neighbours.
  func lanes(from: Int, to: Int) -> [(from: Double, to: Double, y: Double)] {
    pairs[Pair(from: from, to: to)].map { taken[$0] } ?? []
  }

  /// Where an arrow begins and ends before boxes make room.
  private func wishes(of arrow: FlowPicture.Arrow) -> (from: Double, to: Double)? {
    guard let from = frames[arrow.from], let to = frames[arrow.to] else { return nil }
    let line = PictureLayout.title + (Double(arrow.line) + 0.7) * PictureLayout.line
    return (from.y + line, to.y + PictureLayout.title / 2)
  }

  /// Stacks the boxes of a column, each lane in the gap that is nearest to where it would lie.
  private mutating func place(_ column: Column, beside lanes: [Lane]) {
    // Gap n is above box n; the last is below all.
    var gaps: [[Lane]] = Array(repeating: [], count: column.boxes.count + 1)
    for lane in lanes { gaps[nearestGap(to: lane.wish, in: column)].append(lane) }
    var y = PictureLayout.margin
    for (number, lanes) in gaps.enumerated() {
      let room = number == 0 || number == column.boxes.count ? 0 : PictureLayout.boxGap
      // The gap itself has room for one lane.
      if number > 0, !lanes.isEmpty { y -= room / 2 }
      for lane in lanes.sorted(by: { $0.wish < $1.wish }) {
        let end = column.x + column.width
        taken[lane.pair].append((column.x, end, y + Self.height / 2))
        y += Self.height
      }
      if !lanes.isEmpty { y += number == 0 ? Self.height : room / 2 }
      guard number < column.boxes.count else { break }
      let (box, height) = column.boxes[number]
      frames[box] = PictureLayout.Frame(x: column.x, y: y, width: column.width, height: height)
      y += height + PictureLayout.boxGap
    }
    bottom = max(bottom, y)
  }

  private func nearestGap(to wish: Double, in column: Column) -> Int {
    let places = column.boxes.map { (frames[$0.box]?.y ?? 0) - PictureLayout.boxGap / 2 }
    let last = column.boxes.last.flatMap { frames[$0.box] }
    let below = last.map { $0.y + $0.height + PictureLayout.boxGap / 2 } ?? 0
    let distances = (places + [below]).map { abs($0 - wish) }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }
}
