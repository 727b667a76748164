import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

/// Every change that a finding offers, made where a fixture has the finding.
@Suite struct FixTests {
  /// What only comes to light when a finding is mended, by what the finding says: each with the
  /// reason why it cannot be said before.
  static let revealed: [String: Set<String>] = [
    // Nobody knows of what is never used while a use is misspelt.
    "`settings` has no field `cmr`": ["unused-name: the setting `spare` is never used"],
    // A path that is read as a name has no value that could be missing.
    "no party is named `caller.number`": ["unset-result: `caller.number` may be missing here"],
    // An expression is read when YAML gives all of it.
    "an unquoted text cannot hold `: `": [
      "expression-syntax: `?:` means nothing in an expression"
    ],
  ]

  @Test(arguments: FixtureFolder.all)
  func `each change mends its finding and brings no other`(folder: FixtureFolder) throws {
    let report = try checkEdits(in: folder.path, revealed: Self.revealed, check: folder.check)
    #expect(report.isClean, "\(report)")
  }

  /// Findings whose help is not for one place on their line: each with the reason.
  static let apart = [
    // The lines of other keys are moved, or a key that is not there gets a value.
    "`to` stands inside `play`", "`do` stands inside `repeat`", "`music`, `timeout` stand inside",
    "`switch` has no field `a`", "the choice `nothing` needs", "the choice `sales` needs",
    "a route needs `to`", "expected a route", "expected what is said to who answers",
    // Only some of what is written is the path.
    "`desk` has no path `/task`",
    // The form is shown, and what stands in it is the author's.
    "an allowance needs its reason", "this comment to `flowctl` says nothing",
    // It needs quotes that only some texts need.
    "`if` stands after the end",
  ]

  @Test(arguments: FixtureFolder.all)
  func `what help says to write mends its finding and brings no other`(
    folder: FixtureFolder
  ) throws {
    let report = try checkHelp(
      in: folder.path,
      apart: Self.apart,
      revealed: Self.revealed,
      check: folder.check
    )
    #expect(report.isClean, "\(report)")
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
