import FlowLanguage
import TestSupport
import Testing

@Suite struct ShapeTests {
  /// What the reader asks for must not depend on what it reads, so that the schema and the
  /// reference, which are made from a blank step, say all of it.
  @Test(arguments: StepKeyword.allCases)
  func `a step's reader asks for the same whatever it reads`(keyword: StepKeyword) throws {
    let blank = keyword.shape
    let files = try sampleFlows()
    let nodes = compile(files).programs.flatMap { $0.lists.values.flatMap(\.steps) }
      .filter { $0.step.keyword == keyword }
    #expect(!nodes.isEmpty)
    for node in nodes {
      #expect(node.shape.fields.map(\.summary) == blank.fields.map(\.summary))
      let named = node.shape.outcomes.filter(\.isNamedByAuthor).map(\.outcome.name)
      let outputs = node.shape.outputs.filter { !$0.isNamedByAuthor }.map(\.name)
        .filter { !named.contains($0) }
      #expect(outputs == blank.outputs.map(\.name))
      #expect(node.shape.exclusive == blank.exclusive)
      #expect(node.shape.takesStatuses == blank.takesStatuses)
      let outcomes = node.shape.outcomes.filter { !$0.isNamedByAuthor }.map(\.outcome.name)
      let known = blank.outcomes.map(\.outcome.name)
      // With choices or triggers of the author's there is no plain success.
      #expect(outcomes == known || outcomes == known.filter { $0 != "done" })
    }
  }

  @Test func `the page of the steps is what the steps say`() throws {
    var examples: [String: String] = [:]
    for keyword in StepKeyword.allCases {
      examples[keyword.rawValue] = try packageText("flows/steps/\(keyword.rawValue).yaml")
    }
    let difference = try checkGolden("docs/steps.md", stepReference(examples: examples))
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `the README names every step`() throws {
    let steps = StepKeyword.allCases.map(\.rawValue).joined(separator: " ")
    #expect(try packageText("README.md").contains("`\(steps)`"))
  }

  @Test func `the schema in the package is the one the steps give`() throws {
    let difference = try checkGolden("schemas/flow.schema.json", flowSchema())
    let advice = "schemas/flow.schema.json is out of date; run `flowctl schema --write`"
    #expect(difference == nil, "\(advice)\n\(difference ?? "")")
  }
}

extension FieldShape {
  /// All of it that a reader states.
  fileprivate var summary: String {
    "\(name) \(place) \(isRequired) \(value) \(documentation)"
  }
}
