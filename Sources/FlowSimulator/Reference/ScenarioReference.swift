/// The page of tests of flows, as `docs/testing.md` has it: its tables come from what the reader of
/// scenarios knows, and `details`, its sections, from whoever writes them.
package func scenarioReference(details: String) -> String {
  let keys = FileKey.allCases.map { "| `\($0.rawValue)` | \($0.summary) |" }
  let happens = HappeningKeyword.allCases.map { row($0.rawValue, $0.row) }
  let parties = PartyWord.allCases.map { "| `\($0.rawValue)` | \($0.summary) |" }
  let does = ExpectationKeyword.allCases.map { row($0.rawValue, $0.row) }
  return [
    preface,
    "## A file\n\n| key | |\n|---|---|\n" + keys.joined(separator: "\n"),
    "## What happens\n\n| line | |\n|---|---|\n" + happens.joined(separator: "\n"),
    "A line that begins with a party's name says what the party does:\n\n| word | |\n|---|---|\n"
      + parties.joined(separator: "\n"),
    "## What the flow does\n\n| line | |\n|---|---|\n" + does.joined(separator: "\n"),
  ].joined(separator: "\n\n") + "\n\n" + details
}

private func row(_ name: String, _ row: KeywordRow) -> String {
  let line = row.example.isEmpty ? name : "\(name): \(row.example)"
  return "| `\(line)` | \(row.summary) |"
}

private let preface = """
  # Tests of flows

  A file `*.test.yaml` has scenarios of one flow: calls as a person would tell them.
  `flowctl test` runs them against the emulated service, with the interpreter that runs calls in production; `flowctl validate` checks them like flows.

  A line says what happens to the flow, or what the flow does. Lines run one after another. Time is virtual: a test of a two-hour wait takes milliseconds.
  """
