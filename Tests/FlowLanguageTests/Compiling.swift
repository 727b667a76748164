import Diagnostics
import FlowLanguage
import Foundation
import TestSupport

/// Zones made up for tests.
struct SampleZones: ZoneRules {
  let names = ["America/Denver", "America/Los_Angeles", "Europe/Berlin", "UTC"]

  /// `America/Los_Angeles` with the changes of 2026, `Europe/Berlin` with the first of 2027, and two
  /// zones without any.
  func zone(named name: String) -> ZoneTransitions? {
    switch name {
    case "America/Los_Angeles": losAngeles
    case "America/Denver": ZoneTransitions(initialOffset: -25_200, transitions: [])
    case "Europe/Berlin":
      ZoneTransitions(
        initialOffset: 3_600,
        transitions: [ZoneTransitions.Transition(second: 1_806_195_600, offset: 7_200)]
      )
    case "UTC": ZoneTransitions(initialOffset: 0, transitions: [])
    default: nil
    }
  }
}

/// Pacific time with the changes of 2026: 8 March 10:00 UTC and 1 November 09:00 UTC.
let losAngeles = ZoneTransitions(
  initialOffset: -28_800,
  transitions: [
    ZoneTransitions.Transition(second: 1_772_964_000, offset: -25_200),
    ZoneTransitions.Transition(second: 1_793_523_600, offset: -28_800),
  ]
)

/// Compiles the files of a project.
func compile(
  _ files: [ProjectFile],
  environment: String? = nil,
  requiresValues: Bool = false,
  today: HoursSchedule.Day? = nil
) -> CompiledProject {
  compileProject(
    ProjectSources(
      files: files,
      environment: environment,
      requiresValues: requiresValues,
      zones: SampleZones(),
      today: today
    )
  )
}

/// Compiles one flow.
func compile(_ text: String) -> CompiledProject {
  compile([ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))])
}

/// Compiles one flow with an environment file beside it.
func compile(
  _ text: String,
  configuration: String,
  environment: String? = nil,
  requiresValues: Bool = false
) -> CompiledProject {
  compile(
    [
      ProjectFile(path: "flow.yaml", bytes: Array(text.utf8)),
      ProjectFile(path: "flowctl.yaml", bytes: Array(configuration.utf8)),
    ],
    environment: environment,
    requiresValues: requiresValues
  )
}

/// What is said about a fixture alone.
func findings(of source: SourceFile) -> [Diagnostic] {
  compile([ProjectFile(path: source.name, bytes: Array(source.text.utf8))]).findings
}

extension CompiledProject {
  /// The codes of the findings, in the order of their places.
  var codes: [DiagnosticCode] {
    findings.sorted(in: files).map(\.code)
  }
}

/// A file of the package as text.
func packageText(_ path: String) throws -> String {
  try String(contentsOf: packageRoot.appendingPathComponent(path), encoding: .utf8)
}

/// The paths of the files below a folder of the package, from the package's root.
func packagePaths(below folder: String, ending end: String) throws -> [String] {
  let root = packageRoot.appendingPathComponent(folder).resolvingSymlinksInPath()
  return try FileManager.default.subpathsOfDirectory(atPath: root.path)
    .filter { $0.hasSuffix(end) }.sorted().map { "\(folder)/\($0)" }
}

/// The flows of `flows/` with their environment.
func sampleFlows() throws -> [ProjectFile] {
  try packagePaths(below: "flows", ending: ".yaml")
    .filter { path in ![".call.yaml", ".test.yaml", "callers.yaml"].contains { path.hasSuffix($0) }
    }
    .map { ProjectFile(path: $0, bytes: Array(try packageText($0).utf8)) }
}
