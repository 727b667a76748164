import CEL
import CallModel
import Diagnostics
import FlowLanguage
import FlowRuntime
import Testing

@testable import FlowEngine
@testable import FlowSimulator

/// Walking the calls a flow can have, by flows whose calls are known.
struct ExploreTests {
  private func exploration(
    _ text: String,
    within bounds: ExploreBounds = ExploreBounds()
  ) throws -> Exploration {
    let (program, flows) = try compiled(text)
    return try explore(program, among: flows, within: bounds)
  }

  /// A breach of a kind, whose call has happened again as a scenario.
  private func breach(
    _ kind: ExplorationBreach.Kind,
    in exploration: Exploration
  ) throws -> ExplorationBreach {
    let found = exploration.breaches.filter { $0.kind == kind }
    let breach = try #require(found.first, "\(exploration.breaches.map(\.kind))")
    #expect(found.count == 1 && breach.call.passes, "\(breach.call.yaml)")
    return breach
  }

  @Test func `every way to end is told, with the shortest call that does`() throws {
    let found = try exploration(menu)
    #expect(found.bound == nil && found.breaches.isEmpty && found.missing.isEmpty)
    #expect(
      found.ends.map(\.name) == [
        "ends as callerLeft", "ends as hungUp", "ends as notConnected", "ends as transferred",
      ]
    )
    #expect(found.ends.allSatisfy { $0.passes })
    #expect(
      found.ends.last?.lines == [
        "hears: menu", "press: \"1\"", "transfers: desk", "desk: accepts", "ends: transferred",
      ]
    )
  }

  @Test func `states that go on alike are followed once, however long the call has lasted`() throws
  {
    // Two menus that lead to each other: a call can go round for hours.
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - goto: one
        one:
          - recognize: { prompt: menu, choices: { next: { press: 1 }, leave: { press: 2 } } }
            on: { next: two, leave: bye, failed: bye }
        two:
          - recognize: { prompt: welcome, choices: { back: { press: 1 } } }
            on: { back: one, failed: bye }
        bye:
          - hangUp
        """
      )
    )
    #expect(found.bound == nil && found.states < 20, "\(found.states)")
    #expect(found.longestWait == nil)
  }

  @Test func `a result that only goes out does not tell states apart, and one that decides does`()
    throws
  {
    func states(of question: String) throws -> Int {
      try exploration(
        flow(
          """
          main:
            - answer
            - http: { get: "https://a.example/x", response: { tier: string } }
              id: found
              on: { failed: bye }
            - recognize: { prompt: menu, choices: { one: { press: 1 } } }
              on: { one: bye, failed: bye }
            \(question)
          bye:
            - http: { post: "https://a.example/x", body: { tier: "${found.?body.orValue({})}" } }
              on: { failed: continue }
            - hangUp
          """.replacing(".orValue({})", with: ".tier.orValue('')")
        )
      ).states
    }
    let sent = try states(of: "- goto: bye")
    let decided = try states(of: "- if: found.body.tier == 'gold'\n    then: bye\n    else: bye")
    #expect(sent < decided)
  }

  @Test func `a dead end is found, and the call that comes to it ends as maxDuration`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - addAgent: { to: alice }
            id: agent
            on: { failed: bye }
          - wait:
              for: { consult: { press: "*9", from: agent } }
              music: music
            on: { consult: bye }
        bye:
          - hangUp
        """
      )
    )
    let breach = try breach(.deadEnd, in: found)
    #expect(breach.detail == "tested: main/2")
    #expect(breach.call.lines.suffix(2) == ["alice: leaves", "ends: maxDuration"])
  }

  @Test func `a loop without an exit is found, and shown with one round of it`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - goto: menu
        menu:
          - recognize: { prompt: menu, choices: { one: { press: 1 } } }
            on: { one: menu, failed: again }
        again:
          - goto: bye
            when: tries > 3
          - goto: menu
        bye:
          - hangUp
        """,
        top: "variables: { tries: int = 0 }"
      )
    )
    let breach = try breach(.loop, in: found)
    #expect(breach.call.lines == ["hears: menu", "press: \"1\"", "hears: menu"])
    #expect(found.missing.contains { $0.contains("`when` of goto never holds") })
  }

  @Test func `a handler that leaves the caller alone in silence is found`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - transfer: { to: desk }
            on: { failed: stranded }
        stranded:
          - wait: 10m
          - hangUp
        """
      )
    )
    let breach = try breach(.stranded, in: found)
    #expect(breach.detail == "tested: stranded/0")
    #expect(found.longestQuiet.flatMap(\.time).map { $0 >= .seconds(600) } ?? false)
  }

  @Test func `how long a caller waits for somebody is told, and where it has no bound`() throws {
    let bounded = try exploration(
      flow(
        """
        main:
          - answer
          - addAgent: { to: [alice, bob], timeout: 30s }
            id: agent
            on: { failed: bye }
          - wait: { for: { gone: { left: agent } } }
            on: { gone: bye }
        bye:
          - hangUp
        """
      )
    )
    let wait = try #require(bounded.longestWait)
    #expect(wait.time.map { $0 > .seconds(30) && $0 < .seconds(40) } ?? false)
    #expect(wait.call.lines.contains("alice: noAnswer") && wait.call.passes)
    let endless = try exploration(
      flow(
        """
        main:
          - answer
          - goto: queue
        queue:
          - play: welcome
          - addAgent: { to: alice, timeout: 30s }
            id: agent
            on: { failed: queue }
          - wait: { for: { gone: { left: agent } } }
            on: { gone: bye }
        bye:
          - hangUp
        """
      )
    )
    let unbounded = try #require(endless.longestWait)
    #expect(unbounded.time == nil)
  }

  @Test func `what comes from outside is what the flow compares with, and one beside it`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - http: { get: "https://a.example/x", response: { left: int } }
            id: found
            on: { failed: bye }
          - switch: call.headers.sip['x-tier'].orValue('')
            cases: { gold: bye, silver: bye }
            default: continue
          - goto: bye
            when: found.body.left > 41
          - goto: bye
            when: flags.closed
          - play: welcome
          - hangUp
        bye:
          - hangUp
        """.replacing(
          "call.headers.sip['x-tier'].orValue('')",
          with: "call.headers.sip[?'x-tier'].orValue('')"
        ),
        top: "flags: { closed: bool = false }"
      )
    )
    #expect(found.missing.isEmpty, "\(found.missing)")
    #expect(found.breaches.isEmpty, "\(found.breaches.map(\.detail))")
    #expect(found.ends.allSatisfy { $0.passes })
  }

  @Test(arguments: [
    ("double", "BODY > 0.25 && BODY < 0.5"), ("duration", "BODY > duration('2h')"),
    ("timestamp", "BODY < timestamp('2020-02-01T00:00:00Z')"), ("date", "BODY == '2030-01-31'"),
    ("string", "size(BODY) == 7"), ("list<string>", "size(BODY) > 3"),
    ("map<int>", "size(BODY) == 2"),
  ])
  func `what comes from outside is drawn as its type has it`(type: String, condition: String) throws
  {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - http: { get: "https://a.example/x", response: { score: \(type) } }
            id: found
            on: { failed: bye }
          - goto: bye
            when: \(condition.replacing("BODY", with: "found.body.score"))
          - hangUp
        bye:
          - hangUp
        """
      )
    )
    #expect(found.missing.isEmpty, "\(found.missing)")
  }

  /// Defects of the interpreter that are planted in it, with what is found of each.
  static let plants: [(name: String, plant: Plant, found: String)] = [
    (
      "a variable that gets a text",
      { _, machine in
        if machine.phase == .connected { machine.state.variables["tries"] = .string("three") }
      }, "a value of another type than the flow's: `tries` of tested is no int"
    ),
    (
      "a timer that is forgotten",
      { _, machine in machine.state.timers.removeAll { $0.id == TimerID("maxDuration") } },
      "nothing looks after the call: without the timer `maxDuration`"
    ),
    (
      "events that are not known again",
      { _, machine in
        machine.state.seenEvents = SeenEvents()
        machine.state.parties.forgetSequence()
        machine.state.lastHeard = Timestamp(milliseconds: 0)
      }, "an input that comes twice changes something: the event "
    ),
    (
      "a count that goes on by itself", { _, machine in machine.state.counters.inputs += 1 },
      "equal inputs give different bytes: "
    ),
    (
      "a start that forgets a variable",
      { input, machine in
        if case .recovered = input.content { machine.state.variables["tries"] = .int(7) }
      }, "the call goes on otherwise after a start"
    ),
  ]

  @Test(arguments: plants.indices)
  func `a planted defect of the interpreter is a broken promise`(index: Int) throws {
    let (name, plant, found) = Self.plants[index]
    let (program, flows) = try compiled(
      flow(
        """
        main:
          - answer
          - set: { tries: "${tries + 1}" }
          - recognize: { prompt: menu, choices: { one: { press: 1 } }, retries: 0 }
            on: { one: bye, failed: bye }
        bye:
          - play: sorry
            when: tries < 3
          - hangUp
        """,
        top: "variables: { tries: int = 0 }"
      )
    )
    let well = try explore(program, among: flows)
    #expect(well.breaches.isEmpty && well.defects.isEmpty)
    let explorer = try walk(program, flows, ExploreBounds(), planting: plant)
    let breaches = summarize(explorer, among: flows).breaches
    #expect(
      breaches.contains { $0.kind == .promise && $0.detail.hasPrefix(found) },
      "\(name): \(breaches.map(\.detail))"
    )
    #expect(
      !found.hasSuffix("start") || breaches.contains { $0.call.lines.contains("restart") }
    )
  }

  @Test func `an agent who is listened to and leaves is no breach`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - addAgent: alice
            id: agent
            on: { failed: bye }
          - goto: talking
        talking:
          - wait: { for: { gone: { left: agent }, help: { press: "*9", from: agent } } }
            on: { gone: bye, help: helped }
        helped:
          - play: welcome
          - goto: talking
        bye:
          - hangUp
        """
      )
    )
    #expect(found.breaches.isEmpty, "\(found.breaches.map { $0.detail + $0.call.yaml })")
  }

  @Test func `an agent who leaves before anybody listens to her is no breach`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - addAgent: alice
            id: agent
            on: { failed: bye }
          - play: welcome
          - wait: { for: { gone: { left: agent }, help: { press: "*9", from: agent } } }
            on: { gone: bye, help: bye }
        bye:
          - hangUp
        """
      )
    )
    #expect(found.breaches.isEmpty, "\(found.breaches.map { $0.detail + $0.call.yaml })")
  }

  @Test func `a party that starts a call is somebody whom the flow does not ring besides`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - dial: { to: "${who}", as: line }
            on: { failed: end }
          - addParticipant: desk
            id: second
            on: { failed: hangUp }
          - wait: { for: { gone: { left: second } } }
            on: { gone: hangUp }
        """,
        top: "parameters: { who: phoneNumber }"
      ).replacing("routes: [{ to: line }]", with: "")
    )
    #expect(found.missing.isEmpty && found.breaches.isEmpty, "\(found.missing)")
  }

  @Test func `a call that the flow places is rung for before anything else`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - dial: { to: desk, as: line }
            on: { failed: end }
          - play: welcome
          - hangUp
        """
      ).replacing("routes: [{ to: line }]", with: "")
    )
    #expect(found.defects.isEmpty && found.missing.isEmpty, "\(found.missing)")
    #expect(found.ends.allSatisfy { $0.lines.first == "rings: caller" })
  }

  @Test func `a bound is met and said, and memory is that of as many states`() throws {
    var bounds = ExploreBounds()
    bounds.states = 5
    let found = try exploration(menu, within: bounds)
    #expect(found.bound == "5 states")
    bounds = ExploreBounds()
    bounds.depth = 1
    let shallow = try exploration(menu, within: bounds)
    #expect(shallow.bound == "1 things that happen in a call")
  }

  @Test(arguments: ["timeout", "press"])
  func `who is named like a word of lines is written so that the call happens again`(
    name: String
  ) throws {
    let text = flow(
      """
      main:
        - answer
        - transfer: \(name)
          on: { failed: bye }
        - hangUp
      bye:
        - hangUp
      """
    )
    let found = try exploration(text.replacing("desk:", with: "\(name):"))
    #expect(found.ends.count > 1)
    for call in found.ends { #expect(call.passes, "\(call.lines)") }
  }

  @Test func `that nobody calls a flow is said`() throws {
    let (program, flows) = try compiled(
      flow("main: [answer, hangUp]").replacing("routes: [{ to: line }]\n", with: "")
    )
    #expect(throws: ExploreFailure.noRoutes) { try explore(program, among: flows) }
  }

  @Test func `the same flow gives the same result`() throws {
    let (program, flows) = try compiled(menu)
    let texts = try (0..<2).map { _ in
      renderExploration(try explore(program, among: flows), of: program)
    }
    #expect(texts[0] == texts[1])
  }
}

/// A menu with a transfer and a goodbye.
let menu = flow(
  """
  main:
    - answer
    - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
      on: { sales: desk, support: bye, failed: bye }
  desk:
    - transfer: { to: desk }
      on: { failed: bye }
  bye:
    - play: sorry
    - hangUp
  """
)

/// A flow as `flowctl explore` has it.
func compiled(_ text: String) throws -> (Program, TestedFlows) {
  let project = try TestProject(
    text,
    tests: scenarios("one:\n  - ..."),
    configuration: configuration
  )
  let place = try #require(project.programs.place(named: "tested"))
  let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
  return (project.programs[place], flows)
}
