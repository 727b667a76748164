import CallModel
import Diagnostics
import TestSupport
import Testing

@testable import FlowLanguage

/// What is done again when something of a project changes, and that what comes out is what
/// compiling from nothing gives.
@Suite struct IncrementalTests {
  private var compiler = ProjectCompiler()
  private var project = SampleProject(flows: 12)

  /// What had to be done, and whether the result is that of compiling from nothing.
  private mutating func work() -> CompileWork {
    let compiled = compiler.compile(project.sources)
    #expect(compiled.facts == compileProject(project.sources).facts)
    return compiled.work
  }

  private func paths(_ numbers: [Int]) -> [String] {
    numbers.map(SampleProject.path).sorted()
  }

  @Test mutating func `the first time all is done, and without a change nothing`() {
    #expect(work() == CompileWork(read: paths(Array(0..<12)), checked: paths(Array(0..<12))))
    #expect(work() == CompileWork(read: [], checked: []))
  }

  @Test mutating func `of many files the one that changed is done again`() {
    _ = work()
    project.edit(7) { $0 + "\n# done\n" }
    #expect(work() == CompileWork(read: paths([7]), checked: paths([7])))
  }

  @Test mutating func `a value of the environment concerns the flows that get it`() {
    _ = work()
    project.configuration = project.configuration?.replacing("value3", with: "another")
    #expect(work() == CompileWork(read: [], checked: paths([3])))
    project.configuration = project.configuration?.replacing("+12065550005", with: "+12065559999")
    #expect(work() == CompileWork(read: [], checked: paths([5])))
  }

  @Test mutating func `a description concerns the flows whose services name it`() throws {
    let flow = ProjectFile(
      path: "a/flow.yaml",
      bytes: Array(
        """
        flow: described
        services: { desk: { url: https://desk.contoso.com, api: ./../desk.yaml } }
        blocks:
          main:
            - http: { get: desk/tasks/open }
              id: open
              on: { failed: end }
            - log: ${open.body.count} open
            - end
        on: { callEnded: [{ log: bye }] }
        """.utf8
      )
    )
    func sources(_ description: [UInt8]) -> ProjectSources {
      ProjectSources(
        files: project.sources.files + [flow, ProjectFile(path: "desk.yaml", bytes: description)],
        environment: nil,
        requiresValues: false,
        zones: SampleZones()
      )
    }
    let first = compiler.compile(sources(sampleDescription.bytes))
    #expect(first.flowCount == 13)
    let before = try #require(first.programs.first { $0.name == "described" })
    #expect(before.sources.map(\.path).prefix(2) == ["a/flow.yaml", "desk.yaml"])
    #expect(compiler.compile(sources(sampleDescription.bytes)).work.read.isEmpty)

    let second = compiler.compile(sources(sampleDescription.bytes + Array("# more\n".utf8)))
    #expect(second.work == CompileWork(read: ["a/flow.yaml"], checked: ["a/flow.yaml"]))
    let after = try #require(second.programs.first { $0.name == "described" })
    #expect(after.versionMaterial != before.versionMaterial)

    let third = compiler.compile(sources(Array("openapi: 3.1.0\npaths: {}\n".utf8)))
    #expect(third.findings.contains { $0.code == .unknownName })
  }

  @Test mutating func `what all flows get from the environment concerns all`() {
    _ = work()
    project.configuration = project.configuration?.replacing("contoso", with: "fabrikam")
    #expect(work() == CompileWork(read: [], checked: paths(Array(0..<12))))
    project.requiresValues = true
    #expect(work() == CompileWork(read: [], checked: paths(Array(0..<12))))
  }

  @Test mutating func `a comment in flowctl.yaml concerns no flow, but goes with each`() throws {
    _ = work()
    project.configuration = "# ours\n" + (project.configuration ?? "")
    let compiled = compiler.compile(project.sources)
    #expect(compiled.work == CompileWork(read: [], checked: []))
    #expect(compiled.facts == compileProject(project.sources).facts)
    let stored = try #require(compiled.programs.first?.sources.last)
    #expect(stored.bytes.starts(with: "# ours".utf8))
  }

  @Test mutating func `a value that is wrong is told where it stands now`() {
    project.edit(4) { $0.replacing("who: phoneNumber", with: "who: communicationUser") }
    _ = work()
    project.configuration = "# ours\n" + (project.configuration ?? "")
    #expect(work() == CompileWork(read: [], checked: paths([4])))
  }

  @Test mutating func `a finding that points into flowctl.yaml goes with its place`() {
    project.configuration = project.configuration?
      .replacing("cognitiveServicesEndpoint: https://contoso.cognitiveservices.azure.com", with: "")
    project.edit(8) {
      $0.replacing("hello: \"Hello", with: "hello: { file: \"https://a.com/")
        .replacing("own8}\" }", with: "own8}\" } }")
    }
    _ = work()
    project.configuration = "# ours\n" + (project.configuration ?? "")
    #expect(work() == CompileWork(read: [], checked: paths((0..<12).filter { $0 != 8 })))
  }

  @Test mutating func `a changed name is one flow's, and the project's findings follow`() {
    _ = work()
    project.edit(2) { $0.replacing("flow: flow2", with: "flow: flow9") }
    let compiled = compiler.compile(project.sources)
    #expect(compiled.work == CompileWork(read: paths([2]), checked: paths([2])))
    #expect(compiled.findings.map(\.code) == [.duplicateName])
    project.edit(2) { $0.replacing("flow: flow9", with: "flow: flow2") }
    #expect(work() == CompileWork(read: paths([2]), checked: paths([2])))
  }

  @Test mutating func `a route that moves to another flow is one flow's`() {
    _ = work()
    project.edit(2) { $0.replacing("1234-00000002", with: "1234-00000003") }
    let compiled = compiler.compile(project.sources)
    #expect(compiled.work == CompileWork(read: paths([2]), checked: paths([2])))
    #expect(compiled.findings.map(\.code) == [.routeConflict])
  }

  @Test mutating func `a removed file leaves the others as they are, a new one is done alone`() {
    _ = work()
    let text = project.flows.removeValue(forKey: SampleProject.path(1))
    #expect(work() == CompileWork(read: [], checked: []))
    project.flows[SampleProject.path(1)] = text
    #expect(work() == CompileWork(read: paths([1]), checked: paths([1])))
  }

  @Test mutating func `a file that is broken and mended is done twice`() {
    _ = work()
    project.edit(6) { $0.replacing("blocks:", with: "blox: [") }
    let broken = compiler.compile(project.sources)
    #expect(broken.work == CompileWork(read: paths([6]), checked: paths([6])))
    #expect(broken.programs.count == 11)
    project.edit(6) { $0.replacing("blox: [", with: "blocks:") }
    #expect(work() == CompileWork(read: paths([6]), checked: paths([6])))
    #expect(compiler.compile(project.sources).programs.count == 12)
  }

  @Test(arguments: 1...8)
  func `whatever is edited, the result is that of compiling from nothing`(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    var compiler = ProjectCompiler()
    var project = SampleProject(flows: 5)
    for edit in 0..<30 {
      if edit > 0 { project.change(by: &dice) }
      let compiled = compiler.compile(project.sources)
      let fresh = compileProject(project.sources)
      guard compiled.facts != fresh.facts else { continue }
      Issue.record("seed \(seed), edit \(edit): \(compiled.facts) is not \(fresh.facts)")
      return
    }
  }
}

/// The programs of a project as they are found.
@Suite struct ProgramSetTests {
  @Test func `a flow is found by its name and by whom it takes calls to`() throws {
    let programs = compileProject(SampleProject(flows: 3).sources).programs
    let place = try #require(programs.place(named: "flow1"))
    #expect(programs[place].name == "flow1")
    let route = try #require(programs[place].routes.first)
    #expect(programs.place(takingCallsTo: route) == place)
    #expect(programs.place(named: "nobody") == nil)
    #expect(programs.place(takingCallsTo: .phoneNumber("+1")) == nil)
  }
}
