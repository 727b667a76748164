package import Diagnostics
package import FlowLanguage
internal import Foundation

/// A project's folder on disk: `flowctl.yaml`, and every flow below it (LANGUAGE.md, part 2).
package struct FlowFolder: Hashable, Sendable {
  /// The folder with `flowctl.yaml`, or the one that was asked for where there is none.
  package let root: String
  /// The one flow, or the one file of tests, that was asked for; nil for all of them.
  package let file: String?

  /// Finds the project of a path.
  ///
  /// Of a folder it is the folder itself. Of a file it is the nearest folder upwards with
  /// `flowctl.yaml`, as far as the first one with `.git`, or else the file's own.
  package init(at path: String) throws(FolderError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    if isFolder.boolValue {
      root = path
      file = nil
    } else {
      root = projectFolder(above: path)
      file = path
    }
  }

  /// Reads the project.
  ///
  /// What cannot be read is a finding, not an error: the rest is still worth checking. Files appear
  /// under the paths a user would write.
  package func read(
    environment: String?,
    requiresValues: Bool,
    zones: any ZoneRules
  ) throws(FolderError) -> FolderReading {
    let listing = try list()
    var findings: [Diagnostic] = []
    var files: [ProjectFile] = []
    var tests: [ProjectFile] = []
    var callers: [ProjectFile] = []
    for path in listing.paths + listing.tests + listing.callers {
      switch readFile(path, limit: FolderLimits.fileBytes) {
      case .success(let bytes):
        let file = ProjectFile(path: path, bytes: bytes)
        if isTest(path) {
          tests.append(file)
        } else if isCallers(path) {
          callers.append(file)
        } else {
          files.append(file)
        }
      case .failure(let problem): findings.append(unreadable(path, problem))
      }
    }
    files += describedFiles(files)
    if !files.contains(where: { !$0.isConfiguration }), findings.isEmpty {
      findings.append(noFlows())
    }
    let sources = ProjectSources(
      files: files,
      environment: environment,
      requiresValues: requiresValues,
      zones: zones
    )
    return FolderReading(sources: sources, tests: tests, callers: callers, findings: findings)
  }

  /// The one file that was asked for, or else all that belong to the project, by path; descriptions
  /// that services name do not.
  package func paths() throws(FolderError) -> [String] {
    if let file { return [file] }
    let paths = try list().paths
    let described = Set(paths.flatMap { readProjectFile($0)?.describedPaths ?? [] })
    return described.isEmpty ? paths : paths.filter { !described.contains(plainPath($0)) }
  }

  /// The files that belong to the project, by path.
  func list() throws(FolderError) -> FolderListing {
    guard let file else { return try FolderListing(of: root) }
    if isTest(file) { return try FolderListing(of: root).testing([file]) }
    if isCallers(file) { return try FolderListing(of: root).simulating([file]) }
    let configuration = joinedPath(root, ProjectFile.configurationName)
    let hasConfiguration = FileManager.default.fileExists(atPath: configuration)
    // Without `flowctl.yaml` the file is checked alone.
    guard hasConfiguration, configuration != file else { return FolderListing(paths: [file]) }
    let linked = try linkedFlows(to: file) { () throws(FolderError) in try FolderListing(of: root) }
    return FolderListing(paths: ([configuration, file] + linked).sorted())
  }

  private func unreadable(_ path: String, _ problem: FileFailure) -> Diagnostic {
    Diagnostic(.unreadableFile, "`\(path)` cannot be read: \(problem.reason)", at: Span.none)
  }

  private func noFlows() -> Diagnostic {
    Diagnostic(
      .noFlows,
      "there are no flows in `\(root)`",
      at: Span.none,
      help: "a flow is a file that ends in `.yaml` or `.yml`"
    )
  }
}

/// What was read of a project.
package struct FolderReading: Sendable {
  /// The files, for the compiler.
  package var sources: ProjectSources
  /// The tests of the flows, by path.
  package let tests: [ProjectFile]
  /// The files that say who calls in a simulation, by path.
  package let callers: [ProjectFile]
  /// What could not be read, and that there are no flows; without places in a text.
  package let findings: [Diagnostic]
}

/// Why a project's folder cannot be looked into.
package enum FolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such file or folder.
  case missing(path: String)
  /// The folder cannot be listed.
  case unreadable(path: String, reason: String)
  /// There are more files than a project may have.
  case tooManyFiles(path: String, limit: Int)

  /// What is wrong, for whoever named the path.
  package var description: String {
    switch self {
    case .missing(let path): "there is no file or folder `\(path)`"
    case .unreadable(let path, let reason): "`\(path)` cannot be read: \(reason)"
    case .tooManyFiles(let path, let limit):
      "there are more than \(limit) files in `\(path)`; name the folder of the flows"
    }
  }
}

/// The nearest folder upwards with `flowctl.yaml`, as far as the first one with `.git`, or else the
/// file's own.
private func projectFolder(above path: String) -> String {
  let own = URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL
  var folder = own
  while !exists(ProjectFile.configurationName, in: folder) {
    guard !exists(".git", in: folder), folder.path != "/" else {
      return shown(own, isRelative: !path.hasPrefix("/"))
    }
    folder.deleteLastPathComponent()
  }
  return shown(folder, isRelative: !path.hasPrefix("/"))
}

private func exists(_ name: String, in folder: URL) -> Bool {
  FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
}

/// A folder as a user would write it: from the working directory if that is how the file was named.
private func shown(_ folder: URL, isRelative: Bool) -> String {
  let path = folder.path
  let current = FileManager.default.currentDirectoryPath
  guard isRelative else { return path }
  if path == current { return "." }
  return path.hasPrefix(current + "/") ? String(path.dropFirst(current.count + 1)) : path
}

/// The descriptions that files' services name, as far as they can be read and are not among the
/// files; of the others the compiler tells.
package func describedFiles(_ files: [ProjectFile]) -> [ProjectFile] {
  var known = Set(files.map { plainPath($0.path) })
  return files.flatMap(\.describedPaths).compactMap { path in
    known.insert(path).inserted ? readProjectFile(path) : nil
  }
}

/// A file as it is read, or nil where it cannot be.
private func readProjectFile(_ path: String) -> ProjectFile? {
  guard case .success(let bytes) = readFile(path, limit: FolderLimits.fileBytes) else { return nil }
  return ProjectFile(path: path, bytes: bytes)
}
