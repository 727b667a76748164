import Diagnostics
import FlowLanguage
import Testing

@Suite struct SampleFlowTests {
  @Test func `the flows of the package have nothing to be said about them`() throws {
    let project = compile(try sampleFlows(), environment: "dev", requiresValues: true)
    let shown = renderText(project.findings, files: project.files, style: .plain)
    #expect(project.findings.isEmpty, "\n\(shown)")
    #expect(project.programs.count == project.flowCount)
    #expect(project.flowCount == 8 + StepKeyword.allCases.count)
  }

  @Test(arguments: StepKeyword.allCases)
  func `each step has an example that uses it and takes no calls`(keyword: StepKeyword) throws {
    let path = "flows/steps/\(keyword.rawValue).yaml"
    let whole = compile(try sampleFlows())
    let program = try #require(whole.programs.first { $0.sources.contains { $0.path == path } })
    let keywords = program.lists.values.flatMap(\.steps).map(\.step.keyword)
    #expect(keywords.contains(keyword))
    #expect(program.routes.isEmpty)
  }

  @Test func `each flow that takes calls has a scripted caller`() throws {
    let flows = compile(try sampleFlows()).programs.filter { program in
      let steps = program.lists.values.flatMap(\.steps)
      return !program.routes.isEmpty || steps.contains { $0.shape.phase == .placing }
    }.compactMap(\.sources.first?.path).filter { !$0.hasPrefix("flows/steps/") }
    #expect(flows.count == 7)
    let scripts = try packagePaths(below: "flows", ending: ".call.yaml")
    for flow in flows {
      #expect(scripts.contains(flow.replacing(".yaml", with: ".call.yaml")))
    }
  }
}
