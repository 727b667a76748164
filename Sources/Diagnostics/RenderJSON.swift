internal import JSON

/// Writes findings for programs, as `schemas/findings.schema.json` describes, with a line break at
/// the end.
package func renderJSON(_ findings: [Diagnostic], files: SourceFiles) -> String {
  let findings = findings.fingerprinted(in: files)
  let summary = FindingsSummary(of: findings.lazy.map(\.finding), files: files)
  let document: JSONValue = [
    "version": 1,
    "findings": .array(findings.map { json($0.finding, $0.fingerprint, files) }),
    "summary": [
      "files": .integer(summary.files),
      "errors": .integer(summary.errors),
      "warnings": .integer(summary.warnings),
      "hints": .integer(summary.hints),
    ],
  ]
  return document.text(in: .pretty) + "\n"
}

private func json(
  _ finding: Diagnostic,
  _ fingerprint: String,
  _ files: SourceFiles
) -> JSONValue {
  let place = place(finding.primary.span, files)
  return [
    "code": .string(finding.code.rawValue),
    "severity": .string(finding.severity.rawValue),
    "message": .string(finding.message),
    "file": place.file,
    "range": place.range,
    "label": .string(finding.primary.text),
    "related": .array(finding.related.map { json($0, files) }),
    "help": finding.help.map { .string($0) } ?? .null,
    "fixes": .array(finding.fixes.map { json($0, files) }),
    "fingerprint": .string(fingerprint),
  ]
}

private func json(_ label: Diagnostic.Label, _ files: SourceFiles) -> JSONValue {
  let place = place(label.span, files)
  return ["file": place.file, "range": place.range, "message": .string(label.text)]
}

private func json(_ fix: Diagnostic.Fix, _ files: SourceFiles) -> JSONValue {
  let place = place(fix.span, files)
  let edit: JSONValue = [
    "file": place.file, "range": place.range, "replacement": .string(fix.replacement),
  ]
  return ["title": .string(fix.title), "edits": [edit]]
}

/// The file and the range of a span, both null where it lies in no file.
private func place(_ span: Span, _ files: SourceFiles) -> (file: JSONValue, range: JSONValue) {
  guard let file = files[span.file] else { return (.null, .null) }
  let range: JSONValue = [
    "start": position(span.start, in: file), "end": position(span.end, in: file),
  ]
  return (.string(file.name), range)
}

private func position(_ offset: Int, in file: SourceFile) -> JSONValue {
  let position = file.position(of: offset)
  return [
    "line": .integer(position.line),
    "column": .integer(position.column),
    "offset": .integer(min(max(0, offset), file.text.utf8.count)),
  ]
}
