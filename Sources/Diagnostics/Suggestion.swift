/// The name nearest to what was written, if it is near enough to be meant: at most a third of its
/// length away, counting insertions, deletions, replacements and swaps of neighbours.
///
/// Ties go to the name that comes first in `names`, so callers pass them in a fixed order.
package func nearestName(to written: String, among names: some Sequence<String>) -> String? {
  let written = Array(written.unicodeScalars)
  var best: (name: String, distance: Int)?
  for name in names {
    let scalars = Array(name.unicodeScalars)
    let limit = max(written.count, scalars.count) / 3
    guard abs(scalars.count - written.count) <= limit else { continue }
    let distance = editDistance(written, scalars)
    guard distance <= limit, distance < best?.distance ?? .max else { continue }
    best = (name, distance)
  }
  return best?.name
}

/// The optimal string alignment distance.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in left.indices {
    var current = [row + 1]
    for column in right.indices {
      let cost = left[row].lowercased == right[column].lowercased ? 0 : 1
      var distance = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}

extension Unicode.Scalar {
  fileprivate var lowercased: String { properties.lowercaseMapping }
}
