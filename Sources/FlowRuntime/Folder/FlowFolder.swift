package import Diagnostics
package import FlowLanguage
internal import Foundation

/// A project's folder on disk: `flowctl.yaml`, and every flow below it (LANGUAGE.md, part 2).
package struct FlowFolder: Hashable, Sendable {
  /// What of a project is asked for.
  package enum Scope: Hashable, Sendable {
    /// All of it.
    case project
    /// What is below a folder of it, with the flows that belong to that.
    case folder(String)
    /// One flow with those that belong to it, or one file of tests or callers.
    case file(String)
  }

  /// The folder with `flowctl.yaml`, or the one that was asked for where there is none.
  package let root: String
  /// What of the project was asked for.
  package let scope: Scope
  /// What one of the files holds instead of what stands on disk, as in an editor.
  package var typed: ProjectFile?

  /// Finds the project of a path: the nearest folder upwards with `flowctl.yaml`, as far as the
  /// first one with `.git`, or else the folder itself, or the file's.
  package init(at path: String) throws(FolderError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    guard isFolder.boolValue else {
      if FileRole(of: path) == .misnamedConfiguration { throw .misnamed(path: path) }
      let own = URL(fileURLWithPath: absolutePath(path)).deletingLastPathComponent()
      root = projectFolder(of: path, from: own)
      scope = .file(path)
      return
    }
    let found = projectFolder(of: path, from: URL(fileURLWithPath: absolutePath(path)))
    let isRoot = absolutePath(found) == absolutePath(path)
    root = isRoot ? path : found
    scope = isRoot ? .project : .folder(path)
  }

  /// The one flow, or the one file of tests, that was asked for; nil for a folder.
  package var file: String? {
    guard case .file(let file) = scope else { return nil }
    return file
  }

  /// The folder that was asked for; nil for a file.
  private var folder: String? {
    switch scope {
    case .project: root
    case .folder(let folder): folder
    case .file: nil
    }
  }

  /// The project's `flowctl.yaml`; nil where there is none.
  package var configuration: String? {
    let path = joinedPath(root, ProjectFile.configurationName)
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Whether a file of the project is among what was asked for.
  package func contains(_ path: String) -> Bool {
    switch scope {
    case .project: true
    case .folder(let folder): absolutePath(path).hasPrefix(absolutePath(folder) + "/")
    case .file(let file): absolutePath(path) == absolutePath(file)
    }
  }

  /// Refuses a file that holds something else than a flow.
  package func requireFlow() throws(FolderError) {
    if let file, let content = FileRole(of: file).contentOtherThanFlows {
      throw .noFlow(path: file, content: content)
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
    try refuseOtherProjects(listing)
    if let file, FileRole(of: file) == .script { try requireFlow() }
    var findings: [Diagnostic] = []
    var files: [ProjectFile] = []
    var tests: [ProjectFile] = []
    var callers: [ProjectFile] = []
    for path in listing.paths + listing.tests + listing.callers {
      switch contents(of: path) {
      case .success(let bytes):
        let file = ProjectFile(path: path, bytes: bytes)
        switch FileRole(of: path) {
        case .tests: tests.append(file)
        case .callers: callers.append(file)
        default: files.append(file)
        }
      case .failure(let problem): findings.append(unreadable(path, problem))
      }
    }
    files += describedFiles(files)
    if let asked = folder, !files.contains(where: { !$0.isConfiguration }), findings.isEmpty {
      findings.append(noFlows(in: asked))
    }
    let sources = ProjectSources(
      files: files,
      environment: environment,
      requiresValues: requiresValues,
      zones: zones
    )
    return FolderReading(sources: sources, tests: tests, callers: callers, findings: findings)
  }

  /// The files that were asked for, by path; descriptions that services name are not among them.
  package func paths() throws(FolderError) -> [String] {
    if let file { return [file] }
    let listing = try list()
    let others =
      listing.tests + listing.callers + listing.scripts + listing.otherConfigurations
    let paths = (listing.paths + others).filter(contains).sorted()
    let described = Set(paths.flatMap { readProjectFile($0)?.describedPaths ?? [] })
    return described.isEmpty ? paths : paths.filter { !described.contains(plainPath($0)) }
  }

  /// The files that belong to the project as far as it was asked for, by path.
  func list() throws(FolderError) -> FolderListing {
    switch scope {
    case .project: return try FolderListing(of: root)
    case .folder(let folder): return try withLinked(FolderListing(of: folder))
    case .file(let file):
      return switch FileRole(of: file) {
      case .tests: try FolderListing(of: root).testing([file])
      case .callers: try FolderListing(of: root).simulating([file])
      default: try withLinked(FolderListing(paths: [file]))
      }
    }
  }

  /// Files with `flowctl.yaml` and the flows that belong to them; without `flowctl.yaml` they are
  /// checked alone.
  private func withLinked(_ own: FolderListing) throws(FolderError) -> FolderListing {
    guard let configuration, !contains(configuration) else { return own }
    let linked = try linkedFlows(to: own.paths + own.tests + own.callers, contents) {
      () throws(FolderError) in
      try FolderListing(of: root).paths.filter { $0 != configuration && !contains($0) }
    }
    return own.adding([configuration] + linked)
  }

  private func contents(of path: String) -> Result<[UInt8], FileFailure> {
    if let typed, typed.path == path { return .success(typed.bytes) }
    return readFile(path, limit: FolderLimits.fileBytes)
  }

  /// Each project has one `flowctl.yaml`, and is read alone.
  private func refuseOtherProjects(_ listing: FolderListing) throws(FolderError) {
    if let misnamed = listing.misnamed { throw .misnamed(path: misnamed) }
    let folders = listing.otherConfigurations.map {
      String($0.dropLast(ProjectFile.configurationName.count + 1))
    }
    guard !folders.isEmpty else { return }
    throw .otherProjects(of: root, isProject: configuration != nil, folders)
  }

  private func unreadable(_ path: String, _ problem: FileFailure) -> Diagnostic {
    Diagnostic(.unreadableFile, "`\(path)` cannot be read: \(problem.reason)", at: Span.none)
  }

  private func noFlows(in folder: String) -> Diagnostic {
    Diagnostic(
      .noFlows,
      "there are no flows in `\(folder)`",
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
  /// There are projects below a folder that is none, or that is one itself; their folders.
  case otherProjects(of: String, isProject: Bool, [String])
  /// A project's file by another name than `flowctl.yaml`.
  case misnamed(path: String)
  /// A file that was named for a flow, and what it holds.
  case noFlow(path: String, content: String)
  /// There are more files than a project may have.
  case tooManyFiles(path: String, limit: Int)

  /// What is wrong, for whoever named the path.
  package var description: String {
    switch self {
    case .missing(let path): "there is no file or folder `\(path)`"
    case .unreadable(let path, let reason): "`\(path)` cannot be read: \(reason)"
    case .otherProjects(let path, isProject: true, let folders):
      "`\(path)` is a project, and has others in it, \(quotedList(folders)): each has one `flowctl.yaml`"
    case .otherProjects(let path, isProject: false, let folders):
      folders.count == 1
        ? "`\(path)` is above the project \(quotedList(folders)): name its folder"
        : "`\(path)` is above the projects \(quotedList(folders)): name the folder of one"
    case .misnamed(let path): "`\(path)` is not read: a project's file is `flowctl.yaml`"
    case .noFlow(let path, let content): "`\(path)` holds \(content), no flow: name a flow's file"
    case .tooManyFiles(let path, let limit):
      "there are more than \(limit) files in `\(path)`; name the folder of the flows"
    }
  }
}

/// The nearest folder upwards with `flowctl.yaml`, as far as the first one with `.git`, or else the
/// one to begin from; written as the path is.
private func projectFolder(of path: String, from own: URL) -> String {
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

/// A path from the root of the file system, by which two are compared.
private func absolutePath(_ path: String) -> String {
  URL(fileURLWithPath: path).standardizedFileURL.path
}

/// A folder as a user would write it: from the working directory if that is how the path was
/// written.
private func shown(_ folder: URL, isRelative: Bool) -> String {
  guard isRelative else { return folder.path }
  let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).pathComponents
  let parts = folder.pathComponents
  let common = zip(current, parts).prefix { $0 == $1 }.count
  let way = current.dropFirst(common).map { _ in ".." } + parts.dropFirst(common)
  return way.isEmpty ? "." : way.joined(separator: "/")
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
