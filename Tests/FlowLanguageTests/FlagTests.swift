import CEL
import CallModel
import Diagnostics
import Testing

@testable import FlowLanguage

/// Flags: one type and one value for each name in all flows of a project, and what the checker
/// takes for sure of them (SEMANTICS.md, rule 67).
@Suite struct FlagTests {
  private func flow(_ name: String, _ flag: String, _ desk: String = "desk: +12065551212") -> String
  {
    """
    flow: \(name)
    identities: { \(desk) }
    flags:
      shared: \(flag)
    blocks:
      main:
        - answer
        - log: ${size([flags.shared])}
        - transfer: desk
          on: { failed: hangUp }
    """
  }

  private func compiled(_ texts: [String], _ configuration: String? = nil) -> CompiledProject {
    var files = texts.enumerated().map {
      ProjectFile(path: "\($0).yaml", bytes: Array($1.utf8))
    }
    if let configuration {
      files.append(ProjectFile(path: "flowctl.yaml", bytes: Array(configuration.utf8)))
    }
    return compile(files, requiresValues: configuration != nil)
  }

  @Test(arguments: [
    ("bool = false", "bool = false", nil),
    ("int = 1", "int = 01", nil),
    ("string?", "string?", nil),
    ("phoneNumber = desk", "phoneNumber = desk", nil),
    ("phoneNumber = desk", "phoneNumber = +12065551212", nil),
    ("bool = false", "bool = true", "the flag `shared` has another value in `a`"),
    ("bool = false", "int = 0", "the flag `shared` has another type in `a`"),
    ("string?", "string? = closed", "the flag `shared` has another value in `a`"),
    ("string?", "string = closed", "the flag `shared` has another type in `a`"),
    ("list<int> = [1]", "list<int> = []", "the flag `shared` has another value in `a`"),
  ])
  func `a flag is the same in all flows of a project`(
    first: String,
    second: String,
    expected: String?
  ) {
    let project = compiled([flow("a", first), flow("b", second)])
    let errors = project.findings.filter { $0.severity == .error }
    #expect(errors.map(\.message) == (expected.map { [$0] } ?? []))
    #expect(errors.allSatisfy { $0.code == .flagConflict && $0.primary.span.file.index == 1 })
    #expect(errors.allSatisfy { $0.related.map(\.span.file.index) == [0] })
  }

  @Test func `a party that a flag begins with is the one of each flow`() {
    let other = flow("b", "phoneNumber = desk", "desk: +12065551213")
    let project = compiled([flow("a", "phoneNumber = desk"), other])
    #expect(project.codes == [.flagConflict])
  }

  @Test func `a flag can begin with a party that the environment gives`() throws {
    let text = flow("a", "phoneNumber = desk", "desk: phoneNumber")
    let environment = "environments: { dev: { identities: { desk: +12065551219 } } }"
    let program = try #require(compiled([text], environment).programs.first)
    let number = IdentifierType.value(of: .phoneNumber("+12065551219"))
    #expect(program.flags["shared"]?.type == .identifier([.phoneNumber]))
    #expect(program.flags["shared"]?.initial == number)
  }

  @Test func `an optional without a value begins with none`() throws {
    let program = try #require(compiled([flow("a", "int?")]).programs.first)
    #expect(program.flags["shared"]?.initial == .optional(nil))
  }

  /// What the checker knows of `flags.desk` where each step begins, by the step's path.
  private func narrowed(_ blocks: String) throws -> [String: Set<String>] {
    let text = """
      flow: a
      identities: { front: +12065551212 }
      flags: { desk: phoneNumber = front }
      blocks:
      \(blocks)
      """
    let file = ProjectFile(path: "a.yaml", bytes: Array(text.utf8))
    let compilation = ProjectCompilation(
      ProjectSources(files: [file], environment: nil, requiresValues: false, zones: SampleZones())
    )
    let read = compilation.readFlow(at: 0)
    let steps = read.steps.compactMap { $0 }
    let alone = FlowSurroundings(exits: FlowExitTable(compilation.scope))
    let analysis = try #require(FlowAnalysis(read, compilation.scope, alone))
    var narrowed: [String: Set<String>] = [:]
    for (node, known) in zip(steps, analysis.stepKnowledge) {
      narrowed[node.path.text] = known.start?.narrowed[["flags", "desk"]]
    }
    return narrowed
  }

  @Test func `what a condition says of a flag holds until a step lets inputs in`() throws {
    let known = try narrowed(
      """
        main:
          - answer
          - goto: other
            when: flags.desk.kind != 'phoneNumber'
          - log: here it is sure
          - wait: 10s
          - log: here it is not
          - hangUp
        other: [hangUp]
      """
    )
    #expect(known["main/2"] == ["phoneNumber"])
    #expect(known["main/3"] == ["phoneNumber"])
    #expect(known["main/4"] == nil)
  }

  @Test func `a round beside a step that waits knows nothing of flags`() throws {
    let known = try narrowed(
      """
        main:
          - answer
          - if: flags.desk.kind == 'phoneNumber'
            then:
              - wait:
                  for: { star: { press: star } }
                  meanwhile: { every: 20s, do: [{ log: here it is not }] }
                on: { star: continue, failed: continue }
          - hangUp
      """
    )
    #expect(known["main/1/then/0"] == ["phoneNumber"])
    #expect(known.keys.filter { $0.hasPrefix("main/1/then/0/") }.isEmpty)
  }
}
