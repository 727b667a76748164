internal import Foundation

/// The files of a project, in the order of their paths.
///
/// `*.yaml` and `*.yml` are flows, but `*.call.yaml` are caller scripts, `*.test.yaml` are tests of
/// flows, `callers.yaml` and `*.callers.yaml` say who calls in a simulation (LANGUAGE.md, part 2); `flowctl.yaml`
/// counts at the root only: another folder that has one is another project. Names that begin with a dot are left alone, and so are links to folders, which
/// might lead in a circle.
struct FolderListing: Hashable, Sendable {
  /// The paths, as a user would write them.
  private(set) var paths: [String]
  /// The files with tests of the flows.
  private(set) var tests: [String] = []
  /// The files that say who calls in a simulation.
  private(set) var callers: [String] = []
  /// The scripts of callers.
  private(set) var scripts: [String] = []
  /// The files that may be descriptions written as JSON.
  private(set) var descriptions: [String] = []
  /// Each `flowctl.yaml` below, which makes a project of its own.
  private(set) var otherConfigurations: [String] = []
  /// A `flowctl.yml`.
  private(set) var misnamed: String?

  /// Takes a list as it is.
  init(paths: [String]) {
    self.paths = paths
  }

  /// The same with these tests alone.
  func testing(_ tests: [String]) -> FolderListing {
    var listing = self
    listing.tests = tests
    listing.callers = []
    return listing
  }

  /// The same with these callers alone.
  func simulating(_ callers: [String]) -> FolderListing {
    var listing = testing([])
    listing.callers = callers
    return listing
  }

  /// The same with more flows.
  func adding(_ paths: [String]) -> FolderListing {
    var listing = self
    listing.paths = (self.paths + paths).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return listing
  }

  /// Looks through a folder.
  init(of root: String) throws(FolderError) {
    var search = FolderSearch(root: root)
    try search.look(into: root, depth: 0)
    paths = search.paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    tests = search.tests.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    callers = search.callers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    scripts = search.scripts.sorted()
    descriptions = search.descriptions.sorted()
    otherConfigurations = search.otherConfigurations.sorted()
    misnamed = search.misnamed
  }
}

/// Two parts of a path with one slash between them; nothing before it for the working directory.
func joinedPath(_ folder: String, _ name: String) -> String {
  switch folder {
  case "", ".": name
  case let folder where folder.hasSuffix("/"): folder + name
  case let folder: "\(folder)/\(name)"
  }
}

private struct FolderSearch {
  let root: String
  var paths: [String] = []
  var tests: [String] = []
  var callers: [String] = []
  var scripts: [String] = []
  var descriptions: [String] = []
  var otherConfigurations: [String] = []
  var misnamed: String?
  var entries = 0

  mutating func look(into folder: String, depth: Int) throws(FolderError) {
    guard depth <= FolderLimits.depth else { return }
    for name in try names(in: folder) where !name.hasPrefix(".") {
      entries += 1
      guard entries <= FolderLimits.entries else {
        throw .tooManyFiles(path: root, limit: FolderLimits.entries)
      }
      let path = joinedPath(folder, name)
      guard !isFolder(path) else {
        try look(into: path, depth: depth + 1)
        continue
      }
      switch FileRole(of: name) {
      case .configuration where depth > 0: otherConfigurations.append(path)
      case .configuration, .flow: paths.append(path)
      case .misnamedConfiguration: misnamed = path
      case .tests: tests.append(path)
      case .callers: callers.append(path)
      case .description: descriptions.append(path)
      case .script: scripts.append(path)
      case .other: break
      }
    }
  }

  private func names(in folder: String) throws(FolderError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(path: folder, reason: FileFailure(of: error).reason)
    }
  }

  /// Whether it is a folder, and not a link to one.
  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
