package import Diagnostics
internal import FlowLanguage
internal import JSON

/// What came of changing flows one place at a time.
package struct MutationReport: Sendable {
  /// A scenario with its file, as reports name it.
  package struct Name: Sendable {
    /// The file of scenarios.
    package let file: String
    /// The scenario.
    package let scenario: String

    /// Makes a name.
    package init(file: String, scenario: String) {
      self.file = file
      self.scenario = scenario
    }
  }

  /// The mutants, in the order of the flows' files and of the text.
  package let results: [MutantResult]
  /// The scenarios, in their order.
  package let scenarios: [Name]
  private let files: SourceFiles

  /// Makes a report.
  package init(_ results: [MutantResult], _ scenarios: [Name], in files: SourceFiles) {
    self.results = results
    self.scenarios = scenarios
    self.files = files
  }

  /// The mutants that no scenario notices.
  package var survivors: [MutantResult] { results.filter(\.noticedBy.isEmpty) }

  /// The scenarios that notice no mutant.
  package var idle: [Name] {
    let busy = Set(results.flatMap(\.noticedBy))
    return scenarios.indices.filter { !busy.contains($0) }.map { scenarios[$0] }
  }

  /// How many mutants are noticed, of a hundred; 100 where there are none.
  package var percent: Double {
    guard !results.isEmpty else { return 100 }
    return Double(results.count - survivors.count) * 100 / Double(results.count)
  }

  /// For people: each mutant that no scenario notices, with its place.
  package var text: String {
    var text = ""
    for result in survivors {
      let place = place(of: result.mutant.span)
      let why = result.asked == 0 ? "no scenario gets there" : "no scenario notices"
      text += "\(place.file):\(place.line):\(place.column): "
      text += quoted("\(result.mutant.change): \(why)", limit: QuotingLimits.sentence) + "\n"
    }
    for name in idle {
      text += "\(name.file): "
      text += quoted("`\(name.scenario)` notices no change", limit: QuotingLimits.sentence) + "\n"
    }
    let noticed = results.count - survivors.count
    return text + (text.isEmpty ? "" : "\n")
      + "\(results.count) mutants: \(noticed) noticed, \(survivors.count) not\n"
  }

  /// For programs, as `schemas/mutants.schema.json` describes.
  package var json: String {
    let document: JSONValue = [
      "version": 1,
      "mutants": .array(results.map(json)),
      "idleScenarios": .array(
        idle.map { ["file": .string($0.file), "name": .string($0.scenario)] }
      ),
      "summary": [
        "mutants": .integer(results.count),
        "noticed": .integer(results.count - survivors.count),
      ],
    ]
    return document.text(in: .pretty) + "\n"
  }

  private func json(_ result: MutantResult) -> JSONValue {
    [
      "flow": .string(result.mutant.flow), "kind": .string(result.mutant.kind.rawValue),
      "change": .string(result.mutant.change),
      "place": FlowSimulator.json(result.mutant.span, files),
      "reachedBy": .integer(result.asked), "noticedBy": .integer(result.noticedBy.count),
    ]
  }

  private func place(of span: Span) -> (file: String, line: Int, column: Int) {
    guard let file = files[span.file] else { return ("", 0, 0) }
    let position = file.position(of: span.start)
    return (file.name, position.line, position.column)
  }
}
