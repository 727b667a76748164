import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Steps that run others inside of them: `run`, `return`, `repeat`.
@Suite struct RunTests {
  /// What steps log that run while the call rings.
  private func logs(_ blocks: String, top: String = "") throws -> [String] {
    var call = try Conversation(blocks, top: top)
    call.ring()
    return call.effects.compactMap { effect in
      guard case .log(let entry) = effect, entry.level == .info else { return nil }
      return entry.text
    }
  }

  // MARK: run and return

  @Test func `a block comes back to whoever runs it, at its end`() throws {
    let lines = try logs(
      """
      main:
        - run: outer
        - log: main
        - run: inner
        - log: "${x.outcome}"
        - reject: busy
      outer:
        - run: inner
          id: x
        - log: outer
      inner:
        - log: inner
      """
    )
    #expect(lines == ["inner", "outer", "main", "inner", "done"])
  }

  @Test func `return comes back at once, out of lists and handlers`() throws {
    let lines = try logs(
      """
      main:
        - run: ask
          id: asked
        - log: "${asked.outcome}"
        - reject: busy
      ask:
        - if: n == 1
          then:
            - log: in
            - switch: n
              cases: { 1: [{ log: deep }, return] }
            - log: never
        - log: never
      """,
      top: "variables: { n: int = 1 }"
    )
    #expect(lines == ["in", "deep", "done"])
  }

  @Test func `return as a handler comes back too`() throws {
    let lines = try logs(
      """
      main:
        - run: ask
        - log: after
        - reject: busy
      ask:
        - set: { n: "${1 / n}" }
          on: { failed: return }
        - log: never
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["after"])
  }

  /// SEMANTICS.md, rule 9.
  @Test func `goto inside of a run stays inside: where it ends, the runner goes on`() throws {
    let lines = try logs(
      """
      main:
        - run: first
        - log: main
        - reject: busy
      first:
        - log: first
        - goto: second
      second:
        - log: second
      """
    )
    #expect(lines == ["first", "second", "main"])
  }

  @Test func `a failure in a block is handled by the flow, which leaves the run`() throws {
    let lines = try logs(
      """
      main:
        - run: work
        - log: never
        - reject: busy
      work:
        - set: { n: "${1 / n}" }
        - log: never
      other:
        - log: other
        - reject: busy
      """,
      top: "variables: { n: int = 0 }\non: { failed: other }"
    )
    #expect(lines == ["other"])
  }

  /// A prompt that plays, a process that dies, and a block that comes back all the same.
  @Test func `a block that waits comes back after a start again`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - run: greet
          id: greeted
        - wait: 5s
        - hangUp
      greet:
        - play: Hello there.
        - wait: 2s
      """
    )
    call.connect()
    call.expect("send 2.1 play «Hello there.»")
    #expect(call.waiting == ["main/1", "greet/0"])
    call.accept(2)
    try call.restart()
    call.finishPlay(2)
    #expect(call.waiting == ["main/1", "greet/1"])
    try call.restart()
    call.wait(.seconds(2))
    #expect(call.waiting == ["main/2"])
    #expect(call.result("greeted") == "outcome: done")
    #expect(
      call.steps == [
        "main/0 answer", "main/0 answer → done", "main/1 run", "greet/0 play",
        "greet/0 play → done", "greet/1 wait", "greet/1 wait → done", "main/1 run → done",
        "main/2 wait",
      ]
    )
  }

  /// What is left is cut off, whoever ran it.
  @Test func `a caller who leaves drops the block and who runs it`() throws {
    var call = try Conversation(
      "main: [answer, { run: greet }, hangUp]\ngreet: [{ play: Hello there. }]"
    )
    call.connect()
    call.expect("send 2.1 play «Hello there.»")
    call.accept(2)
    call.disconnect()
    call.wait(.seconds(2))
    call.expect()
    #expect(
      call.steps.suffix(2) == ["greet/0 play → dropped", "main/1 run → dropped"]
    )
    call.expectOver(.callerLeft)
  }

  // MARK: repeat

  @Test func `steps are repeated so many times`() throws {
    let lines = try logs(
      """
      main:
        - repeat: { times: 3, do: [{ set: { n: "${n + 1}" } }, { log: "round ${n}" }] }
          id: rounds
        - log: "${rounds.outcome} ${rounds.count}"
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["round 1", "round 2", "round 3", "done 3"])
  }

  @Test(arguments: [("n == 2", "done 2"), ("n == 3", "done 3"), ("n == 4", "exhausted 3")])
  func `a condition is asked after each round`(condition: String, result: String) throws {
    let lines = try logs(
      """
      main:
        - repeat:
            times: 3
            until: \(condition)
            do: [{ set: { n: "${n + 1}" } }]
          id: rounds
          on: { exhausted: continue }
        - log: "${rounds.outcome} ${rounds.count}"
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == [result])
  }

  @Test func `without a number there are a thousand rounds`() throws {
    let lines = try logs(
      """
      main:
        - repeat: { until: n < 0, do: [{ set: { n: "${n + 1}" } }] }
          id: rounds
          on: { exhausted: continue }
        - log: "${rounds.outcome} ${rounds.count}"
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["exhausted 1000"])
  }

  @Test func `a handler in a round ends the round alone, and goto all of them`() throws {
    let lines = try logs(
      """
      main:
        - repeat:
            times: 3
            do:
              - set: { n: "${n + 1}" }
              - if: n == 2
                then: [{ log: two }, { goto: out }]
              - log: "${n}"
        - log: never
        - reject: busy
      out:
        - log: out
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["1", "two", "out"])
  }

  /// Twenty rounds with a failure in each are no circle: they come to an end by themselves.
  @Test func `a step that fails in each round is no step that fails over and over`() throws {
    let lines = try logs(
      """
      main:
        - repeat:
            times: 20
            do:
              - log: "${1 / n}"
        - log: after
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["after"])
  }

  /// The rounds are forgiven, the circle around them is not.
  @Test func `a circle around rounds is one all the same`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - goto: again
      again:
        - repeat:
            times: 2
            do:
              - http: { get: https://contoso.com, timeout: "${duration('0s') - duration('1s')}" }
                on: { failed: continue }
        - goto: again
          when: call.id != ''
        - hangUp
      other: [{ log: other }, hangUp]
      """,
      top: "on: { failed: other }"
    )
    call.connect()
    call.expect(
      "log warning a step fails over and over step=again/0/do/0",
      "log info other",
      "send 2.1 terminate"
    )
  }

  @Test func `a round that waits goes on after a start again`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - repeat: { times: 2, do: [{ wait: 5s }, { log: "round" }] }
        - hangUp
      """
    )
    call.connect()
    #expect(call.waiting == ["main/1", "main/1/do/0"])
    try call.restart()
    call.wait(.seconds(5))
    call.expect("log info round")
    try call.restart()
    call.wait(.seconds(5))
    call.expect("log info round", "send 2.1 terminate")
  }

  @Test func `blocks that run each other as deep as frames go are not too deep`() throws {
    let depth = 30
    let blocks = (1..<depth).map { "b\($0):\n  - run: b\($0 + 1)" }.joined(separator: "\n")
    let lines = try logs(
      """
      main:
        - run: b1
        - log: back
        - reject: busy
      \(blocks)
      b\(depth):
        - log: bottom
      """
    )
    #expect(lines == ["bottom", "back"])
  }
}
