/// A text in which `*` stands for any text.
struct TextPattern: Hashable, Sendable {
  /// As it was written.
  let text: String

  /// Whether a whole text is as the pattern says; takes at most as many steps as the product of both
  /// lengths.
  func matches(_ other: String) -> Bool {
    let pattern = Array(text.unicodeScalars)
    let scalars = Array(other.unicodeScalars)
    var (place, position) = (0, 0)
    var retry: (place: Int, position: Int)?
    while position < scalars.count {
      if place < pattern.count, pattern[place] == "*" {
        place += 1
        retry = (place, position)
      } else if place < pattern.count, pattern[place] == scalars[position] {
        place += 1
        position += 1
      } else if let last = retry {
        place = last.place
        position = last.position + 1
        retry = (place, position)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
