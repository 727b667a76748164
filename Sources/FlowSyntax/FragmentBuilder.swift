internal import Diagnostics

/// Rebuilds the text of a scalar from its source and notes which stretch came from where.
///
/// It is given the text libyaml read and checks every stretch against it, so a map is either right
/// or not used: where they differ, `hasMismatch` is set, and the whole text stands for the whole
/// span.
struct FragmentBuilder {
  private let source: UnsafeBufferPointer<UInt8>
  private let expected: UnsafeBufferPointer<UInt8>
  private var length = 0
  private var runs: [SourceFragment.Run] = []
  private(set) var hasMismatch = false

  /// Makes a builder for the text libyaml read.
  init(source: UnsafeBufferPointer<UInt8>, expecting expected: UnsafeBufferPointer<UInt8>) {
    self.source = source
    self.expected = expected
  }

  /// The runs, or nil where they do not make the expected text.
  var result: [SourceFragment.Run]? {
    hasMismatch || length != expected.count ? nil : runs
  }

  /// The source's bytes stand in the text as they are.
  mutating func copy(_ start: Int, _ end: Int) {
    guard start < end else { return }
    guard end - start <= expected.count - length, end <= source.count else { return fail() }
    for offset in start..<end where source[offset] != expected[length + offset - start] {
      return fail()
    }
    append(end - start, from: start..<end)
  }

  /// Some bytes of the text stand for a stretch of the source.
  mutating func replace(_ start: Int, _ end: Int, with bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty else { return }
    guard bytes.count <= expected.count - length else { return fail() }
    var position = length
    for byte in bytes {
      guard expected[position] == byte else { return fail() }
      position += 1
    }
    append(bytes.count, from: start..<end)
  }

  /// A line break of the source, which becomes a line feed or stays a separator.
  mutating func lineBreak(_ start: Int, _ end: Int) {
    guard start < end else { return }
    if source.isSeparator(at: start) {
      copy(start, end)
    } else {
      replace(start, end, with: CollectionOfOne(UInt8(ascii: "\n")))
    }
  }

  /// Gives up.
  mutating func fail() {
    hasMismatch = true
  }

  private mutating func append(_ count: Int, from range: Range<Int>) {
    let text = length..<length + count
    length += count
    guard let last = runs.last, last.source.upperBound == range.lowerBound,
      last.text.count == last.source.count, text.count == range.count
    else {
      runs.append(SourceFragment.Run(text: text, source: range))
      return
    }
    runs[runs.count - 1] = SourceFragment.Run(
      text: last.text.lowerBound..<text.upperBound,
      source: last.source.lowerBound..<range.upperBound
    )
  }
}
