extension String {
  /// Whether both have the same code points, where Swift's `==` takes some that differ for equal.
  package func isSameText(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let (bytes, others) = (utf8Span.span, other.utf8Span.span)
    return bytes.indices.allSatisfy { bytes[$0] == others[$0] }
  }
}
