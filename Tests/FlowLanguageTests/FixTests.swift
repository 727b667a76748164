import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

/// Every change that a finding offers, made where a fixture has the finding.
@Suite struct FixTests {
  /// What only comes to light when a misspelt name is put right: by what the finding says, the
  /// findings of what the name leads to, which nothing can be said of before.
  static let revealed: [String: Set<String>] = [
    "`context` has no field `header`": ["wrong-shape: expected texts by name, found a text"],
    "no party is named `caller.number`": ["unset-result: `caller.number` may be missing here"],
    "`settings` has no field `cmr`": ["unused-name: the setting `spare` is never used"],
    "the identity has no field `tenent`": ["missing-field: the identity needs `resource`"],
    "there is no step `hangup`": ["unreachable-step: nothing leads to this step"],
    "there is no step `Hangup`": [
      "wrong-shape: `hangUp` takes no value", "unreachable-step: nothing leads to this step",
    ],
    "there is no step `hang_up`": ["unreachable-step: nothing leads to this step"],
  ]

  @Test(arguments: FlowFixtureTests.folders)
  func `each fix mends its finding and brings no other`(folder: String) throws {
    for path in try packagePaths(below: "Tests/Diagnostics/\(folder)", ending: ".yaml") {
      for text in try packageText(path).components(separatedBy: "\n---\n") {
        checkFixes(text, path)
      }
    }
  }

  private func checkFixes(_ text: String, _ path: String) {
    let before = compile(text)
    for finding in before.findings {
      for fix in finding.fixes {
        guard let file = before.files[fix.span.file] else { continue }
        let fixed = file.applying([fix])
        let after = compile(fixed.text)
        let rest = messages(before.findings.filter { $0 != finding })
        let revealed = Self.revealed[finding.message] ?? []
        let new = messages(after.findings).filter { !rest.contains($0) && !revealed.contains($0) }
        // Under a word of another language stands a value of that language, of which more is said.
        let added = fix.isCertain ? new : new.filter { $0.hasPrefix("duplicate-key") }
        // What could not be read hides what is wrong behind it.
        let isHidden = before.findings.contains { $0.code == .yamlSyntax }
        let still = after.findings.filter { found in
          found.code == finding.code && found.message == finding.message
            && fixed.places.contains {
              $0.overlaps(found.primary.span.start..<found.primary.span.end)
            }
        }
        let isRight = still.isEmpty && (isHidden || added.isEmpty)
        #expect(
          isRight,
          """
          \(path): `\(fix.title)` for `\(finding.message)` brings
          \(added.joined(separator: "\n"))
          \(text)
          """
        )
      }
    }
  }

  private func messages(_ findings: [Diagnostic]) -> [String] {
    findings.map { "\($0.code.rawValue): \($0.message)" }
  }

  @Test func `what is certain is made, and nothing else`() throws {
    let text = """
      # Who calls is asked what for.
      flow: a
      identities:
        desk: +12065551212   # the front desk
      blocks:
        main:
          - answer
          - recognise: { promt: Press 1., choices: { sales: { press: 1 } }, timeout: 5000 }
            on: { sales: salse, no-input: hangup, failed: hangUp }
          - hangUp
        sales:
          - say: One moment.
          - transfer: { to: desk }
            on: { failed: hangUp }
          - hangUp
      """
    let fixed = fixProject(sources(text))
    let expected =
      text
      .replacingOccurrences(of: "recognise", with: "recognize")
      .replacingOccurrences(of: "promt", with: "prompt")
      .replacingOccurrences(of: "5000", with: "5s")
      .replacingOccurrences(of: "no-input: hangup", with: "noInput: hangUp")
    #expect(fixed.files.map { String(decoding: $0.bytes, as: UTF8.self) } == [expected])
    #expect(fixed.made.count == 5)
    #expect(fixProject(sources(expected)).made.isEmpty)
  }

  @Test func `a byte order mark and the ends of lines stay`() throws {
    let text = "\u{FEFF}flow: a\r\nblocks:\r\n  main:\r\n    - answer\r\n    - hangup\r\n"
    let bytes = fixProject(sources(text)).files[0].bytes
    let expected = text.replacingOccurrences(of: "hangup", with: "hangUp")
    #expect(bytes == Array(expected.utf8))
  }

  @Test func `a file that may not be changed stays, and so does one that is not UTF-8`() throws {
    let text = "flow: a\nblocks:\n  main:\n    - answer\n    - hangup\n"
    #expect(fixProject(sources(text)) { _ in false }.made.isEmpty)
    let bytes = Array(text.utf8) + [0x23, 0xFF]
    let files = [ProjectFile(path: "flow.yaml", bytes: bytes)]
    let broken = ProjectSources(
      files: files,
      environment: nil,
      requiresValues: false,
      zones: SampleZones()
    )
    #expect(fixProject(broken).files == files)
  }

  private func sources(_ text: String) -> ProjectSources {
    ProjectSources(
      files: [ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))],
      environment: nil,
      requiresValues: false,
      zones: SampleZones()
    )
  }
}
