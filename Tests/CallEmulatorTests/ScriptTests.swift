import CallEmulator
import CallModel
import Diagnostics
import Testing

@Suite struct ScriptTests {
  @Test func `a whole script is read`() throws {
    let script = try read(
      """
      caller: +14255550123
      to: 28:orgid:cc123456-5678-5678-1234-ccc123456789
      onBehalfOf: +12065551212
      in: room-1
      turns: [{ press: 2, after: 1s }, { say: support }, { silence: true }, { press: 01#*, after: 1m500ms }]
      parties:
        "*": [{ do: decline }, { do: accept, after: 3s, leaveAfter: 20s, turns: [{ press: 1 }, { say: hi, after: 1s }] }]
        +12065551212: busy
        "8:acs:r_t_u": [{ do: noAnswer }]
      transfer: [accept, decline]
      recording: failed
      hangUpAfter: 90s
      hangUpAtPlay: 2
      """
    )
    #expect(script.caller == Parties.caller)
    #expect(script.to?.kind == .microsoftTeamsApp)
    #expect(script.onBehalfOf == .phoneNumber("+12065551212"))
    #expect(script.inCall == "room-1")
    #expect(
      script.turns == [
        Turn(.press([.two]), after: .seconds(1)), Turn(.say("support")), Turn(.silence),
        Turn(.press([.zero, .one, .pound, .asterisk]), after: Milliseconds(60_500)),
      ]
    )
    #expect(
      script.parties == [
        "*": [
          PartyReaction(.decline),
          PartyReaction(
            .accept,
            after: .seconds(3),
            leaveAfter: .seconds(20),
            turns: [Turn(.press([.one])), Turn(.say("hi"), after: .seconds(1))]
          ),
        ],
        "4:+12065551212": [PartyReaction(.busy)],
        "8:acs:r_t_u": [PartyReaction(.noAnswer)],
      ]
    )
    #expect(script.transfer == [.accept, .decline])
    #expect(script.recording == [.failed])
    #expect(script.hangUpAfter == .seconds(90))
    #expect(script.hangUpAtPlay == 2)
  }

  @Test func `a caller alone is a script, also as JSON`() throws {
    #expect(try read("caller: +14255550123") == CallerScript(caller: Parties.caller))
    #expect(try read(#"{"caller":"+14255550123"}"#) == CallerScript(caller: Parties.caller))
  }

  @Test(arguments: [
    ("", "empty-document: the file has no caller script"),
    (
      "x",
      "wrong-shape: a caller script is a mapping of `caller`, `to`, `onBehalfOf`, `in`, `turns`, `talks`, `voice`, `parties`, `transfer`, `recording`, `hangUpAfter`, `hangUpAtPlay`"
    ),
    ("turns: []", "missing-field: a caller script needs `caller`"),
    ("caller: 5", "malformed-value: `5` is neither a number nor a raw id"),
    ("caller: [1]", "wrong-shape: a text is expected here"),
    ("caller: +14255550123\ntrns: []", "unknown-field: a caller script has no field `trns`"),
    ("caller: +14255550123\nturns: [{ pres: 1 }]", "unknown-field: a turn has no field `pres`"),
    ("caller: +14255550123\nturns: [{ press: x }]", "malformed-value: `x` is not keys"),
    (
      "caller: +14255550123\nturns: [{ after: 1s }]",
      "missing-field: a turn needs one of `press`, `say` and `silence`"
    ),
    (
      "caller: +14255550123\nturns: [{ press: 1, say: x }]",
      "exclusive-fields: a turn has only one of `press`, `say` and `silence`"
    ),
    (
      "caller: +14255550123\nturns: [{ silence: false }]",
      "malformed-value: `silence` is `true` or left out"
    ),
    (
      "caller: +14255550123\nturns: [{ press: 1, after: 1 }]",
      "malformed-value: `1` is no length of time"
    ),
    (
      "caller: +14255550123\nparties: { bob: accept }",
      "malformed-value: `bob` is neither a raw id nor `*`"
    ),
    (
      "caller: +14255550123\nparties: { '*': acept }",
      "malformed-value: `acept` is none of `accept`, `decline`, `busy`, `noAnswer`"
    ),
    (
      "caller: +14255550123\nparties: { '*': { after: 1s } }",
      "missing-field: a reaction needs `do`"
    ),
    (
      "caller: +14255550123\ntransfer: [maybe]",
      "malformed-value: `maybe` is none of `accept`, `decline`, `busy`, `noAnswer`"
    ),
    (
      "caller: +14255550123\nrecording: [off]",
      "malformed-value: `off` is none of `active`, `failed`"
    ),
    ("caller: +14255550123\nhangUpAfter: 25h", "value-out-of-range: `25h` is longer than a day"),
    (
      "caller: +14255550123\nhangUpAfter: 99999999999999999999s",
      "malformed-value: `99999999999999999999s` is no length of time"
    ),
    ("caller: +14255550123\nhangUpAtPlay: 0", "malformed-value: `0` is no whole number from 1"),
  ])
  func `what is wrong is found where it stands`(text: String, finding: String) {
    let (script, findings) = readCallerScript(
      SourceFile(id: FileID(0), name: "a.call.yaml", text: text)
    )
    #expect(script == nil)
    #expect(findings.map { "\($0.code.rawValue): \($0.message)" } == [finding])
  }

  @Test func `all findings come at once, with what was meant`() {
    let text =
      "caller: +14255550123\ntrns: []\nhangupAfter: 3\nhangUpAtPlay: x\ntalks: [{ words: a, say: a }]"
    let file = SourceFile(id: FileID(0), name: "a.call.yaml", text: text)
    let findings = readCallerScript(file).findings
    #expect(
      findings.map { String(file.text(of: $0.primary.span)) } == [
        "trns", "hangupAfter", "words", "3", "x",
      ]
    )
    #expect(
      findings.map(\.help) == [
        "did you mean `turns`?", "did you mean `hangUpAfter`?",
        "its fields are `press`, `say`, `silence`, `after`", "write it as 500ms, 20s, 1m30s or 1h",
        "write it in digits",
      ]
    )
  }

  @Test func `a syntax error is YAML's to tell`() {
    let (script, findings) = readCallerScript(
      SourceFile(id: FileID(0), name: "a.call.yaml", text: "caller: [")
    )
    #expect(script == nil)
    #expect(findings.hasErrors)
  }

  private func read(_ text: String) throws -> CallerScript {
    let file = SourceFile(id: FileID(0), name: "a.call.yaml", text: text)
    let (script, findings) = readCallerScript(file)
    #expect(findings.map(\.message) == [])
    return try #require(script)
  }
}
