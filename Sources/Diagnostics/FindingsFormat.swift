/// A form in which findings are written.
package enum FindingsFormat: String, CaseIterable, Sendable {
  /// For people, with the lines they are about.
  case text
  /// For programs: `schemas/findings.schema.json`.
  case json
  /// SARIF 2.1.0 (OASIS), which code-scanning pages read.
  case sarif
  /// GitHub Actions' workflow commands, which become annotations of a change.
  case github
  /// Azure Pipelines' logging commands, which become issues of a run.
  case azure
  /// GitLab's code quality report.
  case gitlab
  /// JUnit's XML, which every test page reads.
  case junit
}

/// Writes findings in a form, sorted and each once, with a line break at the end where there is
/// anything.
///
/// `style` is how text is coloured; no other form has colours. `failing` is the weight from which on
/// a finding fails the run, for forms that tell.
package func render(
  _ findings: [Diagnostic],
  files: SourceFiles,
  as format: FindingsFormat,
  style: RenderStyle = .plain,
  failing: Severity = .error
) -> String {
  switch format {
  case .text: renderText(findings, files: files, style: style)
  case .json: renderJSON(findings, files: files)
  case .sarif: renderSARIF(findings, files: files)
  case .github: renderGitHub(findings, files: files)
  case .azure: renderAzure(findings, files: files)
  case .gitlab: renderGitLab(findings, files: files)
  case .junit: renderJUnit(findings, files: files, failing: failing)
  }
}
