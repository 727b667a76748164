import CallModel
import Diagnostics
import FlowLanguage
import Foundation
import Testing

/// The flows that come with the project, compiled for its own environment.
enum ProjectFlows {
  /// All of them, by path.
  static func all() throws -> [(path: String, program: Program)] { try compiled.get() }

  private static let compiled = Result { try compileAll() }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "flows").resolvingSymlinksInPath()

  private static func compileAll() throws -> [(path: String, program: Program)] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path())
    let flows = names.filter {
      $0.hasSuffix(".yaml") && !$0.hasSuffix(".call.yaml") && $0 != "flowctl.yaml"
    }.sorted()
    let project = compileProject(
      ProjectSources(
        files: try (flows + ["flowctl.yaml"]).map(file),
        environment: nil,
        requiresValues: true,
        zones: FixedZones()
      )
    )
    return project.programs.map { ($0.sources[0].path, $0) }
  }

  private static func file(_ name: String) throws -> ProjectFile {
    ProjectFile(path: name, bytes: Array(try Data(contentsOf: root.appending(path: name))))
  }
}
