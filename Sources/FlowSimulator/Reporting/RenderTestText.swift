internal import CallModel
internal import Diagnostics

/// What came of scenarios, for people: a line for each file, then each failure with the line of the
/// scenario, the step of the flow and the account of the call.
func renderTestText(
  _ tested: [TestedFile],
  _ files: SourceFiles,
  isVerbose: Bool,
  _ style: RenderStyle
) -> String {
  var text = ""
  for file in tested {
    let failed = file.results.count { !$0.passed }
    let passed = file.results.count - failed
    let mark = failed == 0 ? "ok  " : "FAIL"
    let counts = failed == 0 ? "\(passed) passed" : "\(passed) passed, \(failed) failed"
    text += "\(mark)  \(file.name)  \(counts)\n"
    guard isVerbose else { continue }
    for result in file.results {
      text += "  \(result.passed ? "ok  " : "FAIL")  \(quoted(result.name))"
      text += "  (\(seconds(result.duration)) of the call)\n"
      if result.passed { text += indented(result.account, limit: .max) }
    }
  }
  for file in tested {
    for result in file.results {
      guard let failure = result.failure else { continue }
      text += "\n\(file.name): \(quoted(result.name))\n"
      text += renderBlock(failure.finding, files: files, style: style)
      text += indented(result.account, limit: isVerbose ? .max : shownLines)
    }
  }
  return text + (text.isEmpty ? "" : "\n") + tested.summary + "\n"
}

/// The account of a call, its last lines.
private func indented(_ account: Account, limit: Int) -> String {
  let lines = account.lines.suffix(limit)
  let left = account.droppedCount + account.lines.count - lines.count
  let before = left > 0 ? "      … \(left) lines before (`-v` shows more)\n" : ""
  return before + lines.map { "    \(quoted($0.description, limit: 200))\n" }.joined()
}

private func seconds(_ time: Milliseconds) -> String {
  "\(time.count / 1000).\(time.count % 1000 / 100) s"
}

/// How many lines of the account stand under a failure.
private let shownLines = 25
