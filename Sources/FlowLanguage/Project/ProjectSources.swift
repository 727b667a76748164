/// A file of a project as the host read it.
package struct ProjectFile: Hashable, Sendable {
  /// The path as it is shown.
  package let path: String
  /// Its bytes.
  package let bytes: [UInt8]

  /// Makes a file.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// The name a project's environments stand under.
  package static let configurationName = "flowctl.yaml"

  /// Whether it holds the project's environments instead of a flow.
  package var isConfiguration: Bool {
    path == Self.configurationName || path.hasSuffix("/" + Self.configurationName)
  }
}

/// All that compiling a project depends on.
package struct ProjectSources: Sendable {
  /// The flows, `flowctl.yaml` and the descriptions that services name, in the order of their paths.
  package private(set) var files: [ProjectFile]
  /// The environment asked for, or nil for the only one there is.
  package let environment: String?
  /// Whether identities and settings without a value are errors, as they are for serving.
  package let requiresValues: Bool
  /// Whether a project without an environment is told, as hints, what it lacks for serving.
  package var hintsAtValues = false
  /// The rules of time zones, from the host.
  package let zones: any ZoneRules
  /// The day before which dates have gone by, or nil to say nothing of that: what is found must not
  /// change from day to day unless that is asked for.
  package let today: HoursSchedule.Day?

  /// Makes sources.
  package init(
    files: [ProjectFile],
    environment: String?,
    requiresValues: Bool,
    zones: any ZoneRules,
    today: HoursSchedule.Day? = nil
  ) {
    self.files = files
    self.environment = environment
    self.requiresValues = requiresValues
    self.zones = zones
    self.today = today
  }
}

extension ProjectSources {
  /// Gives a project that has no environments these.
  package mutating func add(_ environments: ProjectFile) {
    if !files.contains(where: \.isConfiguration) { files.insert(environments, at: 0) }
  }

  /// The flows, each with the descriptions that its services name: files that are no flows, whatever
  /// they are called.
  var flows: [(file: ProjectFile, described: [ProjectFile])] {
    let named = files.map(\.describedPaths)
    let all = Set(named.joined())
    return zip(files, named).compactMap { file, paths in
      guard !file.isConfiguration, all.isEmpty || !all.contains(plainPath(file.path)) else {
        return nil
      }
      let described = paths.isEmpty ? [] : files.filter { paths.contains(plainPath($0.path)) }
      return (file, described)
    }
  }
}
