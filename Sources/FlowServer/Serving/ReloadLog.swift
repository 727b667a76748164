internal import Diagnostics
internal import FlowLanguage
internal import FlowRuntime
internal import Logging

extension ServerConfiguration {
  /// Tells everybody what became of a reload.
  func tell(of report: ReloadReport) {
    if !isDevelopment { logger.log(report) }
    if case .loaded(let project, isChanged: true, _) = report { warnOfRecordings(project) }
    reloads(report)
  }

  /// Says which flows fetch recordings where there is no folder for them, before a call of one does.
  func warnOfRecordings(_ project: CompiledProject) {
    guard recordings == nil else { return }
    for program in project.programs where program.fetchesIntoFolder {
      logger.warning(
        "the flow fetches recordings into a folder, which fails without --recordings FOLDER",
        metadata: ["flow": "\(program.name)"]
      )
    }
  }
}

extension Logger {
  /// Says what became of a reload, and if the old flows stay, why.
  fileprivate func log(_ report: ReloadReport) {
    switch report {
    case .loaded(let project, let isChanged, let isAfterRefusal):
      guard isChanged || isAfterRefusal else { return }
      let versions = project.programs.map {
        "\($0.name) \(PinnedProgram($0).version.rawValue.prefix(12))"
      }
      info(
        isAfterRefusal ? "flows reloaded: their folder is good again" : "flows reloaded",
        metadata: [
          "flows": .number(project.programs.count),
          "versions": "\(versions.joined(separator: ", "))",
        ]
      )
    case .refused(let project, let findings):
      error("flows not reloaded: they have errors; the old ones are served on")
      for finding in findings + project.findings where finding.severity == .error {
        log(finding, of: project)
      }
    case .unreadable(let failure):
      error(
        "flows not reloaded: their folder cannot be read; the old ones are served on",
        metadata: ["reason": "\(failure)"]
      )
    }
  }

  private func log(_ finding: Diagnostic, of project: CompiledProject) {
    var metadata: Metadata = [
      "code": "\(finding.code.rawValue)", "finding": "\(finding.message)",
    ]
    let span = finding.primary.span
    if let file = project.files[span.file] {
      let position = file.position(of: span.start)
      metadata["place"] = "\(file.name):\(position.line):\(position.column)"
    }
    error("finding", metadata: metadata)
  }
}
