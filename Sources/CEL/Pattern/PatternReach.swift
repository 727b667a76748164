/// Whether some text of these characters fits a regular expression that can be read.
///
/// For patterns that stand in a flow outside of expressions: what never fits is a mistake. Where a
/// line or a word begins is not looked at, so what is said to fit may not.
package func patternFits(_ source: String, anyTextOf characters: String, atMost length: Int) -> Bool
{
  guard let pattern = try? Pattern(source) else { return true }
  return pattern.fits(characters.unicodeScalars.map(\.value), atMost: length)
}

extension Pattern {
  /// Whether its end can be reached over so many of these scalars.
  fileprivate func fits(_ scalars: [UInt32], atMost length: Int) -> Bool {
    let passable = sets.map { set in scalars.contains(where: set.contains) }
    var isSeen = Array(repeating: false, count: states.count)
    var current = [start]
    for _ in 0...length {
      var next: [Int] = []
      while let state = current.popLast() {
        guard !isSeen[state] else { continue }
        isSeen[state] = true
        switch states[state] {
        case .end: return true
        case .split(let first, let second): current += [first, second]
        case .anchor(_, let target): current.append(target)
        case .set(let set, let target): if passable[set] { next.append(target) }
        }
      }
      current = next
    }
    return false
  }
}
