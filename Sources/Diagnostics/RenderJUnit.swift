/// Writes findings as JUnit's XML: a suite for each file, in it a case for each finding, or one case
/// that passes where there is none.
///
/// Source: the schema of Apache Ant's JUnit report. A finding is a failure from the weight `failing`
/// on; what weighs less is a case that passes and says what was found.
package func renderJUnit(
  _ findings: [Diagnostic],
  files: SourceFiles,
  failing: Severity
) -> String {
  let findings = findings.sorted(in: files)
  let silent = Set(files.companions).subtracting(findings.map(\.primary.span.file))
  let loose = findings.filter { files[$0.primary.span.file] == nil }
  var suites = loose.isEmpty ? [] : [Suite(name: "flowctl", findings: loose)]
  for file in files.all.sorted(by: { $0.name < $1.name }) where !silent.contains(file.id) {
    let own = findings.filter { $0.primary.span.file == file.id }
    suites.append(Suite(name: file.name, findings: own))
  }
  let tests = suites.reduce(0) { $0 + max(1, $1.findings.count) }
  let failures = findings.count { $0.severity >= failing }
  var lines = [
    #"<?xml version="1.0" encoding="UTF-8"?>"#,
    #"<testsuites name="flowctl validate" tests="\#(tests)" failures="\#(failures)">"#,
  ]
  for suite in suites { lines += suite.lines(in: files, failing: failing) }
  lines.append("</testsuites>")
  return lines.joined(separator: "\n") + "\n"
}

/// The findings of one file.
private struct Suite {
  let name: String
  let findings: [Diagnostic]

  func lines(in files: SourceFiles, failing: Severity) -> [String] {
    let failures = findings.count { $0.severity >= failing }
    let name = xmlAttribute(name)
    let counts = #"tests="\#(max(1, findings.count))" failures="\#(failures)""#
    var lines = [#"  <testsuite name="\#(name)" \#(counts)>"#]
    if findings.isEmpty {
      lines.append(#"    <testcase classname="\#(name)" name="no findings"/>"#)
    }
    for finding in findings {
      let code = xmlAttribute(finding.code.rawValue)
      let place = files[finding.primary.span.file].map { file in
        " at line \(file.position(of: finding.primary.span.start).line)"
      }
      let opening = #"<testcase classname="\#(name)" name="\#(code)\#(place ?? "")">"#
      let text = xmlContent(renderBlock(finding, files: files, style: .plain))
      let message = xmlAttribute(finding.message)
      let fails = finding.severity >= failing
      let result =
        fails
        ? #"<failure type="\#(code)" message="\#(message)">\#(text)</failure>"#
        : "<system-out>\(text)</system-out>"
      lines += ["    \(opening)", "      \(result)", "    </testcase>"]
    }
    return lines + ["  </testsuite>"]
  }
}
