package import Diagnostics
package import FlowLanguage
package import FlowRuntime
internal import Synchronization

/// The project a server serves: reads it, compiles it, and puts it in place.
///
/// A class, for it knows whether the folder was refused when it was last read.
final class FlowProject: Sendable {
  let folder: FlowFolder
  let environment: String?
  let standInEnvironments: ProjectFile?
  let zones: any ZoneRules
  let store: FlowStore
  let metrics: ReloadMetrics
  private let isRefused = Mutex(false)

  /// Makes the project that a server's configuration names; nothing of it is read yet.
  init(
    _ configuration: ServerConfiguration,
    _ zones: any ZoneRules,
    _ store: FlowStore,
    _ metrics: ReloadMetrics
  ) {
    folder = configuration.folder
    environment = configuration.environment
    standInEnvironments = configuration.standInEnvironments
    self.zones = zones
    self.store = store
    self.metrics = metrics
  }

  /// Serves what is in the folder now, or keeps what was served and tells why.
  func load() -> ReloadReport {
    let start = ContinuousClock.now
    let report = afterLast(read())
    metrics.loaded(report, in: ContinuousClock.now - start)
    return report
  }

  /// The report, and of one that is good whether the last was not.
  private func afterLast(_ report: ReloadReport) -> ReloadReport {
    switch report {
    case .loaded(let project, let isChanged, _):
      let wasRefused = isRefused.withLock { isRefused in
        defer { isRefused = false }
        return isRefused
      }
      return .loaded(project, isChanged: isChanged, isAfterRefusal: wasRefused)
    case .refused, .unreadable:
      isRefused.withLock { $0 = true }
      return report
    }
  }

  private func read() -> ReloadReport {
    var reading: FolderReading
    do throws(FolderError) {
      reading = try folder.read(environment: environment, requiresValues: true, zones: zones)
    } catch {
      return .unreadable(error)
    }
    if let standInEnvironments { reading.sources.add(standInEnvironments) }
    guard !reading.findings.hasErrors else {
      return .refused(store.check(reading.sources), reading.findings)
    }
    return switch store.load(reading.sources) {
    case .loaded(let project, let isChanged):
      .loaded(project, isChanged: isChanged, isAfterRefusal: false)
    case .refused(let project): .refused(project, reading.findings)
    }
  }
}

/// What became of a reload.
package enum ReloadReport: Sendable {
  /// The folder is served as it is now; `isChanged` tells whether any flow differs from before,
  /// `isAfterRefusal` whether the folder could not be served when it was last read.
  case loaded(CompiledProject, isChanged: Bool, isAfterRefusal: Bool)
  /// It has errors, in its texts or in reading them, and what was served before is served still.
  case refused(CompiledProject, [Diagnostic])
  /// It cannot be looked into, and what was served before is served still.
  case unreadable(FolderError)
}
