import CallModel
import Testing

@testable import FlowEngine

/// Answers that every menu takes (LANGUAGE 8, `everywhere`).
@Suite struct EverywhereTests {
  private func asking(_ menu: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - recognize: \(menu)
          id: asked
          on: { failed: late }
        - wait: 1h
        - hangUp
      late: [{ wait: 2h }, hangUp]
      desk: [{ log: "desk ${asked.?choice.orValue('?')}" }, { wait: 3h }, hangUp]
      """,
      top: """
        everywhere:
          person: { press: 0, say: [person], go: desk }
          again: { press: star, again: true }
        """
    )
    call.connect()
    return call
  }

  @Test func `a menu of keys takes the keys, and goes where they lead`() throws {
    var call = try asking(
      "{ prompt: One or two?, choices: { one: { press: 1 }, two: { press: 2 } } }"
    )
    call.expect("send 2.1 recognize 1 tones from caller «One or two?»")
    call.event(.recognizeCompleted(.tones([.zero])), for: 2)
    call.expect("log info desk person")
    #expect(call.machine.path == "desk/1")
  }

  @Test func `a menu of words takes keys and words`() throws {
    var call = try asking("{ prompt: One?, choices: { one: { press: 1, say: [one] } } }")
    call.expect(
      "send 2.1 recognize one=1(one),person=0(person),again=*(again) from caller «One?»"
    )
    call.event(
      .recognizeCompleted(.choice(label: "person", phrase: "person", confidence: 0.9)),
      for: 2
    )
    call.expect("log info desk person")
  }

  /// It costs no retry, however often it is asked for.
  @Test func `again asks the question again`() throws {
    var call = try asking("{ prompt: One?, choices: { one: { press: 1 } }, retries: 1 }")
    call.ignore()
    for ordinal in 2...4 {
      call.event(.recognizeCompleted(.tones([.asterisk])), for: ordinal)
      call.expect("send \(ordinal + 1).1 recognize 1 tones from caller «One?»")
    }
    call.event(.recognizeCompleted(.tones([.nine])), for: 5)
    call.expect("send 6.1 recognize 1 tones from caller «One?»")
    call.event(.recognizeCompleted(.tones([.nine])), for: 6)
    #expect(call.machine.path == "late/0")
  }

  @Test func `what a menu uses itself is its own`() throws {
    var call = try asking("{ prompt: Zero?, choices: { zero: { press: 0 } } }")
    call.ignore()
    call.event(.recognizeCompleted(.tones([.zero])), for: 2)
    #expect(call.machine.path == "main/2")
  }

  @Test func `a menu that wants none takes none`() throws {
    var call = try asking("{ prompt: One?, choices: { one: { press: 1 } }, everywhere: false }")
    call.ignore()
    call.event(.recognizeCompleted(.tones([.zero])), for: 2)
    #expect(call.machine.path == "late/0")
  }
}
