import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct ValueTests {
  @Test func `the checker knows the words the engine says`() {
    #expect(KnownWords.reasons == ReasonWord.allCases.map(\.rawValue))
    #expect(KnownWords.ends == EndReason.allCases.map(\.rawValue))
  }

  @Test(arguments: [
    ("a-b.c_d~9", "a-b.c_d~9"), ("a b", "a%20b"), ("a/b?c=d&e", "a%2Fb%3Fc%3Dd%26e"),
    ("ä+", "%C3%A4%2B"), ("\n", "%0A"),
  ])
  func `only unreserved characters stand in a URL as they are`(text: String, encoded: String) {
    #expect(text.percentEncoded == encoded)
  }

  @Test(arguments: [
    "has(call.headers.sip.userToUser)", "has(call.headers.sip.`user-to-user`)",
    "'USERTOUSER' in call.headers.sip", "call.headers.sip.UserToUser == '6869'",
    "call.headers.sip['User-To-User'] == '6869'", "call.headers.sip[?'x-MS-a'].hasValue()",
    "call.headers.sip.?userToUser.orValue('') == '6869'", "size(call.headers.sip) == 2",
    "!('x' in call.headers.sip) && !has(call.headers.sip.xmsa)",
    "kept.userToUser == '6869' && kept['X-ms-A'] == 'b'",
  ])
  func `headers' names compare without case, and userToUser is User-To-User`(
    condition: String
  ) throws {
    for name in ["User-To-User", "userToUser", "usertouser"] {
      var call = try Conversation(
        """
        main:
          - set: { kept: "${call.headers.sip}" }
          - goto: found
            when: "\(condition)"
          - reject: none
        found: [{ reject: busy }]
        """,
        top: "variables: { kept: 'map<string> = {}' }"
      )
      call.ring(sipHeaders: [name: "6869", "X-MS-A": "b"])
      call.expect("send 1.1 reject busy")
    }
  }

  @Test func `a text in SSML is escaped`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - play: { ssml: "<speak version=\\"1.0\\">${who}</speak>" }
        - hangUp
      """,
      top: "variables: { who: string = A & <B> }"
    )
    call.connect()
    call.expect("send 2.1 play ssml «<speak version=\"1.0\">A &amp; &lt;B&gt;</speak>»")
  }

  @Test func `values take about the room their text takes`() {
    #expect(CELValue.string("abcd").weight == 20)
    #expect(CELValue.list([.string("abcd"), .int(1)]).weight == 52)
    #expect(CELValue.map(CELMap(texts: ["a": .bool(true)])).weight == 49)
  }

  @Test func `values that take too much room are the step's failure`() throws {
    var call = try Conversation(
      """
      main:
      \(String(repeating: "  - set: { a: \"${a + a}\" }\n    on: { failed: over }\n", count: 10))
        - reject: none
      over: [{ reject: busy }]
      """,
      top: "variables: { a: string = \(String(repeating: "a", count: 100)) }"
    )
    call.ring()
    call.expect("send 1.1 reject busy")
    #expect(call.steps.contains("main/9 set → failed (limit)"))
  }

  @Test(arguments: [(0, 30_000), (10, 32_000), (100, 50_000)])
  func `a prompt has twice the time it should take`(characters: Int, watchdog: Int64) throws {
    let text = PlaySource.text(String(repeating: "a", count: characters), locale: nil, voice: nil)
    #expect(try patience(for: text) == Milliseconds(watchdog))
  }

  @Test func `the length of a file is not known`() throws {
    #expect(try patience(for: .file(uri: "https://a")) == .seconds(1230))
  }

  /// How long the end of a prompt is awaited.
  private func patience(for source: PlaySource) throws -> Milliseconds {
    let program = try compiled(flow("main: [answer, hangUp]"))
    let turn = Turn(CallState(callID: CallID("1")), program, at: Timestamp(milliseconds: 0))
    let play = PlayCommand(sources: [source], to: [], loop: false, interrupts: false)
    return turn.patience(for: .play(play), of: .frame(1), until: turn.now + .seconds(30))
  }
}
