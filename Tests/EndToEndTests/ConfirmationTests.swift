import TestSupport
import Testing

extension EndToEnd {
  /// A mailbox takes no call (SEMANTICS.md, rule 60).
  @Suite struct ConfirmationTests {
    private static let flow = """
      flow: lobby
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        first: +12065551215
        second: +12065551216
      routes:
        - to: line
      prompts:
        music: { file: https://media.example.com/hold.wav }
      blocks:
        main:
          - answer
          - addParticipant:
              to: [first, second]
              music: music
              confirm: { prompt: Press 1 to let the caller in., timeout: 2s }
            id: expert
            on: { failed: hangUp }
          - log: ${expert.tried} rung, ${expert.party.rawId} confirmed
          - wait: { for: { gone: { left: expert } } }
          - hangUp
      """

    private static let script = """
      caller: +14255550123
      to: 28:orgid:cc123456-5678-5678-1234-ccc123456789
      parties:
        +12065551215: accept
        +12065551216: { do: accept, turns: [{ press: 1, after: 1s }], leaveAfter: 9s }
      """

    @Test(.hangLimit)
    func `who presses no key is taken out of the call, and who does has it`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("lobby.yaml", Self.flow)
      try folder.write("flowctl.yaml", sampleEnvironment)
      let script = try folder.write("lobby.call.yaml", Self.script)
      let child = try Child([
        "dev", folder.path, "--once", "--listen", "127.0.0.1:0", "--emulator", "127.0.0.1:0",
        "--speed", "8", "--call", script,
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "RecognizeFailed 4.1 400/8510", "send   removeParticipant 5.1",
        "RecognizeCompleted 7.1 200/8531", "addParticipant ends as done", "wait ends as gone",
        "2 rung, 4:+12065551216 confirmed", "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
    }
  }
}
