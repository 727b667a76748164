/// How many findings of each weight a run had.
package struct FindingsSummary: Hashable, Sendable {
  /// The files looked at: all that were asked for, and of their companions those that have a
  /// finding.
  package let files: Int
  /// The errors.
  package let errors: Int
  /// The warnings.
  package let warnings: Int
  /// The hints.
  package let hints: Int

  /// Counts findings, each of which is in the list once.
  package init(of findings: some Sequence<Diagnostic>, files: SourceFiles) {
    var counts: [Severity: Int] = [:]
    for finding in findings { counts[finding.severity, default: 0] += 1 }
    let silent = files.companions.filter { id in
      !findings.contains { $0.primary.span.file == id }
    }
    self.files = max(files.all.count - silent.count, min(1, files.all.count))
    self.errors = counts[.error] ?? 0
    self.warnings = counts[.warning] ?? 0
    self.hints = counts[.hint] ?? 0
  }

  /// One line: "2 errors, 1 warning in 3 files".
  package var line: String {
    let parts = [(errors, "error"), (warnings, "warning"), (hints, "hint")]
      .filter { $0.0 > 0 }
      .map { Self.count($0.0, $0.1) }
    let found = parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    return "\(found) in \(Self.count(files, "file"))"
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
