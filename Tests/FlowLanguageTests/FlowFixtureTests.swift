import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

@Suite struct FlowFixtureTests {
  @Test(arguments: FixtureFolder.all)
  func `what is wrong is said where it is wrong`(folder: FixtureFolder) throws {
    let report = try checkFixtures(in: folder.path, check: folder.check)
    #expect(report.isClean, "\(report)")
  }

  @Test func `each code has a fixture`() throws {
    let texts = try packagePaths(below: "Tests/Diagnostics", ending: ".yaml").map(packageText)
    let all = texts.joined()
    let elsewhere: Set<DiagnosticCode> = [
      // Files are tested with the command that reads them, limits and bytes with the parser.
      .noFlows, .unreadableFile, .notUTF8, .fileTooLarge, .depthLimit, .nodeLimit, .aliasBudget,
      // A project's, not one file's: ProjectTests, FlagTests.
      .routeConflict, .flagConflict,
      // A scenario's that was run: ReportTests.
      .failedScenario,
      // A file's as a whole: BrokenFileTests.
      .emptyDocument,
      // The expression language's own tests.
      .expressionCost,
    ]
    let missing = DiagnosticCode.allCases.filter {
      !elsewhere.contains($0) && !all.contains("[\($0.rawValue)]:")
    }
    #expect(missing.isEmpty, "no fixture in Tests/Diagnostics for: \(missing.map(\.rawValue))")
  }
}
