import Diagnostics
import FlowLanguage
import TestSupport
import Testing

/// Flows that others run: what is known of the call goes in with it and comes back, and a project's
/// flows belong together (LANGUAGE 2; SEMANTICS 1.7, rules 7 and 9).
@Suite struct CalledFlowTests {
  private func project(_ flows: [String]) -> [ProjectFile] {
    flows.enumerated().map { ProjectFile(path: "\($0).yaml", bytes: Array($1.utf8)) }
  }

  private func flow(_ name: String, head: String = "", _ steps: String) -> String {
    """
    flow: \(name)
    \(head)
    blocks:
      main:
        \(steps.split(separator: "\n").joined(separator: "\n    "))
    """
  }

  /// A flow that takes calls, and these steps.
  private func taking(_ steps: String) -> String {
    flow(
      "taking",
      head: """
        identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
        routes: [{ to: line }]
        """,
      steps + "\n- hangUp"
    )
  }

  private func findings(_ flows: String...) -> [String] {
    let project = compile(project(flows))
    return project.findings.map { finding in
      "\(finding.primary.span.file.index) \(finding.code.rawValue)"
    }
  }

  @Test func `a flow is checked in the call of whoever runs it`() {
    let hello = flow("hello", "- play: Hello there.")
    #expect(findings(taking("- answer\n- run: { flow: hello }"), hello).isEmpty)
    #expect(findings(taking("- run: { flow: hello }\n- answer"), hello) == ["0 call-phase"])
  }

  @Test func `whom the flow names may be the caller whom another has dialled`() {
    let head = "identities: { ann: +12065551212, line: { rawId: 28:orgid:\(account) } }"
    let rings = flow(
      "rings",
      head: head,
      "- dial: { to: ann, as: line }\n- run: { flow: greets }\n- hangUp"
    )
    let greets = flow(
      "greets",
      head: "identities: { ann: +12065551212 }",
      "- play: { prompt: Hello there., to: ann }"
    )
    #expect(findings(rings, greets).isEmpty)
    #expect(
      findings(greets.replacing("- play", with: "- answer\n    - play") + "\n    - hangUp") == [
        "0 nobody-else"
      ]
    )
  }

  private let account = "cc123456-5678-5678-1234-ccc123456789"

  @Test func `who runs a flow wrongly is told, and nobody else`() throws {
    let hello = flow("hello", "- play: Hello there.")
    let late = taking("- answer\n- run: { flow: hello }").replacing("taking", with: "late")
      .replacing("cc123456", with: "dd123456")
    let early = taking("- run: { flow: hello }\n- answer")
    #expect(findings(late, early, hello) == ["1 call-phase"])
    #expect(compile(project([late, early, hello])).programs.map(\.name) == ["late", "hello"])
  }

  @Test func `a flow that is run where it cannot be is one mistake`() {
    let hello = flow("hello", "- play: Hello there.\n- play: Hello again.")
    let runs = "- run: { flow: hello }\n"
    #expect(findings(taking(runs + runs), hello) == ["0 call-phase"])
    #expect(findings(taking("- play: Hi.\n" + runs), hello) == ["0 call-phase"])
  }

  @Test func `what is wrong whoever runs a flow is told in it alone`() {
    let twice = flow("twice", "- record: start\n- record: start")
    #expect(findings(taking("- answer\n- run: { flow: twice }"), twice) == ["1 recording-state"])
    // The first of them is wrong in this call, the second in any.
    let recorded = taking("- answer\n- record: start\n- run: { flow: twice }")
    #expect(findings(recorded, twice) == ["0 recording-state", "1 recording-state"])
  }

  @Test func `who runs a flow is told what to do there`() {
    func help(_ steps: String, _ inner: String) -> String? {
      compile(project([taking(steps + "\n- run: { flow: inner }"), flow("inner", inner)]))
        .findings.first { $0.primary.span.file.index == 0 }?.help
    }
    #expect(help("- log: a", "- play: Hello there.") == "put `- answer` before it")
    #expect(
      help("- answer", "- answer\n- play: Hello there.")
        == "a call is answered once: run `inner` before that, or take the step out there"
    )
    #expect(
      help("- answer\n- record: start", "- record: start")
        == "end it before, with `- record: stop`, or take the step out of `inner`"
    )
    #expect(
      help("- answer", "- record: pause") == "start one before it, with `- record: start`"
    )
    #expect(help("- answer", "- leave") == "bring somebody in before it")
  }

  @Test func `what is asked while it is recorded is found however deep it is asked`() {
    let ask = flow(
      "ask",
      "- recognize: { prompt: Your PIN?, tones: { count: 4 }, sensitive: true }\n"
        + "  on: { failed: continue }"
    )
    let between = flow("between", "- run: { flow: ask }")
    let plain = taking("- answer\n- run: { flow: between }\n  on: { failed: continue }")
    #expect(findings(plain, between, ask).isEmpty)
    let recorded = plain.replacing("- answer", with: "- answer\n    - record: start")
    #expect(findings(recorded, between, ask) == ["0 recorded-input"])
    let hidden = recorded.replacing(
      "- run: { flow: between }\n      on: { failed: continue }",
      with: "- sensitive: [{ run: { flow: between }, on: { failed: continue } }]\n"
        + "      on: { failed: continue }"
    )
    #expect(findings(hidden, between, ask).isEmpty)
  }

  /// The way that the finding of a code shows: file, line and text, in the order of the call.
  private func way(_ code: DiagnosticCode, _ flows: String...) throws -> [String] {
    let project = compile(project(flows))
    let finding = try #require(project.findings.first { $0.code == code })
    return try finding.related.map { label in
      let file = try #require(project.files[label.span.file])
      return "\(file.name):\(file.position(of: label.span.start).line) \(label.text)"
    }
  }

  @Test func `a finding where a flow is run names the steps that lead to its place`() throws {
    let hello = flow("hello", "- play: Hello there.")
    let between = flow("between", "- log: asking\n- run: { flow: hello }")
    let early = taking(
      "- answer:\n  when: call.callerName.hasValue()\n- log: a\n- run: { flow: between }"
    )
    #expect(
      try way(.callPhase, early, between, hello) == [
        "0.yaml:6 1: its `when` does not hold", "1.yaml:6 2: this runs `hello`",
        "2.yaml:5 3: this step of `hello`",
      ]
    )
  }

  @Test func `a way is that of the call which is wrong`() throws {
    let hello = flow("hello", "- play: Hello there.")
    let late = taking("- answer\n- run: { flow: hello }").replacing("taking", with: "late")
      .replacing("cc123456", with: "dd123456")
    let early = taking("- run: { flow: hello }\n- answer")
    #expect(try way(.callPhase, late, early, hello) == ["2.yaml:5 this step of `hello`"])
    // What the flow does by itself has nothing to do with who runs it.
    let twice = flow("hello", "- hangUp:\n  when: call.callerName.hasValue()\n- answer")
    #expect(
      try way(.callPhase, taking("- answer\n- run: { flow: hello }"), twice)
        == [
          "0.yaml:6 1: from here on the call is connected", "1.yaml:5 2: its `when` does not hold",
          "1.yaml:7 3: this step of `hello`",
        ]
    )
    let ended = flow("hello", "- record: start\n- record: start")
    #expect(
      try way(.recordingState, taking("- answer\n- run: { flow: hello }"), ended)
        == ["1.yaml:5 from here on there is a recording"]
    )
  }

  @Test func `a way goes into a flow that is run and comes back`() throws {
    let greet = flow(
      "greet",
      "- if: now.getHours() > 12\n  then: [{ log: late }]\n- answer:\n  when: has(call.from.number)"
    )
    #expect(
      try way(
        .callPhase,
        taking("- run: { flow: greet }\n  on: { failed: hangUp }\n- play: Hello."),
        greet
      )
        == [
          "0.yaml:6 1: this runs `greet`", "1.yaml:7 2: its `when` does not hold",
        ]
    )
    let recorded = flow("greet", "- answer\n- record: start")
    let asking = taking(
      "- run: { flow: greet }\n  on: { failed: hangUp }\n- recognize: { prompt: Your PIN?, "
        + "tones: { count: 4 }, sensitive: true }\n  on: { failed: hangUp }"
    )
    #expect(
      try way(.recordedInput, asking, recorded) == [
        "0.yaml:6 1: this runs `greet`", "1.yaml:6 2: from here on it is recorded",
      ]
    )
  }

  @Test func `a way through several files reads as the story of a call`() throws {
    let greet = flow("greet", "- answer:\n  when: has(call.from.number)")
    let ask = flow("ask", "- log: asking\n- play: Hello there.")
    let project = compile(
      project([
        taking(
          "- run: { flow: greet }\n  on: { failed: hangUp }\n- log: greeted\n- run: { flow: ask }"
        ), greet, ask,
      ])
    )
    let text = renderText(project.findings, files: project.files, style: .plain)
    let difference = try checkGolden("Tests/DiagnosticsTests/Rendered/way.out", text)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `a finding about a flow that is run has its places as they are now`() throws {
    let hello = flow("hello", "- play: Hello there.")
    var files = project([taking("- run: { flow: hello }\n- answer"), hello])
    func sources() -> ProjectSources {
      ProjectSources(files: files, environment: nil, requiresValues: false, zones: SampleZones())
    }
    var compiler = ProjectCompiler()
    _ = compiler.compile(sources())
    func moved(_ text: [UInt8], _ step: String) -> [UInt8] {
      Array(
        String(decoding: text, as: UTF8.self).replacing(step, with: "- log: a\n    " + step).utf8
      )
    }
    func lines(_ project: CompiledProject) throws -> [Int?] {
      let finding = try #require(project.findings.first { $0.code == .callPhase })
      return ([finding.primary] + finding.related).map {
        project.files[$0.span.file]?.position(of: $0.span.start).line
      }
    }
    files[0] = ProjectFile(path: "0.yaml", bytes: moved(files[0].bytes, "- run"))
    var again = compiler.compile(sources())
    #expect(again.work.checked == ["0.yaml"])
    #expect(try lines(again) == [7, 5])
    files[1] = ProjectFile(path: "1.yaml", bytes: moved(files[1].bytes, "- play"))
    again = compiler.compile(sources())
    #expect(again.work.checked == ["0.yaml", "1.yaml"])
    #expect(try lines(again) == [7, 6])
    #expect(compiler.compile(sources()).work.checked == [])
  }

  @Test func `flows that run one another in a circle are found once`() {
    let one = flow("one", head: "outputs: { n: int = 0 }", "- run: { flow: two }")
    let two = flow("two", head: "outputs: { n: int = 0 }", "- run: { flow: one }")
    #expect(findings(one, two) == ["0 run-circle"])
    #expect(findings(flow("self", "- run: { flow: self }")).contains("0 run-circle"))
    #expect(compile(project([one, two])).programs.isEmpty)
  }

  @Test func `a step of a flow that cannot fail need not be handled`() {
    let quiet = flow("quiet", head: "outputs: { n: int = 0 }", "- set: { n: 1 }")
    let loud = flow("loud", "- recognize: { prompt: Your number?, tones: { count: 4 } }")
    #expect(findings(taking("- answer\n- run: { flow: quiet }"), quiet).isEmpty)
    #expect(
      findings(taking("- answer\n- run: { flow: loud }"), loud) == ["0 unhandled-failure"]
    )
  }

  @Test func `a joined call has no caller, in what it runs either`() {
    let joining = flow(
      "joining",
      head: "profile: callAutomation\nparameters: { id: string }",
      "- join: { serverCall: \"${id}\" }\n- run: { flow: hello }\n- leave"
    )
    let hello = flow(
      "hello",
      head: "profile: callAutomation\nparameters: { n: int = 0 }",
      "- log: \"${caller.rawId} ${n}\""
    )
    #expect(findings(joining, hello).contains("0 no-caller"))
    let named = hello.replacing("caller.rawId", with: "call.id")
    #expect(!findings(joining, named).contains("0 no-caller"))
  }

  @Test func `a version depends on all that its flow runs, and on nothing else`() throws {
    func material(_ inner: String, _ other: String) throws -> [UInt8] {
      let flows = [
        taking("- answer\n- run: { flow: between }\n  on: { failed: continue }"),
        flow("between", "- run: { flow: inner }"), flow("inner", "- log: \(inner)"),
        flow("other", head: "outputs: { n: int = 0 }", "- log: \(other)"),
      ]
      let programs = compile(project(flows)).programs
      return try #require(programs.first).versionMaterial
    }
    #expect(try material("one", "x") == material("one", "y"))
    #expect(try material("one", "x") != material("two", "x"))
  }

  @Test func `a program has all the files it is compiled from again`() throws {
    let flows = [
      taking("- answer\n- run: { flow: between }\n  on: { failed: continue }"),
      flow("between", "- run: { flow: inner }"), flow("inner", "- log: hello"),
      flow("other", head: "outputs: { n: int = 0 }", "- log: other"),
    ]
    let program = try #require(compile(project(flows)).programs.first)
    #expect(program.sources.map(\.path) == ["0.yaml", "1.yaml", "2.yaml"])
    let again = try #require(compile(program.sources).programs.first)
    #expect(again.versionMaterial == program.versionMaterial)
  }

  @Test
  func `a program has the flow whose calls it begins later, and no more, to be compiled again`()
    throws
  {
    let line = "line: { rawId: 28:orgid:dd123456-5678-5678-1234-ccc123456789 }"
    let flows = [
      taking("- schedule: { flow: later, with: { n: 1 }, after: 1h }"),
      flow(
        "later",
        head: "identities: { desk: +12065551212, \(line) }\nparameters: { n: int }",
        "- dial: { to: desk, as: line }\n  on: { failed: end }\n- schedule: { flow: last, after: 1h }\n- hangUp"
      ),
      flow(
        "last",
        head: "identities: { desk: +12065551212, \(line) }",
        "- dial: { to: desk, as: line }\n  on: { failed: end }\n- hangUp"
      ),
    ]
    let project = compile(project(flows))
    #expect(!project.findings.hasErrors)
    let program = try #require(project.programs.first)
    #expect(program.sources.map(\.path) == ["0.yaml", "1.yaml"])
    let place = try #require(compile(program.sources).programs.place(named: "taking"))
    #expect(compile(program.sources).programs[place].versionMaterial == program.versionMaterial)
  }

  @Test func `a flow is checked again when what it runs has changed, and others are not`() throws {
    let verify = flow("verify", head: "outputs: { ok: bool = false }", "- set: { ok: true }")
    var files = project([
      taking("- answer\n- run: { flow: verify }\n  id: v\n- log: \"${v.ok}\""), verify,
      flow("other", head: "outputs: { n: int = 0 }", "- log: other"),
    ])
    func sources() -> ProjectSources {
      ProjectSources(files: files, environment: nil, requiresValues: false, zones: SampleZones())
    }
    var compiler = ProjectCompiler()
    #expect(compiler.compile(sources()).findings.isEmpty)
    // Another text with the same interface: whoever runs it is checked again, not read.
    files[1] = ProjectFile(
      path: "1.yaml",
      bytes: Array(verify.replacing("true", with: "false").utf8)
    )
    var project = compiler.compile(sources())
    #expect(project.work.read == ["1.yaml"])
    #expect(project.work.checked == ["0.yaml", "1.yaml"])
    // Another interface: it is read again.
    files[1] = ProjectFile(
      path: "1.yaml",
      bytes: Array(verify.replacing("ok:", with: "fine:").utf8)
    )
    project = compiler.compile(sources())
    #expect(project.work.read == ["0.yaml", "1.yaml"])
    #expect(project.codes == [.unknownName])
    #expect(project.work.checked == ["0.yaml", "1.yaml"])
  }
}
