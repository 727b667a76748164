/// Writes findings for programs, as `schemas/findings.schema.json` describes, with a line break at
/// the end.
package func renderJSON(_ findings: [Diagnostic], files: SourceFiles) -> String {
  let findings = findings.sorted(in: files)
  let summary = FindingsSummary(of: findings, files: files)
  let document = JSONValue.object([
    .init("version", .int(1)),
    .init("findings", .array(findings.map { json($0, files) })),
    .init(
      "summary",
      .object([
        .init("files", .int(summary.files)),
        .init("errors", .int(summary.errors)),
        .init("warnings", .int(summary.warnings)),
        .init("hints", .int(summary.hints)),
      ])
    ),
  ])
  return document.text + "\n"
}

private func json(_ finding: Diagnostic, _ files: SourceFiles) -> JSONValue {
  .object(
    [
      .init("code", .string(finding.code.rawValue)),
      .init("severity", .string(finding.severity.rawValue)),
      .init("message", .string(finding.message)),
    ] + place(finding.primary.span, files) + [
      .init("label", .string(finding.primary.text)),
      .init("related", .array(finding.related.map { json($0, files) })),
      .init("help", finding.help.map { .string($0) } ?? .null),
      .init("fixes", .array(finding.fixes.map { json($0, files) })),
    ]
  )
}

private func json(_ label: Diagnostic.Label, _ files: SourceFiles) -> JSONValue {
  .object(place(label.span, files) + [.init("message", .string(label.text))])
}

private func json(_ fix: Diagnostic.Fix, _ files: SourceFiles) -> JSONValue {
  let edit = JSONValue.object(
    place(fix.span, files) + [.init("replacement", .string(fix.replacement))]
  )
  return .object([.init("title", .string(fix.title)), .init("edits", .array([edit]))])
}

/// The file and the range of a span, both null where it lies in no file.
private func place(_ span: Span, _ files: SourceFiles) -> [JSONValue.Member] {
  guard let file = files[span.file] else {
    return [.init("file", .null), .init("range", .null)]
  }
  let range = JSONValue.object([
    .init("start", position(span.start, in: file)),
    .init("end", position(span.end, in: file)),
  ])
  return [.init("file", .string(file.name)), .init("range", range)]
}

private func position(_ offset: Int, in file: SourceFile) -> JSONValue {
  let position = file.position(of: offset)
  return .object([
    .init("line", .int(position.line)),
    .init("column", .int(position.column)),
    .init("offset", .int(min(max(0, offset), file.text.utf8.count))),
  ])
}
