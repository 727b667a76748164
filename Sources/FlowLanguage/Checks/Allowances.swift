import Diagnostics
import FlowSyntax

/// A comment `# flowctl:allow CODE reason`.
private struct Allowance {
  let comment: SyntaxComment
  let code: DiagnosticCode
  /// The line it speaks of: its own, or the next one with content if it stands alone.
  let line: Int
}

/// Takes out the findings that comments silence.
///
/// A comment `# flowctl:allow CODE reason` on a finding's line or above it silences one warning or
/// hint, never an error. What is wrong with the comments is added; that one silences nothing is not,
/// where its finding was not asked for or might have been hidden by an error.
func applyAllowances(
  of document: SyntaxDocument,
  in source: SourceFile,
  to findings: [Diagnostic],
  unasked: Set<DiagnosticCode> = []
) -> [Diagnostic] {
  let marked = document.comments.filter(\.speaksToFlowctl)
  guard !marked.isEmpty else { return findings }
  let isWhole = document.isComplete && !findings.hasErrors
  var left = findings
  var lines = SpokenOfLines(source)
  if marked.count > FlowLimits.allowances { left.append(tooMany(marked[FlowLimits.allowances])) }
  for comment in marked.prefix(FlowLimits.allowances) {
    switch read(comment) {
    case .problem(let problem): left.append(problem)
    case .code(let code):
      let allowance = Allowance(comment: comment, code: code, line: lines.line(of: comment))
      // One comment, one finding: a second of the same kind on the line was not looked at by
      // whoever wrote the comment.
      let place = left.firstIndex { finding in
        finding.code == allowance.code && finding.primary.span.file == source.id
          && source.position(of: finding.primary.span.start).line == allowance.line
      }
      guard let place, left[place].severity < .error else {
        // Of a document that was not read to its end, or that has errors, not everything was found.
        let isError = place != nil
        if isError || isWhole, !unasked.contains(code) {
          left.append(unused(allowance, isError: isError))
        }
        continue
      }
      left.remove(at: place)
    }
  }
  return left
}

/// What a comment says.
private enum CommentContent {
  case code(DiagnosticCode)
  case problem(Diagnostic)
}

private func read(_ comment: SyntaxComment) -> CommentContent {
  // `#flowctl:allow` speaks to it too.
  let text = "# " + comment.text.dropFirst()
  let words = text.split(separator: " ", maxSplits: 3).map(String.init)
  let form = "write `# flowctl:allow CODE reason`"
  func problem(_ code: DiagnosticCode, _ message: String, _ help: String) -> CommentContent {
    .problem(Diagnostic(code, .warning, message, at: comment.span, help: help))
  }
  guard words.count > 2, words[1] == "flowctl:allow" else {
    return problem(.malformedValue, "this comment to `flowctl` says nothing", form)
  }
  guard let code = DiagnosticCode(rawValue: words[2]) else {
    let near = nearestName(to: words[2], among: DiagnosticCode.allCases.map(\.rawValue))
    let help = near.map { "did you mean `\($0)`?" } ?? form
    return problem(.unknownName, "there is no finding `\(words[2])`", help)
  }
  // The reason is what a reader needs who finds the comment in a year.
  guard words.count > 3 else {
    return problem(.malformedValue, "an allowance needs its reason", form)
  }
  return .code(code)
}

private func tooMany(_ comment: SyntaxComment) -> Diagnostic {
  Diagnostic(
    .valueOutOfRange,
    .warning,
    "only the first \(FlowLimits.allowances) comments to `flowctl` are read",
    at: comment.span,
    help: "mend what they allow"
  )
}

private func unused(_ allowance: Allowance, isError: Bool) -> Diagnostic {
  Diagnostic(
    .unusedAllowance,
    .warning,
    isError
      ? "`\(allowance.code.rawValue)` is an error here, and errors cannot be allowed"
      : "there is no `\(allowance.code.rawValue)` here to be allowed",
    at: allowance.comment.span,
    help: "delete the comment"
  )
}

/// Finds the lines that comments speak of.
private struct SpokenOfLines {
  private let source: SourceFile
  private let bytes: [UInt8]
  /// Lines that have nothing but comments, and the line after them: they are looked at once.
  private var quiet: (lines: Range<Int>, next: Int)?

  init(_ source: SourceFile) {
    self.source = source
    bytes = Array(source.text.utf8)
  }

  /// The line a comment speaks of, from 1.
  mutating func line(of comment: SyntaxComment) -> Int {
    let own = source.position(of: comment.span.start).line
    guard content(own, before: comment.span.start).isEmpty else { return own }
    if let quiet, quiet.lines.contains(own) { return quiet.next }
    for line in (own + 1)..<max(own + 1, source.lineStarts.count + 1) {
      let end = line < source.lineStarts.count ? source.lineStarts[line] : bytes.count
      let text = content(line, before: end)
      guard let first = text.first, !Array("\r\n#".utf8).contains(first) else {
        continue
      }
      quiet = (own..<line, line)
      return line
    }
    return own
  }

  private func content(_ line: Int, before end: Int) -> ArraySlice<UInt8> {
    bytes[source.lineStarts[line - 1]..<end].drop { $0 == UInt8(ascii: " ") }
  }
}
