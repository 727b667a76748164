import CallModel
package import Diagnostics
import FlowSyntax

/// The compiling of a project in parts that do not depend on one another: each flow can be
/// compiled by itself, in any order and at the same time as others.
///
/// `compileProject` runs them one after another.
package struct ProjectCompilation: Sendable {
  let sources: ProjectSources
  let chosen: ChosenEnvironment
  let scope: ProjectScope
  /// `flowctl.yaml`, or nothing.
  let configuration: [ProjectFile]
  /// The flows as files and as texts, in the order of their files.
  let flows: [(file: ProjectFile, source: SourceFile, decoding: [Diagnostic])]
  private let files: SourceFiles

  /// Reads the texts, chooses the environment, and declares what all flows can name.
  package init(_ sources: ProjectSources, after files: SourceFiles = SourceFiles()) {
    var files = files
    self.sources = sources
    configuration = sources.files.filter(\.isConfiguration)
    chosen = chooseEnvironment(sources, files: &files)
    scope = ProjectScope(sources.zones)
    flows = sources.files.filter { !$0.isConfiguration }.map { file in
      let (source, decoding) = readSource(file.bytes, name: file.path, into: &files)
      return (file, source, decoding)
    }
    self.files = files
  }

  /// The places of the flows, for `compileFlow(at:)`.
  package var flowIndices: Range<Int> { flows.indices }

  /// Puts the flows together, in the order of `flowIndices`, and checks them against one another.
  package func finish(_ flows: [CompiledFlow]) -> CompiledProject {
    CompiledProject(
      files: files,
      findings: chosen.findings + flows.flatMap(\.findings) + projectFindings(flows),
      programs: flows.compactMap(\.program),
      flowCount: flows.count,
      environmentName: chosen.environment?.name
    )
  }
}

/// A project as compiled: its programs, and what is to be said about its files.
package struct CompiledProject: Sendable {
  /// The files, for showing findings.
  package let files: SourceFiles
  /// All findings of all files.
  package let findings: [Diagnostic]
  /// The flows without errors, in the order of their files.
  package let programs: [Program]
  /// How many flow files there were.
  package let flowCount: Int
  /// The environment the values come from, or nil for none.
  package let environmentName: String?
}

/// A flow as compiled, before it is checked against the others of its project.
package struct CompiledFlow: Sendable {
  let tree: FlowTree
  let routes: [(rawID: String, span: Span)]
  let program: Program?
  let findings: [Diagnostic]
}

extension FlowTree {
  /// The called parties whose calls the flow takes, as far as they have values.
  func routes(with values: EnvironmentValues) -> [(rawID: String, span: Span)] {
    routes.compactMap { route in
      values.identities[route.identity].map { (rawID: $0.rawID, span: route.span) }
    }
  }
}

extension [Diagnostic] {
  /// Each finding once: a prompt that is said in several places is checked in each of them.
  var unique: [Diagnostic] {
    guard count > 1 else { return self }
    var seen: Set<Diagnostic> = []
    return filter { seen.insert($0).inserted }
  }
}
