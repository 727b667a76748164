extension String {
  /// Whether both have the same code points, where Swift's `==` takes some that differ for equal.
  package func isSameText(as other: String) -> Bool {
    let (bytes, others) = (utf8Span.span, other.utf8Span.span)
    return bytes.count == others.count && bytes.indices.allSatisfy { bytes[$0] == others[$0] }
  }
}
