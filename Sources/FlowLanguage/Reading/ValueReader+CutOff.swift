import Diagnostics
import FlowSyntax

extension ValueReader {
  /// Warns of a spoken text of one word like `Press # to go on.`, whose rest YAML takes for a
  /// comment.
  ///
  /// One word is often followed by a comment, so it is looked at what that says.
  func warnOfCutOff(_ scalar: SyntaxScalar) {
    guard let comment = nodes.cutOff(scalar) else { return }
    nodes.report(cutOffComment(comment, behind: scalar))
  }

  /// The same where the one word would be the name of a prompt, and there is none of that name.
  func reportCutName(_ scalar: SyntaxScalar, _ comment: SyntaxComment) {
    let warning = cutOffComment(comment, behind: scalar)
    nodes.report(
      Diagnostic(
        warning.code,
        warning.message,
        at: warning.primary.span,
        related: warning.related,
        help: "put the text in quotes: there is no prompt `\(scalar.text)`",
        fixes: Array(warning.fixes.prefix(1))
      )
    )
  }
}

extension NodeReader {
  /// The comment that belongs to a text of one word; nil where there is none, or it is a comment.
  func cutOff(_ scalar: SyntaxScalar) -> SyntaxComment? {
    guard scalar.style == .plain, !scalar.text.contains(where: \.isWhitespace),
      let comment = comment(at: scalar.span.end + 1), comment.goesOn(from: scalar.text)
    else { return nil }
    return comment
  }
}

extension SyntaxComment {
  /// Whether it is meant for `flowctl`, as `# flowctl:allow …` is.
  var speaksToFlowctl: Bool {
    text.dropFirst().drop { $0 == " " }.hasPrefix("flowctl:")
  }

  /// Whether it goes on with a sentence that a word began.
  fileprivate func goesOn(from word: String) -> Bool {
    let rest = text.dropFirst()
    guard !speaksToFlowctl else { return false }
    guard let first = rest.first, !wordsForPressing.contains(word.lowercased()) else { return true }
    // `#.` and `#, …`: a comment begins with no such sign.
    if ".,;!?".contains(first) { return true }
    let isSentenceOpen = word.last.map { !".!?".contains($0) } ?? false
    let begins = rest.first { !$0.isWhitespace }?.isLowercase == true
    return isSentenceOpen && begins && rest.last.map { ".!?".contains($0) } == true
  }
}

/// Words that a key stands behind.
private let wordsForPressing: Set = [
  "press", "push", "hit", "dial", "enter", "type", "pulse", "presione", "oprima", "marque",
  "appuyez", "tapez", "composez", "drücken", "wählen", "pressione", "tecle", "digite", "premere",
  "prema", "digiti",
]
