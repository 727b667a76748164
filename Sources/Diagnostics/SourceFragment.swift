/// A text as it is read (escapes undone, folded lines joined) that still knows where each of its
/// characters stands in the file.
///
/// A YAML scalar is one; an expression inside it is a part of that one; so a finding of the
/// expression language points at the characters in the YAML file.
package struct SourceFragment: Hashable, Sendable {
  /// A stretch of the text and the stretch of the file it was read from.
  package struct Run: Hashable, Sendable {
    /// UTF-8 offsets in the text.
    package let text: Range<Int>
    /// UTF-8 offsets in the file; as long as `text` where nothing was undone.
    package let source: Range<Int>

    /// Makes a run.
    package init(text: Range<Int>, source: Range<Int>) {
      self.text = text
      self.source = source
    }
  }

  /// The text as read.
  package let text: String
  /// What it covers in the file, quotes included.
  package let span: Span
  /// Where the text's first byte stands, for a text without runs.
  private let base: Int
  /// Empty where the text stands in the file letter by letter.
  private let runs: [Run]

  /// Makes a fragment that stands in the file letter by letter, from the span's start.
  package init(verbatim text: String, span: Span) {
    self.text = text
    self.span = span
    self.base = span.start
    self.runs = []
  }

  /// Makes a fragment that stands in the file letter by letter from an offset inside its span,
  /// such as a text in quotes.
  package init(verbatim text: String, from start: Int, span: Span) {
    self.text = text
    self.span = span
    self.base = start
    self.runs = []
  }

  /// Makes a fragment from the runs that built it, in order and without gaps in the text.
  package init(text: String, span: Span, runs: [Run]) {
    self.text = text
    self.span = span
    self.base = runs.first?.source.lowerBound ?? span.start
    let isVerbatim = runs.count <= 1 && runs.allSatisfy { $0.text.count == $0.source.count }
    self.runs = isVerbatim ? [] : runs
  }

  /// Makes a fragment of a text that stands in no file.
  package init(detached text: String) {
    self.init(verbatim: text, span: Span(file: .none, start: 0, end: text.utf8.count))
  }

  /// The place in the file of a range of UTF-8 offsets of the text.
  package func span(of range: Range<Int>) -> Span {
    guard !runs.isEmpty else {
      return Span(
        file: span.file,
        start: base + range.lowerBound,
        end: base + range.upperBound
      )
    }
    let start = sourceStart(of: range.lowerBound)
    let end = range.isEmpty ? start : sourceEnd(of: range.upperBound)
    return Span(file: span.file, start: start, end: end)
  }

  /// The change that writes something else in place of a part of the text; nil where the way the
  /// file has the text, in quotes or with escapes, could make another text of it.
  package func rewriting(_ range: Range<Int>, as written: String) -> Diagnostic.Fix? {
    let place = span(of: range)
    let old = part(range).text
    let isPlain = written.utf8.allSatisfy { byte in
      byte >= 0x80 || UnicodeScalar(byte).properties.isAlphabetic
        || " ._?()0123456789".utf8.contains(byte) || old.utf8.contains(byte)
    }
    guard isPlain, place.end - place.start == range.count, !written.hasPrefix("?") else {
      return nil
    }
    return Diagnostic.Fix(
      "write `\(written)`",
      at: place,
      replacement: written,
      isCertain: false
    )
  }

  /// A part of the text, by UTF-8 offsets that lie on character boundaries.
  package func part(_ range: Range<Int>) -> SourceFragment {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
    let partText = String(text[start..<end])
    let partSpan = span(of: range)
    guard !runs.isEmpty else { return SourceFragment(verbatim: partText, span: partSpan) }
    let shared = runs[firstRun(endingAfter: range.lowerBound)...].prefix {
      $0.text.lowerBound < range.upperBound
    }
    return SourceFragment(
      text: partText,
      span: partSpan,
      runs: shared.compactMap { $0.clipped(to: range) }
    )
  }

  /// The index of the first run that ends after an offset of the text; a long text has a run for
  /// each line, so it is searched by halves.
  private func firstRun(endingAfter offset: Int) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].text.upperBound > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func sourceStart(of offset: Int) -> Int {
    let index = firstRun(endingAfter: offset)
    guard index < runs.count else { return runs.last?.source.upperBound ?? span.end }
    let run = runs[index]
    return run.isVerbatim
      ? run.source.lowerBound + offset - run.text.lowerBound : run.source.lowerBound
  }

  private func sourceEnd(of offset: Int) -> Int {
    guard offset > 0 else { return runs.first?.source.lowerBound ?? span.start }
    let run = runs[min(firstRun(endingAfter: offset - 1), runs.count - 1)]
    return run.isVerbatim
      ? run.source.lowerBound + min(offset, run.text.upperBound) - run.text.lowerBound
      : run.source.upperBound
  }
}

extension SourceFragment.Run {
  fileprivate var isVerbatim: Bool { text.count == source.count }

  /// The run's share of a part of the text, its offsets counted from the part's start.
  fileprivate func clipped(to range: Range<Int>) -> SourceFragment.Run? {
    let shared = text.clamped(to: range)
    guard !shared.isEmpty else { return nil }
    let moved = shared.lowerBound - range.lowerBound..<shared.upperBound - range.lowerBound
    guard isVerbatim else { return SourceFragment.Run(text: moved, source: source) }
    let start = source.lowerBound + shared.lowerBound - text.lowerBound
    return SourceFragment.Run(text: moved, source: start..<start + shared.count)
  }
}
