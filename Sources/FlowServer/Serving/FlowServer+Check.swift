internal import Diagnostics
internal import FlowLanguage
internal import FlowRuntime

extension FlowServer {
  /// Throws what `init` would throw of the flows and of who can reach the server, without a journal:
  /// for before one is made.
  package static func check(_ configuration: ServerConfiguration) throws(ServerStartError) {
    guard configuration.isGuarded else { throw .unguarded(configuration.listen) }
    let reading: FolderReading
    do throws(FolderError) {
      reading = try configuration.folder.read(
        environment: configuration.environment,
        requiresValues: true,
        zones: SystemZones()
      )
    } catch {
      throw .folder(error)
    }
    let project = compileProject(reading.sources)
    guard !reading.findings.hasErrors, !project.findings.hasErrors else {
      throw .flows(project, reading.findings)
    }
  }
}
