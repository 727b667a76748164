import Foundation

/// The checkout as the tests see it.
enum SourceTree {
  /// The package's folder.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A Swift file with its place and its lines.
  struct File {
    let path: String
    let lines: [Substring]

    /// The target or test target it belongs to.
    var target: String { String(path.split(separator: "/")[1]) }
    var text: String { lines.joined(separator: "\n") }
  }

  /// All Swift files below a folder of the package, by path.
  static func swiftFiles(in folder: String) throws -> [File] {
    try files(in: folder).filter { $0.hasSuffix(".swift") }.map { path in
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// All files below a folder of the package, relative to it, by path.
  static func files(in folder: String) throws -> [String] {
    let base = root.appending(path: folder)
    guard let walker = FileManager.default.enumerator(atPath: base.path) else { return [] }
    return walker.compactMap { $0 as? String }.map { "\(folder)/\($0)" }.sorted()
  }

  /// The text of a file of the package.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
