import Diagnostics
import FlowGeneration
import Foundation
import Testing

@testable import CEL
@testable import FlowLanguage

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

  @Test func `every keyword, key, outcome, function and form of expressions is generated`() {
    var missing = Self.wanted
    for (flow, _) in GeneratedFlows.accepted {
      missing.subtract(Self.uses(of: flow, among: missing))
    }
    var seed: UInt64 = 1_000_000
    while !missing.isEmpty, seed < 1_000_000 + UInt64(Self.flows) {
      var generator = FlowGenerator(seed: seed)
      let flow = generator.flow()
      let own = Self.uses(of: flow, among: missing)
      if !own.isEmpty,
        compileProject(flow.sources(zones: FixedZones())).programs.contains(where: {
          $0.name == "generated"
        })
      {
        missing.subtract(own)
      }
      seed += 1
    }
    #expect(missing.sorted() == [])
  }

  /// What of this a flow uses; functions are those that stand in its text.
  private static func uses(of flow: GeneratedFlow, among wanted: Set<String>) -> Set<String> {
    let texts = [flow.text] + flow.others
    let called = wanted.filter { use in
      guard use.hasPrefix("function ") else { return false }
      let call = use.dropFirst("function ".count) + "("
      return texts.contains { $0.range(of: call) != nil }
    }
    return wanted.intersection(flow.uses).union(called)
  }

  /// The functions that expressions have.
  private static let functions: Set<String> = Set(
    (functionFamilies.flatMap(\.functions) + IdentifierType.constructors
      + SpokenValue.functions(.none)).map(\.name)
  )

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
    wanted.formUnion(Self.functions.map { "function \($0)" })
    wanted.formUnion(FlowGenerator.forms.map { "CEL \($0)" } + ["CEL ?:", "CEL outcome =="])
    return wanted.union([
      "recognize on named", "wait on named", "secret in a URL", "secret in a query",
      "secret in a header",
      "service in a URL", "service headers", "custom voice", "party of a text", "service timeout",
      "secret in a body",
      "prompt text", "flow flags", "flag in a condition", "flag as a party",
      "prompt ssml", "prompt file", "prompt by name", "URL in clear",
      "sensitive variable", "sensitive answer", "sensitive value", "sensitive in a body",
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
