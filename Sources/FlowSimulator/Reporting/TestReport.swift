package import Diagnostics

/// A file of scenarios with what came of those that were run.
package struct TestedFile: Sendable {
  /// The file's path.
  package let name: String
  /// What came of its scenarios, in the order written.
  package let results: [ScenarioResult]
  /// All requirements that the file names, whether or not a scenario came to them.
  package let requirements: [String]

  /// Makes a file.
  package init(name: String, results: [ScenarioResult], requirements: [String] = []) {
    self.name = name
    self.results = results
    self.requirements = requirements
  }
}

/// The forms in which `flowctl test` says what came of scenarios.
package enum TestFormat: String, CaseIterable, Sendable {
  /// For people.
  case text
  /// For programs: `schemas/tests.schema.json`.
  case json
  /// JUnit's XML, which every test page reads.
  case junit
  /// GitHub Actions' workflow commands, which become annotations of a change.
  case github
}

/// What came of scenarios, in a form, with a line break at the end.
///
/// It is the same for the same scenarios and flows, however many cores have run them. `isVerbose` has
/// each scenario told with its account, `style` is how text is coloured: both in the form for people.
package func renderTests(
  _ tested: [TestedFile],
  files: SourceFiles,
  as format: TestFormat,
  isVerbose: Bool = false,
  style: RenderStyle = .plain
) -> String {
  switch format {
  case .text: renderTestText(tested, files, isVerbose: isVerbose, style)
  case .json: renderTestJSON(tested, files)
  case .junit: renderTestJUnit(tested, files)
  case .github: renderGitHub(tested.failures.map(\.plainFinding), files: files)
  }
}

extension [TestedFile] {
  /// Every failure, in the order of the files.
  package var failures: [ScenarioFailure] { flatMap(\.results).compactMap(\.failure) }

  /// How many scenarios there are.
  package var scenarioCount: Int { reduce(0) { $0 + $1.results.count } }

  /// What of the flows has run.
  package var coverage: CoverageMarks {
    reduce(into: CoverageMarks()) { marks, file in
      for result in file.results { marks.merge(result.coverage) }
    }
  }

  /// The whole in a line.
  package var summary: String {
    let failed = failures.count
    let scenarios = scenarioCount == 1 ? "1 scenario" : "\(scenarioCount) scenarios"
    let files = count == 1 ? "1 file" : "\(count) files"
    return "\(scenarios) in \(files): \(scenarioCount - failed) passed, \(failed) failed"
  }
}
