import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSyntax
import Testing

@testable import FlowSimulator

/// A flow with a file of its scenarios.
struct TestProject {
  let files: SourceFiles
  let file: ScenarioFile
  /// What is wrong with the scenarios.
  let findings: [Diagnostic]
  let programs: ProgramSet

  /// Compiles flows, which must be right, and reads scenarios, which need not be.
  init(_ flows: String..., tests: String, configuration: String? = nil) throws {
    var sources = flows.enumerated().map { index, text in
      ProjectFile(path: "flow\(index).yaml", bytes: Array(text.utf8))
    }
    if let configuration {
      sources.append(ProjectFile(path: "flowctl.yaml", bytes: Array(configuration.utf8)))
    }
    let zones = SystemZones()
    let project = compileProject(
      ProjectSources(files: sources, environment: nil, requiresValues: true, zones: zones)
    )
    let errors = project.findings.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(renderText(errors, files: project.files, style: .plain))")
    var files = project.files
    let (source, _) = readSource(Array(tests.utf8), name: "a.test.yaml", into: &files)
    let read = readScenarios(
      source,
      of: TestedFlows(programs: project.programs, isWhole: true, zones: zones)
    )
    self.files = files
    file = read.file
    findings = read.findings
    programs = project.programs
  }

  /// Runs all scenarios, whose file must be right.
  func run() throws -> [ScenarioResult] {
    try #require(findings.isEmpty, "\(renderText(findings, files: files, style: .plain))")
    let place = try #require(file.flow.flatMap { programs.place(named: $0) })
    return file.scenarios.map { runScenario($0, of: programs[place]) }
  }

  /// What a failure says, with the account of the call.
  func shown(_ result: ScenarioResult) -> String {
    let failure = result.failure.map { renderBlock($0.finding, files: files, style: .plain) }
    return (failure ?? "") + result.account.lines.map(\.description).joined(separator: "\n")
  }

  /// Expects every scenario to pass.
  func pass() throws {
    for result in try run() { #expect(result.passed, "\(result.name)\n\(shown(result))") }
  }

  /// The messages of the failures, with what happened instead.
  func failures() throws -> [String] {
    try run().compactMap(\.failure).map { failure in
      failure.label.isEmpty ? failure.message : "\(failure.message): \(failure.label)"
    }
  }
}

/// A flow with these blocks, and what stands before them.
func flow(_ blocks: String, top: String = "") -> String {
  """
  flow: tested
  voices: { en-US: en-US-NancyNeural }
  identities:
    line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
    desk: +12065551212
    alice:
      teamsExtensionUser:
        user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
        tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
        resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
    bob:
      teamsExtensionUser:
        user: 4f1a2b3c-0d9e-4c8b-9a7f-6e5d4c3b2a10
        tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
        resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
  routes: [{ to: line }]
  prompts:
    welcome: Welcome to Contoso.
    menu: For sales, press 1. For support, press 2.
    sorry: Sorry, goodbye.
    number: You are number ${string(2)} in the queue.
    music: { file: "https://media.contoso.com/hold.wav" }
  \(top)
  blocks:
  \(blocks.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))
  """
}

/// `flowctl.yaml` with an AI endpoint.
let configuration = """
  environments:
    dev:
      cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com
  """

/// Scenarios of the flow `tested`.
func scenarios(_ text: String, top: String = "") -> String {
  "test: tested\n\(top)\nscenarios:\n"
    + text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    .joined(separator: "\n")
}
