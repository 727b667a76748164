import Diagnostics
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// Every option of every step in a call, with each way in which the step can end: all that is told
/// and asked from its start to its end stands in `Transcripts/<keyword>.txt`.
///
/// What there has to be is derived from the catalogue of steps, so that a new option, or a new
/// outcome, without a transcript fails.
@Suite struct TranscriptTests {
  /// A step of an example, and what came of it.
  private struct Run {
    let example: StepExample
    /// The outcomes that the step can have as it is written.
    let outcomes: Set<String>
    let transcripts: [String: Transcript]
  }

  private func run(_ example: StepExample) throws -> Run {
    let project = example.project()
    let program = try #require(
      project.programs.first { $0.name == "test" },
      "\(example.text()): \(project.findings.map(\.message))"
    )
    let node = try #require(
      program.lists.values.flatMap(\.steps).first { $0.path.text == example.place },
      "\(example.text()): no step at \(example.place)"
    )
    try #require(node.step.keyword == example.keyword)
    let outcomes = Set(node.shape.outcomes.filter(\.isPossible).map(\.outcome.name))
    return Run(
      example: example,
      outcomes: outcomes,
      transcripts: Transcript.all(of: program, node.path, wanted: outcomes)
    )
  }

  @Test(arguments: StepKeyword.allCases)
  func `every option is seen in a call, with each way its step can end`(
    keyword: StepKeyword
  ) throws {
    let runs = try StepExample.all.filter { $0.keyword == keyword }.map(run)
    var missing: [String] = []
    // The keys that steps name: each with all the outcomes that a step with it can have.
    for key in Set(runs.flatMap(\.example.keys)).sorted() {
      let having = runs.filter { $0.example.keys.contains(key) }
      let wanted = having.reduce(into: Set<String>()) { $0.formUnion($1.outcomes) }
      let seen = having.reduce(into: Set<String>()) { $0.formUnion($1.transcripts.keys) }
      missing += wanted.subtracting(seen).sorted().map { "\(keyword.rawValue).\(key) → \($0)" }
    }
    let written = Set(runs.flatMap(\.example.keys))
    missing += keyword.options.filter { option in
      !option.split(separator: ".").allSatisfy { written.contains(String($0)) }
    }.map { "\(keyword.rawValue).\($0)" }
    #expect(missing.isEmpty)
    let text = runs.map { run in
      let ways = run.transcripts.sorted { $0.key < $1.key }
        .map { "\n# \($0.key)\n" + $0.value.lines.joined(separator: "\n") + "\n" }
      return run.example.text() + "\n" + ways.joined()
    }.joined(separator: "\n\n")
    let path = "Tests/FlowEngineTests/Transcripts/\(keyword.rawValue).txt"
    let difference = try checkGolden(path, text)
    #expect(difference == nil, "\(difference ?? "")")
  }
}

extension StepExample {
  /// The keys it has, and those inside of their values.
  fileprivate var keys: Set<String> {
    let words = (inside + beside).flatMap { key in
      [key.name] + key.text.matches(of: /([A-Za-z]+):( |$)/).map { String($0.output.1) }
    }
    return Set(value == nil ? words : words + [keyword.rawValue, "block"])
  }
}

extension StepKeyword {
  /// The options of a step, those inside of a value behind a dot.
  fileprivate var options: [String] {
    shape.fields.filter { !$0.name.isEmpty }.flatMap { field in
      [field.name] + field.value.keys.map { "\(field.name).\($0)" }
    }
  }
}

extension ValueShape {
  /// The keys inside of a value.
  fileprivate var keys: [String] {
    switch self {
    case .record(let fields):
      fields.flatMap { field in [field.name] + field.value.keys.map { "\(field.name).\($0)" } }
    case .list(let item), .mapping(let item): item.keys
    case .either(let shapes): shapes.flatMap(\.keys)
    case .text, .integer, .flag, .duration, .words, .condition, .prompt, .party, .block, .handler,
      .steps, .declaration, .any:
      []
    }
  }
}
