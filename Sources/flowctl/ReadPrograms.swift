import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime

/// The programs of a flow or a folder; after errors, which are printed, the exit code 1.
func readPrograms(at path: String, environment: String?) throws -> ProgramSet {
  do throws(FolderError) {
    let reading = try FlowFolder(at: path).read(
      environment: environment,
      requiresValues: false,
      zones: SystemZones()
    )
    let project = compileProject(reading.sources)
    let findings = reading.findings + project.findings
    if !findings.hasErrors { return project.programs }
    complain(renderedFindings(findings, files: project.files))
  } catch {
    throw Complaint(error)
  }
  throw ExitCode(1)
}
