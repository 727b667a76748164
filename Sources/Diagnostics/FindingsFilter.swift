internal import JSON

/// Which findings of a run are not shown and do not count.
package struct FindingsFilter: Sendable {
  /// The least weight that is shown.
  package var least: Severity
  /// Codes whose warnings and hints are not shown; an error is, whatever its code.
  package var allowed: Set<DiagnosticCode>
  /// Findings that are known already, errors among them; but a file that cannot be read is told of
  /// again, as what is wrong behind that is not known.
  package var baseline: Baseline?

  /// Makes a filter that leaves nothing out.
  package init(
    least: Severity = .hint,
    allowed: Set<DiagnosticCode> = [],
    baseline: Baseline? = nil
  ) {
    self.least = least
    self.allowed = allowed
    self.baseline = baseline
  }

  /// The findings that are left, and those that the baseline has, whatever their weight.
  package func callAsFunction(
    _ findings: [Diagnostic],
    in files: SourceFiles
  ) -> (left: [Diagnostic], held: [Diagnostic]) {
    let weighty = findings.filter { finding in
      finding.severity >= least && (finding.severity == .error || !allowed.contains(finding.code))
    }
    let held = known(among: findings, in: files)
    let known = Set(held)
    return (known.isEmpty ? weighty : weighty.filter { !known.contains($0) }, held)
  }

  private func known(among findings: [Diagnostic], in files: SourceFiles) -> [Diagnostic] {
    guard let baseline else { return [] }
    return findings.fingerprinted(in: files)
      .filter { !$0.finding.code.hidesOthers && baseline.fingerprints.contains($0.fingerprint) }
      .map(\.finding)
  }
}

extension DiagnosticCode {
  /// Whether nothing is known of what stands behind a finding of this code, or of the whole file.
  fileprivate var hidesOthers: Bool {
    let codes: [DiagnosticCode] = [
      .unreadableFile, .fileTooLarge, .notUTF8, .yamlSyntax, .depthLimit, .nodeLimit, .aliasBudget,
    ]
    return codes.contains(self)
  }
}

/// The findings of an earlier run.
package struct Baseline: Sendable {
  /// What names each of them.
  package let fingerprints: Set<String>

  /// Reads what `--format json` printed; nil where it is nothing of the kind.
  package init?(report: [UInt8]) {
    guard let document = try? parseJSON(report, limits: Self.limits),
      case .array(let findings)? = document["findings"]
    else { return nil }
    var fingerprints: Set<String> = []
    for finding in findings {
      guard case .string(let fingerprint)? = finding["fingerprint"] else { return nil }
      fingerprints.insert(fingerprint)
    }
    self.fingerprints = fingerprints
  }

  /// A hundred thousand findings of half a kilobyte.
  private static let limits = JSONLimits(bytes: 64 << 20, depth: 16, values: 8_000_000)
}
