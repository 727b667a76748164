/// Writes findings as GitHub Actions' workflow commands, one a line: `::error file=…,line=…::…`.
///
/// Source: GitHub Docs, "Workflow commands for GitHub Actions". Columns are those of one line, so a
/// range over several lines has only its first.
package func renderGitHub(_ findings: [Diagnostic], files: SourceFiles) -> String {
  annotations(findings, files) { finding, place in
    var properties: [(String, String)] = []
    if let place {
      properties = [("file", place.file), ("line", "\(place.start.line)")]
      properties.append(("endLine", "\(place.end.line)"))
      if place.start.line == place.end.line {
        properties.append(("col", "\(place.start.column)"))
        properties.append(("endColumn", "\(place.end.column)"))
      }
    }
    properties.append(("title", finding.code.rawValue))
    let list = properties.map { "\($0)=\(escapedForGitHub($1, inProperty: true))" }
    let text = escapedForGitHub(finding.sentence, inProperty: false)
    return "::\(finding.severity.gitHubCommand) \(list.joined(separator: ","))::\(text)"
  }
}

/// Writes findings as Azure Pipelines' logging commands, one a line:
/// `##vso[task.logissue type=error;sourcepath=…]…`.
///
/// Source: Microsoft Learn, "Logging commands". There is no issue of a hint's weight, so a hint is a
/// line of the log.
package func renderAzure(_ findings: [Diagnostic], files: SourceFiles) -> String {
  annotations(findings, files) { finding, place in
    guard finding.severity > .hint else {
      let position = place.map { "\($0.file):\($0.start.line):\($0.start.column): " } ?? ""
      return "\(position)hint[\(finding.code.rawValue)]: \(escapedForAzure(finding.sentence))"
    }
    var properties = [("type", finding.severity.rawValue)]
    if let place {
      properties.append(("sourcepath", place.file))
      properties.append(("linenumber", "\(place.start.line)"))
      properties.append(("columnnumber", "\(place.start.column)"))
    }
    properties.append(("code", finding.code.rawValue))
    let list = properties.map { "\($0)=\(escapedForAzure($1));" }.joined()
    return "##vso[task.logissue \(list)]\(escapedForAzure(finding.sentence))"
  }
}

private struct Place {
  let file: String
  let start: Position
  let end: Position
}

/// A line for each finding, sorted and each once.
private func annotations(
  _ findings: [Diagnostic],
  _ files: SourceFiles,
  line: (Diagnostic, Place?) -> String
) -> String {
  findings.sorted(in: files).map { finding in
    let span = finding.primary.span
    let place = files[span.file].map { file in
      Place(
        file: file.relativeName,
        start: file.position(of: span.start),
        end: file.position(of: span.end)
      )
    }
    return line(finding, place) + "\n"
  }.joined()
}

private func escapedForGitHub(_ text: String, inProperty: Bool) -> String {
  escaped(text, inProperty ? ["%": "%25", ":": "%3A", ",": "%2C"] : ["%": "%25"])
}

private func escapedForAzure(_ text: String) -> String {
  escaped(text, ["%": "%AZP25", ";": "%3B", "]": "%5D"])
}

/// The text on one line, with what would end a property or a command written otherwise.
private func escaped(_ text: String, _ replacements: [Character: String]) -> String {
  var result = ""
  for character in quoted(text, limit: QuotingLimits.sentence) {
    result += replacements[character] ?? String(character)
  }
  return result
}

extension Severity {
  fileprivate var gitHubCommand: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .hint: "notice"
    }
  }
}
