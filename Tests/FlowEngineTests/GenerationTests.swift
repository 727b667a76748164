import Diagnostics
import FlowGeneration
import FlowLanguage
import Foundation
import Testing

/// What the generator of flows writes.
@Suite struct GenerationTests {
  /// Flows enough that whatever can be written was.
  private static let flows = 1600

  @Test func `the checker accepts what is generated`() {
    var refused = 0
    for one in GeneratedFlows.all where one.program == nil {
      refused += 1
      guard ProcessInfo.processInfo.environment["COUNT"] != nil else { continue }
      for error in one.errors { print("\(one.name) \(error.code): \(error.message)") }
    }
    if GeneratedFlows.all.count == 1, let flow = GeneratedFlows.all.first?.flow {
      print(flow.text, flow.environment)
    }
    print("generated flows: \(refused) of \(GeneratedFlows.all.count) refused")
    #expect(refused * 8 <= GeneratedFlows.all.count || GeneratedFlows.all.count < 20)
  }

  @Test func `a seed gives one flow`() {
    var first = FlowGenerator(seed: 42)
    var second = FlowGenerator(seed: 42)
    #expect(first.flow().text == second.flow().text)
  }

  @Test func `every keyword, key and outcome is generated`() {
    var uses: Set<String> = []
    for one in GeneratedFlows.all where one.program != nil { uses.formUnion(one.flow.uses) }
    var seed: UInt64 = 1_000_000
    let wanted = Self.wanted
    while !wanted.isSubset(of: uses), seed < 1_000_000 + UInt64(Self.flows) {
      var generator = FlowGenerator(seed: seed)
      let flow = generator.flow()
      if !flow.uses.isSubset(of: uses),
        compileProject(flow.sources(zones: FixedZones())).programs.contains(where: {
          $0.name == "generated"
        })
      {
        uses.formUnion(flow.uses)
      }
      seed += 1
    }
    #expect(wanted.subtracting(uses).sorted() == [])
  }

  /// All there is, from the catalogue.
  private static var wanted: Set<String> {
    var wanted: Set<String> = ["step id", "step when", "handler list", "narrowing"]
    for keyword in StepKeyword.allCases {
      let shape = keyword.shape
      wanted.insert(keyword.rawValue)
      for field in shape.fields { wanted.formUnion(keys(field, of: keyword.rawValue)) }
      for outcome in shape.outcomes
      where outcome.effect.takesHandler && !Self.never.contains(keyword) {
        wanted.insert("\(keyword.rawValue) on \(outcome.outcome.name)")
      }
      if shape.takesStatuses { wanted.insert("\(keyword.rawValue) on status") }
    }
    for name in ["failed", "callerLeft", "callEnded", "recordingFailed", "recordingReady"] {
      wanted.insert("flow on \(name)")
    }
    for word in ["hangUp", "end", "continue", "return", "block"] {
      wanted.insert("handler \(word)")
    }
    return wanted.union([
      "recognize on named", "wait on named", "secret in a URL", "secret in a query",
      "secret in a header",
      "service in a URL", "service headers", "custom voice", "party of a text", "service timeout",
      "secret in a body",
      "prompt text", "flow flags", "flag in a condition", "flag as a party",
      "prompt ssml", "prompt file", "prompt by name",
    ])
  }

  /// A refusal that fails leaves a call that rings, and nobody waits for it.
  private static let never: [StepKeyword] = [.reject]

  private static func keys(_ field: FieldShape, of owner: String) -> Set<String> {
    let name = "\(owner).\(field.name)"
    return Set([name]).union(keys(field.value, of: name))
  }

  private static func keys(_ value: ValueShape, of owner: String) -> Set<String> {
    switch value {
    case .record(let fields): fields.reduce(into: []) { $0.formUnion(keys($1, of: owner)) }
    case .list(let item), .mapping(let item): keys(item, of: owner)
    case .either(let shapes): shapes.reduce(into: []) { $0.formUnion(keys($1, of: owner)) }
    case .text, .integer, .flag, .duration, .words, .condition, .prompt, .party, .block, .handler,
      .steps, .declaration, .any:
      []
    }
  }
}
