internal import FlowLanguage
internal import Foundation

/// The files of a project, in the order of their paths.
///
/// `*.yaml` and `*.yml` are flows, but `*.call.yaml` are caller scripts, `*.test.yaml` are tests of
/// flows, `callers.yaml` and `*.callers.yaml` say who calls in a simulation (LANGUAGE.md, part 2); `flowctl.yaml`
/// counts at the root only. Names that begin with a dot are left alone, and so are links to folders, which
/// might lead in a circle.
struct FolderListing: Hashable, Sendable {
  /// The paths, as a user would write them.
  let paths: [String]
  /// The files with tests of the flows.
  private(set) var tests: [String] = []
  /// The files that say who calls in a simulation.
  private(set) var callers: [String] = []
  /// The files that may be descriptions written as JSON.
  private(set) var descriptions: [String] = []

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

  /// Looks through a folder.
  init(of root: String) throws(FolderError) {
    var search = FolderSearch(root: root)
    try search.look(into: root, depth: 0)
    paths = search.paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    tests = search.tests.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    callers = search.callers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    descriptions = search.descriptions.sorted()
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
  var descriptions: [String] = []
  var entries = 0

  mutating func look(into folder: String, depth: Int) throws(FolderError) {
    guard depth <= FolderLimits.depth else { return }
    for name in try names(in: folder) where !name.hasPrefix(".") {
      entries += 1
      guard entries <= FolderLimits.entries else {
        throw .tooManyFiles(path: root, limit: FolderLimits.entries)
      }
      let path = joinedPath(folder, name)
      if isFolder(path) {
        try look(into: path, depth: depth + 1)
      } else if isTest(name) {
        tests.append(path)
      } else if isCallers(name) {
        callers.append(path)
      } else if isOfProject(name, depth: depth) {
        paths.append(path)
      } else if name.hasSuffix(".json") {
        descriptions.append(path)
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

  private func isOfProject(_ name: String, depth: Int) -> Bool {
    if name == ProjectFile.configurationName { return depth == 0 }
    let parts = name.split(separator: ".")
    guard parts.count > 1, let ending = parts.last, ending == "yaml" || ending == "yml" else {
      return false
    }
    return parts.dropLast().last != "call"
  }
}

/// Whether a file has tests of flows.
func isTest(_ path: String) -> Bool {
  path.hasSuffix(".test.yaml") || path.hasSuffix(".test.yml")
}

/// Whether a file says who calls in a simulation: `callers.yaml`, or `NAME.callers.yaml`.
func isCallers(_ path: String) -> Bool {
  let name = path.split(separator: "/").last ?? ""
  return ["callers.yaml", "callers.yml"].contains { name == $0 || name.hasSuffix("." + $0) }
}
