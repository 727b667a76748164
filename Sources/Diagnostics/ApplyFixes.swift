/// A text after some fixes, and where each of them stands in it now.
package struct FixedText: Hashable, Sendable {
  /// The text.
  package let text: String
  /// What stands in place of what each fix replaced, in the order of the fixes, as UTF-8 offsets.
  package let places: [Range<Int>]
}

extension SourceFile {
  /// The text after fixes that touch neither each other nor what lies outside of the file, in the
  /// order of their places; everything between them stays as it is.
  package func applying(_ fixes: [Diagnostic.Fix]) -> FixedText {
    var bytes: [UInt8] = []
    var places: [Range<Int>] = []
    var end = 0
    let old = Array(text.utf8)
    for fix in fixes {
      bytes += old[end..<fix.span.start]
      places.append(bytes.count..<bytes.count + fix.replacement.utf8.count)
      bytes += Array(fix.replacement.utf8)
      end = fix.span.end
    }
    bytes += old[end...]
    return FixedText(text: String(decoding: bytes, as: UTF8.self), places: places)
  }
}

extension Span {
  /// Whether they have a byte in common, or one begins where the other ends.
  package func touches(_ other: Span) -> Bool {
    file == other.file && start <= other.end && other.start <= end
  }
}
