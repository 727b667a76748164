import CEL
import CallModel
import Diagnostics
import FlowLanguage
import Testing

@Suite struct ProjectTests {
  private func flow(_ name: String, line: String) -> String {
    """
    flow: \(name)
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-\(line) }
    routes:
      - to: line
    blocks:
      main:
        - answer
        - hangUp
    """
  }

  private func files(_ texts: [String]) -> [ProjectFile] {
    texts.enumerated().map { ProjectFile(path: "\($0).yaml", bytes: Array($1.utf8)) }
  }

  @Test func `the environment's private hosts are part of the program and of its version`() throws {
    func program(_ hosts: String) throws -> Program {
      let project = compile(
        """
        flow: a
        blocks: { main: [reject] }
        """,
        configuration: "environments: { dev: { \(hosts) } }"
      )
      return try #require(project.programs.first)
    }
    let none = try program("settings: {}")
    let some = try program("privateHosts: [CRM.internal, 10.0.0.7]")
    #expect(none.privateHosts.isEmpty)
    #expect(some.privateHosts == ["crm.internal", "10.0.0.7"])
    #expect(none.versionMaterial != some.versionMaterial)
    #expect(try program("privateHosts: crm.internal").privateHosts == ["crm.internal"])
  }

  @Test func `a flow that is only to be run, and that none runs, is told where all are known`() {
    let part = """
      flow: part
      parameters: { name: string }
      outputs: { greeting: string }
      blocks:
        main:
          - set: { greeting: "Hello ${name}." }
      """
    func codes(_ step: String, beside configuration: [ProjectFile]) -> [DiagnosticCode] {
      let whole = """
        flow: whole
        blocks:
          main:
            - answer
            - \(step)
            - hangUp
        """
      return compile(files([whole, part]) + configuration).codes
    }
    let whole = [ProjectFile(path: "flowctl.yaml", bytes: Array("environments: {}".utf8))]
    #expect(codes("log: hello", beside: whole) == [.unusedName])
    #expect(codes("log: hello", beside: []).isEmpty)
    let run = "run: { flow: part, with: { name: Kim } }"
    #expect(codes(run, beside: whole).isEmpty)
  }

  @Test func `two flows of one name are said once, at the second`() {
    let project = compile(
      files([flow("a", line: "ccc123456781"), flow("a", line: "ccc123456782")])
    )
    #expect(project.codes == [.duplicateName])
    #expect(project.findings.first?.primary.span.file.index == 1)
    #expect(project.findings.first?.related.first?.span.file.index == 0)
  }

  @Test func `two flows that take the same calls are said once`() {
    let project = compile(
      files([flow("a", line: "ccc123456781"), flow("b", line: "ccc123456781")])
    )
    #expect(project.codes == [.routeConflict])
  }

  @Test func `an error in one flow leaves the others their programs`() {
    let project = compile(
      files([flow("a", line: "ccc123456781"), "flow: b", flow("c", line: "ccc123456783")])
    )
    #expect(project.programs.map(\.name) == ["a", "c"])
    #expect(project.flowCount == 3)
  }

  @Test func `files of projects compiled before keep their places`() {
    let first = compile(files(["flow: a"]))
    let second = compileProject(
      ProjectSources(
        files: files(["flow: b"]),
        environment: nil,
        requiresValues: false,
        zones: SampleZones()
      ),
      after: first.files
    )
    #expect(second.files.all.count == 2)
    #expect(second.findings.allSatisfy { $0.primary.span.file.index == 1 })
  }
}

@Suite struct EnvironmentTests {
  private let asking = """
    flow: a
    identities: { bob: phoneNumber }
    settings: { crm: uri, key: sensitive string, limits: list<int>, mode: string? }
    blocks:
      main:
        - answer
        - log: ${bob.number} ${settings.crm} ${settings.limits.size()} ${settings.mode.orValue('')}
        - http: { get: "${settings.crm}", headers: { authorization: "${settings.key}" } }
          on: { failed: hangUp }
        - hangUp
    """

  private let giving = """
    environments:
      dev:
        identities: { bob: +12065551212 }
        settings:
          crm: https://crm.contoso.com
          key: { file: /run/secrets/key }
          limits: [1, 2]
          mode: fast
    """

  @Test func `without a file nothing is asked`() {
    #expect(compile(asking).findings.isEmpty)
  }

  @Test func `the only environment is the default`() throws {
    let project = compile(asking, configuration: giving, requiresValues: true)
    let program = try #require(project.programs.first, "\(project.findings)")
    #expect(project.environmentName == "dev")
    #expect(program.identities["bob"] == .phoneNumber("+12065551212"))
    #expect(program.settings["crm"] == .string("https://crm.contoso.com"))
    #expect(program.settings["limits"] == .list([.int(1), .int(2)]))
    #expect(program.settings["mode"] == .optional(.string("fast")))
    #expect(program.settings["key"] == nil)
    #expect(program.secrets["key"] == .file("/run/secrets/key"))
  }

  @Test func `a variable begins with a party that the environment gives`() throws {
    let flow = """
      flow: a
      identities: { ann: phoneNumber, bob: phoneNumber }
      variables:
        first: phoneNumber = ann
        all: list<phoneNumber> = [ann, bob]
      blocks:
        main:
          - answer
          - log: ${first.number} ${all[0].number}
          - hangUp
      """
    let giving = "environments: { dev: { identities: { ann: +12065551212, bob: +12065551213 } } }"
    let project = compile(flow, configuration: giving, requiresValues: true)
    let variables = try #require(project.programs.first, "\(project.findings)").variables
    let people = [Identifier.phoneNumber("+12065551212"), .phoneNumber("+12065551213")]
    #expect(variables["first"]?.initial == IdentifierType.value(of: people[0]))
    #expect(variables["all"]?.initial == .list(people.map(IdentifierType.value)))
    #expect(compile(flow).findings.isEmpty)
  }

  @Test func `of several one is named, or no value is asked`() {
    let two = giving + "\n  prod: {}\n"
    let unchosen = compile(asking, configuration: two).findings
    #expect(unchosen.map(\.severity) == [.hint])
    #expect(
      unchosen.first?.message == "there are several environments: the values of none are checked"
    )
    #expect(compile(asking, configuration: two, requiresValues: true).codes == [.missingValue])
    let chosen = compile(asking, configuration: two, environment: "dev", requiresValues: true)
    #expect(chosen.programs.count == 1)
    let prod = compile(asking, configuration: two, environment: "prod")
    #expect(prod.codes == Array(repeating: .missingValue, count: 5))
  }

  @Test func `an environment that there is not is said once`() {
    let project = compile(asking, configuration: giving, environment: "dve", requiresValues: true)
    #expect(project.codes == [.unknownName])
    #expect(project.findings.first?.help == "did you mean `dev`?")
    #expect(compile([], environment: "dev").codes == [.unknownName])
  }

  @Test func `serving without values is refused for each`() {
    let project = compile(
      [ProjectFile(path: "a.yaml", bytes: Array(asking.utf8))],
      requiresValues: true
    )
    #expect(project.codes == Array(repeating: .missingValue, count: 5))
  }

  @Test func `serving text without an environment is refused`() {
    let speaking = "flow: a\nblocks:\n  main: [answer, { play: Hello there. }, hangUp]"
    let file = ProjectFile(path: "a.yaml", bytes: Array(speaking.utf8))
    let project = compile([file], requiresValues: true)
    #expect(project.codes == [.missingEndpoint])
    #expect(compile([file]).codes.isEmpty)
  }

  @Test func `a version depends on the zones that expressions name`() throws {
    func material(_ offset: Int) throws -> [UInt8] {
      let text =
        "flow: a\nblocks:\n  main: [answer, { log: \"${now.getHours('Test/Zone')}\" }, hangUp]"
      let project = compileProject(
        ProjectSources(
          files: [ProjectFile(path: "a.yaml", bytes: Array(text.utf8))],
          environment: nil,
          requiresValues: false,
          zones: OneZone(offset: offset)
        )
      )
      return try #require(project.programs.first, "\(project.findings)").versionMaterial
    }
    #expect(try material(3_600) == material(3_600))
    #expect(try material(3_600) != material(7_200))
  }

  @Test func `a version depends on the values and on the zones`() throws {
    func material(_ configuration: String) throws -> [UInt8] {
      let project = compile(asking, configuration: configuration)
      return try #require(project.programs.first, "\(project.findings)").versionMaterial
    }
    let first = try material(giving)
    #expect(try material(giving) == first)
    #expect(try material(giving.replacing("[1, 2]", with: "[1, 3]")) != first)
    #expect(try material(giving.replacing("fast", with: "slow")) != first)
    #expect(try material(giving.replacing("1212", with: "1213")) != first)
  }
}

/// A host with one zone.
private struct OneZone: ZoneRules {
  let names = ["Test/Zone"]
  let offset: Int

  func zone(named name: String) -> ZoneTransitions? {
    name == "Test/Zone" ? ZoneTransitions(initialOffset: offset, transitions: []) : nil
  }
}

@Suite struct VariableTests {
  @Test func `variables begin with the value they are declared with`() throws {
    let project = compile(
      """
      flow: a
      identities: { ann: +12065551212 }
      variables:
        count: int = 3
        people: list<phoneNumber> = [ann, +12065551213]
        words: list<string>? = [ one,'two, three' , "[four]", don't ]
        rows: list<list<int>> = [[1, 2], [], [ ]]
        note: string?
        name: string? = Ann
        empty: string = ''
        quoted: string = "'the' day"
        said: string = 'never mind'
        tags: list<string> = []
        later: string
      blocks:
        main:
          - answer
          - set: { later: now }
          - log: ${empty} ${quoted} ${said}
          - log: ${count} ${note.orValue('')} ${name.orValue('')} ${tags.size()} ${later}
          - log: ${people[0].number} ${words.orValue(['']).size()} ${rows.size()}
          - hangUp
      """
    )
    let variables = try #require(project.programs.first, "\(project.findings)").variables
    #expect(variables["count"]?.initial == .int(3))
    #expect(variables["note"]?.initial == .optional(nil))
    #expect(variables["name"]?.initial == .optional(.string("Ann")))
    #expect(variables["empty"]?.initial == .string(""))
    #expect(variables["quoted"]?.initial == .string("'the' day"))
    #expect(variables["said"]?.initial == .string("never mind"))
    #expect(variables["tags"]?.initial == .list([]))
    let people = [Identifier.phoneNumber("+12065551212"), .phoneNumber("+12065551213")]
    #expect(variables["people"]?.initial == .list(people.map(IdentifierType.value)))
    let words = ["one", "two, three", "[four]", "don't"]
    #expect(variables["words"]?.initial == .optional(.list(words.map(CELValue.string))))
    let rows: [CELValue] = [.list([.int(1), .int(2)]), .list([]), .list([])]
    #expect(variables["rows"]?.initial == .list(rows))
    #expect(variables["later"] != nil && variables["later"]?.initial == nil)
  }
}
