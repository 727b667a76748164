/// The name nearest to what was written, if it is near enough to be meant: at most a third of its
/// length away, counting insertions, deletions, replacements and swaps of neighbours.
///
/// Ties go to the name that comes first in `names`, so callers pass them in a fixed order. Nothing
/// is near a text of more than 100 characters: who writes one does not mistype a name.
package func nearestName(to written: String, among names: some Sequence<String>) -> String? {
  guard written.utf8.count <= longestName else { return nil }
  let wanted = ComparedName(written)
  var best: (name: String, distance: Int)?
  for name in names where name.utf8.count <= longestName {
    let candidate = ComparedName(name)
    var limit = max(wanted.scalars.count, candidate.scalars.count) / 3
    // A later name has to be nearer than the best so far.
    if let best { limit = min(limit, best.distance - 1) }
    guard limit >= 0, wanted.mayBeWithin(limit, of: candidate),
      let distance = editDistance(wanted.scalars, candidate.scalars, within: limit)
    else { continue }
    best = (name, distance)
  }
  return best?.name
}

/// Whether a name is another one in other letters: `no-input`, `no_input` and `noinput` are `noInput`.
package func isSpelling(_ written: String, of name: String) -> Bool {
  func letters(_ text: String) -> String { text.filter { $0 != "-" && $0 != "_" }.lowercased() }
  return letters(written) == letters(name)
}

/// Whether a word is another one with one slip: a letter too many, too few, another, or letters in
/// another order; `retrys` for `retries` is one too.
///
/// For words of the language, of which no two are so near; two names of an author may be.
package func isSlip(_ written: String, of word: String) -> Bool {
  guard written.utf8.count <= longestName, word.utf8.count <= longestName else { return false }
  let (left, right) = (ComparedName(written), ComparedName(word))
  return isSpelling(written, of: word)
    || left.scalars.sorted() == right.scalars.sorted()
    || written.hasSuffix("ys") && written.dropLast(2) + "ies" == word
    || editDistance(left.scalars, right.scalars, within: 1) != nil
}

private let longestName = 100

/// A name as it is compared: small letters, and what is quickly seen to be different.
private struct ComparedName {
  /// The scalars, ASCII's letters small.
  let scalars: [UInt32]
  /// One bit for each letter that is in it; two letters may share one.
  private let letters: UInt64

  init(_ name: String) {
    var scalars: [UInt32] = []
    var letters: UInt64 = 0
    for scalar in name.unicodeScalars {
      let value = scalar.value
      let isCapital = value >= 65 && value <= 90
      scalars.append(isCapital ? value | 32 : value)
      letters |= 1 << UInt64(scalars[scalars.count - 1] & 63)
    }
    self.scalars = scalars
    self.letters = letters
  }

  /// False where it is sure that more edits are needed, without comparing the names.
  ///
  /// An edit changes the length by at most one, and brings or takes at most one letter each.
  func mayBeWithin(_ limit: Int, of other: ComparedName) -> Bool {
    abs(scalars.count - other.scalars.count) <= limit
      && (letters ^ other.letters).nonzeroBitCount <= 2 * limit
  }
}

/// The optimal string alignment distance, or nil where it is over a limit.
///
/// A cell further from the diagonal than the limit cannot lie on a way within it, so each row has
/// only the cells beside the diagonal (Ukkonen's band).
private func editDistance(_ left: [UInt32], _ right: [UInt32], within limit: Int) -> Int? {
  let far = limit + 1
  var beforeLast: [Int] = []
  var last = (0...right.count).map { min($0, far) }
  for row in left.indices {
    var current = Array(repeating: far, count: right.count + 1)
    current[0] = min(row + 1, far)
    var least = current[0]
    let band = max(0, row - limit)..<max(0, row - limit, min(right.count, row + limit + 1))
    for column in band {
      let cost = left[row] == right[column] ? 0 : 1
      var distance = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current[column + 1] = min(distance, far)
      least = min(least, current[column + 1])
    }
    // Distances never shrink from row to row, but for a swap, which looks back two rows.
    if least > limit, last.allSatisfy({ $0 > limit }) { return nil }
    (beforeLast, last) = (last, current)
  }
  return last[right.count] <= limit ? last[right.count] : nil
}
