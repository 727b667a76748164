internal import CallModel
internal import Diagnostics

/// What came of scenarios, as JUnit's XML: a suite for each file, a case for each scenario.
///
/// Source: the schema of Apache Ant's JUnit report. Times are those of the calls, in seconds.
func renderTestJUnit(_ tested: [TestedFile], _ files: SourceFiles) -> String {
  let (count, failed) = (tested.scenarioCount, tested.failures.count)
  var lines = [
    #"<?xml version="1.0" encoding="UTF-8"?>"#,
    #"<testsuites name="flowctl test" tests="\#(count)" failures="\#(failed)">"#,
  ]
  for file in tested {
    let name = xmlAttribute(file.name)
    let failed = file.results.count { !$0.passed }
    lines.append(
      #"  <testsuite name="\#(name)" tests="\#(file.results.count)" failures="\#(failed)">"#
    )
    for result in file.results { lines += testCase(result, name, files) }
    lines.append("  </testsuite>")
  }
  lines.append("</testsuites>")
  return lines.joined(separator: "\n") + "\n"
}

private func testCase(_ result: ScenarioResult, _ file: String, _ files: SourceFiles) -> [String] {
  let (seconds, rest) = (result.duration.count / 1000, String(1000 + result.duration.count % 1000))
  let time = "\(seconds).\(rest.dropFirst())"
  let name = xmlAttribute(result.name)
  let opening = #"<testcase classname="\#(file)" name="\#(name)" time="\#(time)""#
  let properties = properties(of: result)
  guard let failure = result.failure else {
    guard !properties.isEmpty else { return ["    \(opening)/>"] }
    return ["    \(opening)>"] + properties + ["    </testcase>"]
  }
  let account = result.account.lines.suffix(100).map(\.description).joined(separator: "\n")
  let text = renderBlock(failure.finding, files: files, style: .plain) + account
  let message = xmlAttribute(failure.sentence)
  return ["    \(opening)>"] + properties + [
    #"      <failure type="failed-scenario" message="\#(message)">\#(xmlContent(text))</failure>"#,
    "    </testcase>",
  ]
}

/// The requirements that a scenario is for, as properties of its case.
private func properties(of result: ScenarioResult) -> [String] {
  guard !result.requirements.isEmpty else { return [] }
  let properties = result.requirements.map { requirement in
    #"        <property name="requirement" value="\#(xmlAttribute(requirement))"/>"#
  }
  return ["      <properties>"] + properties + ["      </properties>"]
}
