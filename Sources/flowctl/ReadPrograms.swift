import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime

/// The programs of a flow or a folder; after errors, which are printed, the exit code 1.
///
/// Of a flow's file only that flow's, and of a folder within a project only its flows', though those
/// they run are compiled with them. `shown`: how what is said of the files is shown.
func readPrograms(
  at path: String,
  environment: String?,
  shown: (String) -> String = { $0 }
) throws -> [Program] {
  do {
    let folder = try FlowFolder(at: path)
    try folder.requireFlow()
    let reading = try folder.read(
      environment: environment,
      requiresValues: false,
      zones: SystemZones()
    )
    let project = compileProject(reading.sources)
    if let complaint = project.environmentComplaint { throw complaint }
    let findings = reading.findings + project.findings
    if !findings.hasErrors { return project.programs.filter { $0.isAsked(for: folder) } }
    complain(shown(renderedFindings(findings, files: project.files)))
  } catch let error as FolderError {
    throw Complaint(shown(error.description))
  }
  throw ExitCode(1)
}

extension Program {
  /// Whether its flow is among what was asked for of a project.
  func isAsked(for folder: FlowFolder) -> Bool {
    sources.first.map { folder.contains($0.path) } ?? false
  }
}

extension CompiledProject {
  /// That `--environment` names none there is: wrong usage, and no mistake in a file; else nil.
  var environmentComplaint: Complaint? {
    missingEnvironment.map { finding in
      Complaint(finding.message + (finding.help.map { "; \($0)" } ?? ""))
    }
  }
}
