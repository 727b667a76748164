internal import CYAML
internal import Diagnostics

/// Where a scalar's token stands, its anchor and tag excluded, and what libyaml read there.
struct ScalarToken {
  /// UTF-8 offsets, quotes or the block indicator included.
  let start: Int
  /// The end; for a block scalar, after its last line's break.
  let end: Int
  /// How it was written.
  let style: ScalarStyle
  /// The text as read.
  let text: UnsafeBufferPointer<UInt8>
}

extension ScalarStyle {
  /// Translates libyaml's style.
  init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

/// Makes a scalar of a token.
///
/// What stands in the file letter by letter costs no map.
func readScalar(
  _ token: ScalarToken,
  in source: UnsafeBufferPointer<UInt8>,
  file: FileID
) -> SyntaxScalar {
  let text = String(decoding: token.text, as: UTF8.self)
  let isBlock = token.style == .literal || token.style == .folded
  let end = isBlock ? source.trimmedEnd(token.start, token.end) : token.end
  let span = Span(file: file, start: token.start, end: end)
  if let start = verbatimStart(of: token, in: source) {
    let fragment = SourceFragment(verbatim: text, from: start, span: span)
    return SyntaxScalar(fragment, style: token.style)
  }
  let runs =
    scanRuns(of: token, in: source)
    ?? [SourceFragment.Run(text: 0..<token.text.count, source: span.start..<span.end)]
  return SyntaxScalar(SourceFragment(text: text, span: span, runs: runs), style: token.style)
}

/// Where the text begins in the file if each of its bytes stands for one byte there.
private func verbatimStart(
  of token: ScalarToken,
  in source: UnsafeBufferPointer<UInt8>
) -> Int? {
  let length = token.end - token.start
  switch token.style {
  case .plain:
    // Folding never makes a text longer, so a text that got no shorter lost nothing.
    return length == token.text.count ? token.start : nil
  case .singleQuoted:
    return length - 2 == token.text.count ? token.start + 1 : nil
  case .doubleQuoted:
    guard length - 2 == token.text.count else { return nil }
    let inner = source[(token.start + 1)..<(token.end - 1)]
    return inner.contains(UInt8(ascii: "\\")) ? nil : token.start + 1
  case .literal, .folded:
    return nil
  }
}

/// The map of a token that is not verbatim; nil where our reading is not libyaml's.
private func scanRuns(
  of token: ScalarToken,
  in source: UnsafeBufferPointer<UInt8>
) -> [SourceFragment.Run]? {
  let builder = FragmentBuilder(source: source, expecting: token.text)
  switch token.style {
  case .plain, .singleQuoted, .doubleQuoted:
    let quote = token.style == .plain ? 0 : 1
    let start = token.start + quote
    let end = max(start, token.end - quote)
    return FlowScalarMap(source, from: start, to: end, style: token.style, builder: builder)
      .run().result
  case .literal, .folded:
    return BlockScalarMap(source, from: token.start, to: token.end, builder: builder)
      .run(expecting: token.text).result
  }
}
