import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime

/// The programs of a flow or a folder; after errors, which are printed, the exit code 1.
///
/// Of a flow's file only that flow's, though those it runs are compiled with it.
func readPrograms(at path: String, environment: String?) throws -> [Program] {
  do {
    let folder = try FlowFolder(at: path)
    let reading = try folder.read(
      environment: environment,
      requiresValues: false,
      zones: SystemZones()
    )
    let project = compileProject(reading.sources)
    if let complaint = project.environmentComplaint { throw complaint }
    let findings = reading.findings + project.findings
    if !findings.hasErrors {
      guard let file = folder.file else { return Array(project.programs) }
      return project.programs.filter { $0.sources.first?.path == file }
    }
    complain(renderedFindings(findings, files: project.files))
  } catch let error as FolderError {
    throw Complaint(error)
  }
  throw ExitCode(1)
}

extension CompiledProject {
  /// That `--environment` names none there is: wrong usage, and no mistake in a file; else nil.
  var environmentComplaint: Complaint? {
    missingEnvironment.map { finding in
      Complaint(finding.message + (finding.help.map { "; \($0)" } ?? ""))
    }
  }
}
