/// Writes findings for people: each with its place, the lines it is about, carets under the exact
/// range, the causes elsewhere and what to do; then a line that counts them.
///
/// Of many thousands the first thousand are shown: nobody reads further, and a terminal is not to be
/// filled by one broken file.
///
/// ```
/// error[unknown-field]: `hold` has no field `timeuot`
///   --> flows/park.yaml:3:9
///    |
///  3 |         timeuot: 30s
///    |         ^^^^^^^
///    = help: did you mean `timeout`?
/// ```
package func renderText(
  _ findings: [Diagnostic],
  files: SourceFiles,
  style: RenderStyle
) -> String {
  let findings = findings.sorted(in: files)
  var blocks = findings.prefix(shownFindings).map {
    renderBlock($0, files: files, style: style)
  }
  if findings.count > shownFindings {
    blocks.append("… \(findings.count - shownFindings) more are not shown\n")
  }
  let summary = FindingsSummary(of: findings, files: files)
  return (blocks + [summary.line + "\n"]).joined(separator: "\n")
}

/// Writes one finding as `renderText` does, with a line break at the end.
package func renderBlock(_ finding: Diagnostic, files: SourceFiles, style: RenderStyle) -> String {
  TextRenderer(finding: finding, files: files, style: style).render()
}

private let shownFindings = 1_000

/// Writes one finding.
private struct TextRenderer {
  let finding: Diagnostic
  let files: SourceFiles
  let style: RenderStyle

  func render() -> String {
    let excerpts = makeExcerpts()
    let gutter = excerpts.map(\.gutterWidth).max() ?? 0
    var lines = [header]
    for (index, excerpt) in excerpts.enumerated() {
      lines += excerpt.lines(gutter: gutter, isFirst: index == 0, style: style)
    }
    lines += notes(gutter: gutter)
    return lines.map { $0.trimmedEnd + "\n" }.joined()
  }

  private var header: String {
    let name = "\(finding.severity.rawValue)[\(finding.code.rawValue)]"
    return style.paint(name, as: .severity(finding.severity))
      + style.paint(": " + quoted(finding.message, limit: QuotingLimits.sentence), as: .message)
  }

  /// The primary's file first, then the others in the order of their labels.
  private func makeExcerpts() -> [SourceExcerpt] {
    var excerpts: [SourceExcerpt] = []
    let labels =
      [(finding.primary, RenderRole.severity(finding.severity))]
      + finding.related.map { ($0, RenderRole.related) }
    for (label, role) in labels {
      guard let file = files[label.span.file] else { continue }
      let mark = ExcerptMark(label, role: role)
      if let index = excerpts.firstIndex(where: { $0.file.id == file.id }) {
        excerpts[index].marks.append(mark)
      } else {
        excerpts.append(SourceExcerpt(file: file, marks: [mark]))
      }
    }
    return excerpts
  }

  /// Labels that stand in no file, the help, and the fixes where there is no help.
  private func notes(gutter: Int) -> [String] {
    let stray = finding.related.filter { files[$0.span.file] == nil && !$0.text.isEmpty }
    let help = finding.help.map { [$0] } ?? finding.fixes.map(describe)
    let lines = stray.map { ("note", $0.text) } + help.map { ("help", $0) }
    let indent = String(repeating: " ", count: gutter + 2)
    return lines.map { word, text in
      indent + style.paint("= ", as: .gutter) + style.paint(word + ":", as: .help) + " "
        + quoted(text, limit: QuotingLimits.sentence)
    }
  }

  private func describe(_ fix: Diagnostic.Fix) -> String {
    guard !fix.replacement.isEmpty, !fix.title.contains(fix.replacement) else { return fix.title }
    guard !fix.replacement.contains(where: \.isNewline),
      fix.replacement.contains(where: { !$0.isWhitespace })
    else { return fix.title }
    return "\(fix.title): `\(fix.replacement)`"
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmedEnd: Substring {
    var result = self[...]
    while result.last == " " { result.removeLast() }
    return result
  }
}
