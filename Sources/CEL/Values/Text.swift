// cel-spec's strings are sequences of code points: `'e\u0301'` is not `'\u00e9'`. All of these work
// on UTF-8, whose bytes decide all of it.
/// Whether two texts have the same Unicode scalars.
///
/// Swift's `==` is canonical equivalence, which the language does not want.
func areSameText(_ left: String, _ right: String) -> Bool {
  let left = left.utf8.span
  let right = right.utf8.span
  guard left.count == right.count else { return false }
  for index in left.indices where left[index] != right[index] {
    return false
  }
  return true
}

/// Whether the left text comes first by Unicode scalars; the bytes of UTF-8 have the same order.
func isTextBefore(_ left: String, _ right: String) -> Bool {
  let left = left.utf8.span
  let right = right.utf8.span
  let shared = min(left.count, right.count)
  var index = 0
  while index < shared {
    if left[index] != right[index] { return left[index] < right[index] }
    index += 1
  }
  return left.count < right.count
}

/// Whether the text begins with the prefix, scalar by scalar.
func isTextPrefix(_ prefix: String, of text: String) -> Bool {
  let text = text.utf8.span
  let prefix = prefix.utf8.span
  guard prefix.count <= text.count else { return false }
  for index in prefix.indices where prefix[index] != text[index] {
    return false
  }
  return true
}

/// Whether the text ends with the suffix, scalar by scalar.
func isTextSuffix(_ suffix: String, of text: String) -> Bool {
  let text = text.utf8.span
  let suffix = suffix.utf8.span
  guard suffix.count <= text.count else { return false }
  let start = text.count - suffix.count
  for index in suffix.indices where suffix[index] != text[start + index] {
    return false
  }
  return true
}

/// The first place, from `start` on, at which the pattern's elements stand in the sequence.
///
/// Knuth, Morris and Pratt: time is linear in both, whatever they hold.
func firstOccurrence<Element: Equatable>(
  of pattern: [Element],
  in elements: [Element],
  from start: Int = 0
) -> Int? {
  // An empty part stands everywhere, so at the start.
  guard !pattern.isEmpty else { return start }
  guard pattern.count <= elements.count - start else { return nil }
  let borders = borderLengths(of: pattern)
  var matched = 0
  for index in start..<elements.count {
    // Falls back to the longest beginning that is still matched, and never looks at an element
    // twice.
    while matched > 0, elements[index] != pattern[matched] { matched = borders[matched - 1] }
    if elements[index] == pattern[matched] { matched += 1 }
    if matched == pattern.count { return index + 1 - matched }
  }
  return nil
}

/// For each beginning of the pattern, the length of its longest proper border.
private func borderLengths<Element: Equatable>(of pattern: [Element]) -> [Int] {
  var borders = [0]
  var length = 0
  for index in pattern.indices.dropFirst() {
    while length > 0, pattern[index] != pattern[length] { length = borders[length - 1] }
    if pattern[index] == pattern[length] { length += 1 }
    borders.append(length)
  }
  return borders
}
