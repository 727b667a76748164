package import Diagnostics
package import FlowLanguage
package import FlowRuntime
package import HTTPTransport

/// Why a server does not start; the rest shows when it runs.
package enum ServerStartError: Error, Sendable, CustomStringConvertible {
  /// The flows have errors: those of the compiler, and what could not be read.
  case flows(CompiledProject, [Diagnostic])
  /// The folder of the flows cannot be looked into.
  case folder(FolderError)
  /// Recordings cannot be kept where they are to be.
  case recordings(String, reason: String)
  /// The system has nothing left for requests to the service.
  case client(HTTPClientError)
  /// Others can reach it, and nothing is set up by which it could tell the service from them.
  case unguarded(ListenAddress)

  /// What is wrong, in a line.
  package var description: String {
    switch self {
    case .flows(let project, let findings):
      "the flows have errors: \(errorCount(project.findings + findings))"
    case .folder(let error): error.description
    case .recordings(let path, let reason):
      "recordings cannot be kept in `\(path)`: \(reason)"
    case .client(let error): "requests cannot be sent: \(error)"
    case .unguarded(let address):
      "whoever reaches \(address) could pretend to be the service: set ACS_RESOURCE_ID, and "
        + "EVENT_GRID_SECRET or --event-grid-tenant with --event-grid-app; or listen on 127.0.0.1"
    }
  }
}

private func errorCount(_ findings: [Diagnostic]) -> Int {
  findings.count { $0.severity == .error }
}
