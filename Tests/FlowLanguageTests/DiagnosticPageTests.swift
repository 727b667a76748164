import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

@Suite struct DiagnosticPageTests {
  /// Codes that commands report; their pages are their own.
  static let commandCodes: [DiagnosticCode] = [.noFlows, .unreadableFile, .failedScenario]
  /// Codes whose examples would be bytes or megabytes, or would depend on limits.
  static let codesWithoutExamples: [DiagnosticCode] = [
    .notUTF8, .fileTooLarge, .nodeLimit, .aliasBudget, .expressionCost,
  ]
  static let codes = DiagnosticCode.allCases.filter { !commandCodes.contains($0) }

  @Test(arguments: codes)
  func `each code has a page whose wrong example has it and whose right one has not`(
    code: DiagnosticCode
  ) throws {
    let text = try packageText("docs/diagnostics/\(code.rawValue).md")
    #expect(text.hasPrefix("# \(code.rawValue)\n"))
    #expect(text.contains("\nSource: "))
    let today = HoursSchedule.Day(year: 2026, month: 11, day: 26)
    guard !Self.codesWithoutExamples.contains(code) else { return }
    let wrong = compile(try #require(files(under: "## Wrong", of: text)), today: today)
    #expect(wrong.codes.contains(code), "\(wrong.codes)")
    let right = compile(try #require(files(under: "## Right", of: text)), today: today)
    let shown = renderText(right.findings, files: right.files, style: .plain)
    #expect(right.findings.filter { $0.severity > .hint }.isEmpty, "\(shown)")
    #expect(!right.codes.contains(code))
  }

  @Test func `no page is of a code that there is not`() throws {
    let names = try packagePaths(below: "docs/diagnostics", ending: ".md")
      .map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    let strange = names.filter { DiagnosticCode(rawValue: $0) == nil }
    #expect(strange.isEmpty, "\(strange)")
  }

  /// The examples in a section: flows, and the environment file, which its first line names.
  private func files(under title: String, of page: String) -> [ProjectFile]? {
    guard let section = page.components(separatedBy: "\n\(title)\n").dropFirst().first else {
      return nil
    }
    let body = section.components(separatedBy: "\n## ").first ?? section
    let blocks = body.components(separatedBy: "```yaml\n").dropFirst()
    return blocks.enumerated().map { index, block in
      let text = block.components(separatedBy: "```").first ?? ""
      let isConfiguration = text.hasPrefix("# \(ProjectFile.configurationName)\n")
      return ProjectFile(
        path: isConfiguration ? ProjectFile.configurationName : "example-\(index).yaml",
        bytes: Array(text.utf8)
      )
    }
  }
}
