import Diagnostics
import FlowLanguage
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DiagnosticPageTests {
  /// Codes that commands report; their pages are their own.
  static let commandCodes: [DiagnosticCode] = [.noFlows, .unreadableFile, .failedScenario]
  static let codes = DiagnosticCode.allCases.filter { !commandCodes.contains($0) }

  @Test(arguments: codes)
  func `each code has a page whose wrong example has it and whose right one has not`(
    code: DiagnosticCode
  ) throws {
    let text = try packageText("docs/diagnostics/\(code.rawValue).md")
    #expect(text.hasPrefix("# \(code.rawValue)\n"))
    #expect(text.contains("\nSource: "))
    let today = HoursSchedule.Day(year: 2026, month: 11, day: 26)
    let wrong = compile(try files(under: "## Wrong", of: text), today: today)
    #expect(wrong.codes.contains(code), "\(wrong.codes)")
    let right = compile(try files(under: "## Right", of: text), today: today)
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

  /// The examples in a section: flows, and the environment file, which its first line names; of what
  /// is no text, or long, the command that makes it.
  private func files(under title: String, of page: String) throws -> [ProjectFile] {
    let section = try #require(page.components(separatedBy: "\n\(title)\n").dropFirst().first)
    let body = section.components(separatedBy: "\n## ").first ?? section
    func blocks(_ language: String) -> [String] {
      body.components(separatedBy: "```\(language)\n").dropFirst().map {
        $0.components(separatedBy: "```").first ?? ""
      }
    }
    let made = try blocks("sh").map(madeFile)
    let written = blocks("yaml").enumerated().map { index, text in
      let isConfiguration = text.hasPrefix("# \(ProjectFile.configurationName)\n")
      return ProjectFile(
        path: isConfiguration ? ProjectFile.configurationName : "example-\(index).yaml",
        bytes: Array(text.utf8)
      )
    }
    try #require(!made.isEmpty || !written.isEmpty)
    return made + written
  }

  /// The file `example.yaml` that a command of the shell writes.
  private func madeFile(_ command: String) throws -> ProjectFile {
    let folder = FileManager.default.temporaryDirectory
      .appending(component: "page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = try spawnProgram("sh", ["-ec", "cd \(folder.path)\n\(command)"])
    var status: Int32 = 0
    waitpid(process, &status, 0)
    try #require(status == 0)
    let name = "example.yaml"
    return ProjectFile(path: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
  }
}
