import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowEngine

/// Flows of others, where they are at hand beside the checkout: those that the language was described
/// with, and those from the field.
@Suite struct CaseFlowTests {
  private static let shared = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared").standardized

  /// The flows, each with what is beside it.
  private static let projects: [[ProjectFile]] = described + fromTheField

  private static var described: [[ProjectFile]] {
    guard let text = text("LANGUAGE.md") else { return [] }
    let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
    let flows = blocks.compactMap { $0.components(separatedBy: "\n```").first }
    let files = flows.filter { $0.hasPrefix("flow: ") }.enumerated().map { index, flow in
      file("described\(index).yaml", flow)
    }
    return [files + [file("flowctl.yaml", environment)]]
  }

  private static let environment = """
    environments:
      test:
        cognitiveServicesEndpoint: https://ai.cognitiveservices.azure.com
        identities:
          bob:
            teamsExtensionUser:
              user: 4f1a2b3c-0d9e-4c8b-9a7f-6e5d4c3b2a10
              tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
              resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
        settings:
          crm: https://crm.contoso.com
          router: https://router.contoso.com
          routerKey: { env: ROUTER_KEY }
    """

  private static var fromTheField: [[ProjectFile]] {
    let folder = shared.appending(path: "cases/flows").path()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let configuration = text("cases/flows/flowctl.yaml").map { file("flowctl.yaml", $0) }
    return names.sorted().filter { $0.hasSuffix(".yaml") && $0 != "flowctl.yaml" }
      .compactMap { name in text("cases/flows/\(name)").map { [file(name, $0)] } }
      .map { $0 + (configuration.map { [$0] } ?? []) }
  }

  private static func text(_ path: String) -> String? {
    (try? Data(contentsOf: shared.appending(path: path))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private static func file(_ path: String, _ text: String) -> ProjectFile {
    ProjectFile(path: path, bytes: Array(text.utf8))
  }

  @Test(arguments: projects)
  func `it has no errors, and every call of it ends`(files: [ProjectFile]) throws {
    let project = compileProject(
      ProjectSources(files: files, environment: nil, requiresValues: true, zones: FixedZones())
    )
    let errors = project.findings.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(files[0].path): \(errors.map(\.message))")
    #expect(project.programs.count == files.count - 1)
    for program in project.programs { run(program) }
  }

  private func run(_ program: Program) {
    var dice = SeededGenerator(seed: 11)
    var steps: Set<String> = []
    for _ in 0..<40 {
      let run = RandomCall(of: program, seed: dice.next())
      #expect(run.machine.isClosed, "\(program.name) at \(run.machine.path ?? "–")")
      #expect(run.callEndedBegan == 1)
      for case .trace(let trace) in run.effects.joined() { steps.insert(trace.path.text) }
    }
    #expect(steps.count > 3, "\(program.name)")
  }

  @Test func `all of them are found where they are at hand`() {
    guard FileManager.default.fileExists(atPath: Self.shared.appending(path: "LANGUAGE.md").path())
    else { return }
    #expect(Self.projects.count >= 8)
  }
}
