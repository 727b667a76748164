import Diagnostics
import Testing

@testable import FlowSimulator

/// What scenarios are for.
@Suite struct RequirementTests {
  private let sample = flow(
    """
    main:
      - answer
      - play: welcome
      - goto: supportDesk
    supportDesk:
      - hangUp
    """
  )

  private let tests = """
    test: tested
    covers: { supportDesk: [REQ-12], main: REQ-20 }
    scenarios:
      one:
        covers: [REQ-1, REQ-2]
        lines:
          - hears: welcome
          - reaches: supportDesk
      two:
        covers: REQ-2
        lines:
          - hears: menu
    """

  private func outcome() throws -> ([TestedFile], TestProject) {
    let project = try TestProject(
      sample,
      tests: tests,
      configuration: configuration
    )
    let file = TestedFile(
      name: "a.test.yaml",
      results: try project.run(),
      requirements: project.file.requirements + ["REQ-99"]
    )
    return ([file], project)
  }

  @Test func `requirements are told with their scenarios and what came of them`() throws {
    let (tested, project) = try outcome()
    #expect(
      RequirementReport(tested).text == """
        ok    REQ-1
          ok    a.test.yaml: one
        ok    REQ-12
          ok    a.test.yaml: one
        FAIL  REQ-2
          ok    a.test.yaml: one
          FAIL  a.test.yaml: two
        FAIL  REQ-20
          ok    a.test.yaml: one
          FAIL  a.test.yaml: two
        FAIL  REQ-99  no scenario
        5 requirements: 2 met

        """
    )
    let junit = renderTests(tested, files: project.files, as: .junit)
    #expect(
      junit.contains(
        """
              <properties>
                <property name="requirement" value="REQ-1"/>
                <property name="requirement" value="REQ-12"/>
        """
      ),
      "\(junit)"
    )
    let json = renderTests(tested, files: project.files, as: .json)
    #expect(json.contains(#""requirement": "REQ-99""#), "\(json)")
  }

  @Test(arguments: [
    ("covers: { suportDesk: [REQ-1] }", "there is no block `suportDesk`"),
    ("covers: [REQ-1]", "`covers` of a file is a mapping"),
    ("covers: { main: [REQ 1] }", "`REQ 1` cannot be the name of a requirement"),
  ])
  func `what is wrong with them has a place`(line: String, expected: String) throws {
    let project = try TestProject(
      sample,
      tests: "test: tested\n\(line)\nscenarios: { a: [{ hears: welcome }] }",
      configuration: configuration
    )
    #expect(project.findings.contains { $0.message.contains(expected) }, "\(project.findings)")
  }
}
