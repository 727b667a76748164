internal import JSON

/// Writes findings as a SARIF log of one run (OASIS, Static Analysis Results Interchange Format
/// 2.1.0), with a line break at the end.
///
/// Each code that was found is a rule. Columns count Unicode scalars from 1, and a region ends before
/// its end column (3.30.8). Files are URI references as they were named (3.4.3); a finding in no file
/// has no location.
package func renderSARIF(_ findings: [Diagnostic], files: SourceFiles) -> String {
  let findings = findings.fingerprinted(in: files)
  let codes = Set(findings.map(\.finding.code.rawValue)).sorted()
  let rules = codes.map { code -> JSONValue in ["id": .string(code)] }
  let results = findings.map { finding, fingerprint in
    let index = codes.firstIndex(of: finding.code.rawValue) ?? 0
    return result(finding, rule: index, fingerprint, files)
  }
  let log: JSONValue = [
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
      [
        "tool": ["driver": ["name": "flowctl", "rules": .array(rules)]],
        "columnKind": "unicodeCodePoints",
        "results": .array(results),
      ]
    ],
  ]
  return log.text(in: .pretty) + "\n"
}

private func result(
  _ finding: Diagnostic,
  rule: Int,
  _ fingerprint: String,
  _ files: SourceFiles
) -> JSONValue {
  var members: JSONObject = [
    "ruleId": .string(finding.code.rawValue),
    "ruleIndex": .integer(rule),
    "level": .string(finding.severity.sarifLevel),
    "message": ["text": .string(finding.sentence)],
    "partialFingerprints": ["flowctl/v1": .string(fingerprint)],
  ]
  if let place = location(finding.primary, files) { members["locations"] = [place] }
  let related = finding.related.compactMap { location($0, files) }
  if !related.isEmpty { members["relatedLocations"] = .array(related) }
  let fixes = finding.fixes.compactMap { sarifFix($0, files) }
  if !fixes.isEmpty { members["fixes"] = .array(fixes) }
  return .object(members)
}

private func location(_ label: Diagnostic.Label, _ files: SourceFiles) -> JSONValue? {
  guard let file = files[label.span.file] else { return nil }
  var members: JSONObject = [
    "physicalLocation": [
      "artifactLocation": ["uri": .string(uriReference(file.relativeName))],
      "region": region(label.span, in: file),
    ]
  ]
  if !label.text.isEmpty { members["message"] = ["text": .string(label.text)] }
  return .object(members)
}

private func sarifFix(_ fix: Diagnostic.Fix, _ files: SourceFiles) -> JSONValue? {
  guard let file = files[fix.span.file] else { return nil }
  return [
    "description": ["text": .string(fix.title)],
    "artifactChanges": [
      [
        "artifactLocation": ["uri": .string(uriReference(file.relativeName))],
        "replacements": [
          [
            "deletedRegion": region(fix.span, in: file),
            "insertedContent": ["text": .string(fix.replacement)],
          ]
        ],
      ]
    ],
  ]
}

private func region(_ span: Span, in file: SourceFile) -> JSONValue {
  let (start, end) = (file.position(of: span.start), file.position(of: span.end))
  return [
    "startLine": .integer(start.line), "startColumn": .integer(start.column),
    "endLine": .integer(end.line), "endColumn": .integer(end.column),
  ]
}

/// A path as a URI reference (RFC 3986, section 3.3): what has no place in a path is escaped.
private func uriReference(_ path: String) -> String {
  var result = path.hasPrefix("/") ? "file://" : ""
  for byte in path.utf8 {
    let scalar = Unicode.Scalar(byte)
    let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
    if isPlain || "/-._~!$&'()*+,;=@".unicodeScalars.contains(scalar) {
      result.unicodeScalars.append(scalar)
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      result += "%" + (digits.count == 1 ? "0" : "") + digits
    }
  }
  return result
}

extension Severity {
  /// The level of a result (3.27.10).
  fileprivate var sarifLevel: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .hint: "note"
    }
  }
}
