package import Diagnostics

// `${ … }` is not CEL's but the flow language's (LANGUAGE, "Expressions"): texts that are said and
// sent have values in them.
/// A stretch of a text with expressions in it.
package enum CELTemplatePart: Hashable, Sendable {
  /// Text that stands for itself.
  case text(SourceFragment)
  /// What stands between `${` and `}`.
  case expression(SourceFragment)
}

/// Splits a text at its `${ … }`.
///
/// The lexer finds their ends, so that braces and quotes inside are right. `$${` is a literal `${`.
package func splitTemplate(
  _ source: SourceFragment
) -> (parts: [CELTemplatePart], findings: [Diagnostic]) {
  var splitter = TemplateSplitter(source)
  splitter.split()
  return (splitter.parts, splitter.findings)
}

/// Goes through a text and takes it apart.
private struct TemplateSplitter {
  let source: SourceFragment
  let bytes: [UInt8]
  private(set) var parts: [CELTemplatePart] = []
  private(set) var findings: [Diagnostic] = []
  /// Where the text that is not yet a part begins.
  private var textStart = 0
  private var expressionCount = 0

  init(_ source: SourceFragment) {
    self.source = source
    bytes = Array(source.text.utf8)
  }

  mutating func split() {
    var position = 0
    while position < bytes.count {
      if matches("$${", at: position) {
        // The first dollar goes; the text goes on with the second.
        endText(at: position)
        textStart = position + 1
        position += 3
      } else if matches("${", at: position) {
        endText(at: position)
        position = scanExpression(from: position)
        textStart = position
      } else {
        position += 1
      }
    }
    endText(at: bytes.count)
  }

  private func matches(_ sign: StaticString, at position: Int) -> Bool {
    guard position + sign.utf8CodeUnitCount <= bytes.count else { return false }
    return sign.withUTF8Buffer { bytes[position..<position + $0.count].elementsEqual($0) }
  }

  private mutating func endText(at end: Int) {
    guard textStart < end else { return }
    parts.append(.text(source.part(textStart..<end)))
  }

  /// Takes the expression whose `${` stands at `start` and gives the place after its `}`.
  private mutating func scanExpression(from start: Int) -> Int {
    expressionCount += 1
    guard expressionCount <= CELLimits.templateExpressions else {
      return refuse(
        from: start,
        "a text has at most \(CELLimits.templateExpressions) expressions",
        help: "split it into several texts"
      )
    }
    // The expression's own lexer finds the end: a brace in a text or a map does not end it.
    var lexer = Lexer(bytes, from: start + 2)
    var open = 0
    while true {
      let token = lexer.next()
      // The parser says of a longer one that it is too long, and looks no further.
      guard token.range.upperBound - start <= CELLimits.sourceBytes + 4 else {
        parts.append(.expression(source.part(start + 2..<bytes.count)))
        return bytes.count
      }
      switch token.kind {
      case .sign(.openBrace): open += 1
      case .sign(.closeBrace) where open > 0: open -= 1
      case .sign(.closeBrace):
        return finish(start + 2..<token.range.lowerBound, after: token.range.upperBound)
      case .end:
        return refuseOpen(
          from: start,
          isInText: lexer.problems.contains { $0.range.upperBound == bytes.count }
        )
      case .identifier, .quotedIdentifier, .int, .uint, .double, .string, .sign, .broken: break
      }
    }
  }

  private mutating func finish(_ range: Range<Int>, after end: Int) -> Int {
    // Said here, for the expression's parser would speak of an end where the author sees a brace.
    let isBlank = bytes[range].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if isBlank {
      let span = source.span(of: range.lowerBound - 2..<end)
      findings.append(
        Diagnostic(
          .expressionSyntax,
          .error,
          "there is no expression in `${}`",
          at: span,
          help: "write one between the braces, or `$${` for a literal `${`"
        )
      )
    } else {
      parts.append(.expression(source.part(range)))
    }
    return end
  }

  private mutating func refuseOpen(from start: Int, isInText: Bool) -> Int {
    // What closes it is taken for a part of a text: an apostrophe has ended the text too early.
    let isCut = isInText && bytes[start...].contains(UInt8(ascii: "}"))
    return refuse(
      from: start,
      isCut ? "a text in this `${` has no end" : "this `${` has no `}`",
      help: isCut
        ? "a text with an apostrophe stands in three of them: `'''it's'''`"
        : "write `}` after the expression, or `$${` for a literal `${`"
    )
  }

  private mutating func refuse(from start: Int, _ message: String, help: String) -> Int {
    findings.append(
      Diagnostic(
        .expressionSyntax,
        .error,
        message,
        at: source.span(of: start..<start + 2),
        help: help
      )
    )
    // Nothing is made of the rest: it may be text or expression.
    return bytes.count
  }
}
