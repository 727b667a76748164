internal import Diagnostics
internal import FlowLanguage
internal import FlowRuntime

extension FlowServer {
  /// Throws what `init` would throw of the flows and of who can reach the server, without a journal:
  /// for before one is made.
  package static func check(_ configuration: ServerConfiguration) throws(ServerStartError) {
    guard configuration.isGuarded else { throw .unguarded(configuration.listen) }
    let flows: (project: CompiledProject, unread: [Diagnostic])
    do throws(FolderError) {
      flows = try configuration.compileFlows()
    } catch {
      throw .folder(error)
    }
    guard !flows.unread.hasErrors, !flows.project.findings.hasErrors else {
      throw .flows(flows.project, flows.unread)
    }
  }
}

extension ServerConfiguration {
  /// The flows as a server would serve them, with what could not be read of them.
  func compileFlows() throws(FolderError) -> (project: CompiledProject, unread: [Diagnostic]) {
    let reading = try folder.read(
      environment: environment,
      requiresValues: true,
      zones: SystemZones()
    )
    return (compileProject(reading.sources), reading.findings)
  }
}
