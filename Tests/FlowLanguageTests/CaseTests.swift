import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

/// Mistakes and flows of others, where they are at hand beside the checkout.
@Suite struct CaseTests {
  private static let cases = packageRoot.appending(path: "../shared/cases").standardized

  private static let mistakes =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: cases.appending(path: "mistakes").path()
    )) ?? []).filter { $0.hasSuffix(".yaml") && $0 != "flowctl.yaml" }.sorted()

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: Self.cases.appending(path: path)), as: UTF8.self)
  }

  /// A flow of a folder, with what is beside it.
  private func project(_ folder: String, _ names: [String]) throws -> CompiledProject {
    let files = names.compactMap { name in
      (try? text("\(folder)/\(name)")).map { ProjectFile(path: name, bytes: Array($0.utf8)) }
    }
    try #require(files.contains { $0.path != "flowctl.yaml" })
    return compileProject(
      ProjectSources(files: files, environment: nil, requiresValues: false, zones: EveryZone())
    )
  }

  @Test(arguments: mistakes)
  func `one mistake makes one finding, at its place, with its cause and its help`(
    name: String
  ) throws {
    let lines = try text("mistakes/\(name.dropLast(".yaml".count)).expect")
      .split(separator: "\n").map(String.init)
    try #require(lines.count >= 3)
    let project = try project("mistakes", ["flowctl.yaml", name])
    let findings = project.findings.filter { !Self.isOfEnvironment($0) }
    let shown = renderText(findings, files: project.files, style: .plain)
    let finding = try #require(findings.first, "nothing is said")
    #expect(findings.count == 1, "\(shown)")
    let file = try #require(project.files[finding.primary.span.file])
    let place = file.position(of: finding.primary.span.start)
    #expect("\(place.line):\(place.column)" == lines[0], "\(shown)")
    #expect(try Regex(lines[1]).wholeMatch(in: finding.code.rawValue) != nil, "\(shown)")
    let words = "\(finding.message) \(finding.help ?? "")"
    #expect(try Regex(lines[2]).firstMatch(in: words) != nil, "\(shown)")
  }

  /// What is said of the flows from the field, beside what an environment would give.
  static let field: [(folder: String, codes: [DiagnosticCode])] = [
    ("02-older-participants-no-sequence", []),
    ("03-incoming-from-acs-user-and-media-failed", []), ("08-play-after-hangup-refused", []),
    ("12-user-to-user-casing", []), ("15-keys-only-menu-without-ai", []),
    ("18-mute-an-agent", [.profileOption]), ("19-blank-or-wrong-voice", [.malformedValue]),
    ("21-mp3-prompt", [.malformedValue, .malformedValue, .malformedValue]),
    ("39-free-speech-to-a-model", []), ("40-transfer-to-a-number-from-data", []),
    ("42-recording-never-starts", []), ("43-wrong-key-at-answer", []),
    ("44-outbound-reminder", []), ("45-lobby-until-somebody-agrees", [.confirmIsHeard]),
    ("46-join-a-teams-meeting", [.typeMismatch]), ("47-stream-until-a-word-then-transfer", []),
    ("49-text-without-a-voice", []), ("50-record-into-own-storage", []),
    ("51-menu-from-data", [.typeMismatch]),
    ("58-optional-number-in-a-text", [.typeMismatch, .typeMismatch]),
    // The step behind a menu whose ways all lead elsewhere is one more.
    ("60-one-misspelt-key", [.unknownField, .unreachableStep]),
  ]

  @Test(arguments: field)
  func `a flow from the field is judged right`(folder: String, codes: [DiagnosticCode]) throws {
    guard FileManager.default.fileExists(atPath: Self.cases.path()) else { return }
    let project = try project("field/\(folder)", ["flowctl.yaml", "flow.yaml"])
    let findings = project.findings.filter { !Self.isOfEnvironment($0) }
    let shown = renderText(findings, files: project.files, style: .plain)
    #expect(findings.map(\.code) == codes, "\(shown)")
  }

  /// Whether it is said for want of an environment alone.
  private static func isOfEnvironment(_ finding: Diagnostic) -> Bool {
    [.missingEndpoint, .missingValue].contains(finding.code)
  }
}

/// Zones by any name of a place, without daylight saving.
private struct EveryZone: ZoneRules {
  let names = ["America/Los_Angeles", "Europe/Berlin", "UTC"]

  func zone(named name: String) -> ZoneTransitions? {
    names.contains(name) || name.contains("/")
      ? ZoneTransitions(initialOffset: 0, transitions: []) : nil
  }
}
