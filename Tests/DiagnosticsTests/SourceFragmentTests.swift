import Diagnostics
import Testing

@Suite struct SourceFragmentTests {
  private let file = FileID(0)

  /// `"a\nb"` in a file at 10: the text is a, a line feed, b.
  private var escaped: SourceFragment {
    SourceFragment(
      text: "a\nb",
      span: Span(file: file, start: 10, end: 16),
      runs: [
        .init(text: 0..<1, source: 11..<12), .init(text: 1..<2, source: 12..<14),
        .init(text: 2..<3, source: 14..<15),
      ]
    )
  }

  @Test func `a verbatim text in quotes begins after the quote`() {
    let span = Span(file: file, start: 10, end: 15)
    let fragment = SourceFragment(verbatim: "abc", from: 11, span: span)
    #expect(fragment.span(of: 1..<2) == Span(file: file, start: 12, end: 13))
    #expect(fragment.part(1..<3).span(of: 0..<2) == Span(file: file, start: 12, end: 14))
  }

  @Test func `a part of a text with escapes keeps its place`() {
    #expect(escaped.span(of: 1..<2) == Span(file: file, start: 12, end: 14))
    #expect(escaped.part(1..<3).span(of: 1..<2) == Span(file: file, start: 14, end: 15))
    #expect(escaped.part(1..<3).span == Span(file: file, start: 12, end: 15))
  }

  @Test func `an empty range is a point`() {
    #expect(escaped.span(of: 2..<2) == Span(file: file, start: 14, end: 14))
    #expect(escaped.span(of: 3..<3) == Span(file: file, start: 15, end: 15))
  }
}
