internal import CallModel
internal import Diagnostics
internal import JSON

/// What came of scenarios, as `schemas/tests.schema.json` describes.
func renderTestJSON(_ tested: [TestedFile], _ files: SourceFiles) -> String {
  let requirements = RequirementReport(tested)
  let document: JSONValue = .members([
    "version": 1,
    "files": .array(
      tested.map { file in
        [
          "file": .string(file.name),
          "scenarios": .array(file.results.map { json($0, files) }),
        ]
      }
    ),
    "requirements": requirements.rows.isEmpty ? nil : requirements.json,
    "summary": [
      "files": .integer(tested.count),
      "scenarios": .integer(tested.scenarioCount),
      "failed": .integer(tested.failures.count),
    ],
  ])
  return document.text(in: .pretty) + "\n"
}

private func json(_ result: ScenarioResult, _ files: SourceFiles) -> JSONValue {
  .members([
    "name": .string(result.name),
    "place": json(result.span, files),
    "passed": .bool(result.passed),
    "milliseconds": .integer(Int(result.duration.count)),
    "covers": result.requirements.isEmpty
      ? nil : .array(result.requirements.map(JSONValue.string)),
    "failure": result.failure.map { failure in
      .members([
        "message": .string(failure.message),
        "instead": .string(failure.label),
        "help": failure.help.map(JSONValue.string),
        "place": json(failure.line, files),
        "step": failure.step.map { json($0, files) },
      ])
    },
    "account": .array(
      result.account.lines.map { line in
        [
          "milliseconds": .integer(Int(line.time.count)), "kind": .string(line.kind),
          "text": .string(line.text),
        ]
      }
    ),
  ])
}

func json(_ span: Span, _ files: SourceFiles) -> JSONValue {
  guard let file = files[span.file] else { return .null }
  let position = file.position(of: span.start)
  return [
    "file": .string(file.name), "line": .integer(position.line),
    "column": .integer(position.column),
  ]
}
