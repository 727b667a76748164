internal import JSON

/// Writes findings as GitLab's code quality report, with a line break at the end.
///
/// Source: GitLab Docs, "Code Quality", report format. Every member it names is required there, so a
/// finding in no file stands at the first line of the project's folder.
package func renderGitLab(_ findings: [Diagnostic], files: SourceFiles) -> String {
  let issues = findings.fingerprinted(in: files).map { finding, fingerprint -> JSONValue in
    let span = finding.primary.span
    let file = files[span.file]
    return [
      "description": .string(finding.sentence),
      "check_name": .string(finding.code.rawValue),
      "fingerprint": .string(fingerprint),
      "severity": .string(finding.severity.gitLabWord),
      "location": [
        "path": .string(file?.relativeName ?? "."),
        "lines": [
          "begin": .integer(file?.position(of: span.start).line ?? 1),
          "end": .integer(file?.position(of: span.end).line ?? 1),
        ],
      ],
    ]
  }
  return JSONValue.array(issues).text(in: .pretty) + "\n"
}

extension Severity {
  fileprivate var gitLabWord: String {
    switch self {
    case .error: "major"
    case .warning: "minor"
    case .hint: "info"
    }
  }
}
