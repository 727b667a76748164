import CallModel
import Testing

@testable import FlowEngine

@Suite struct RecordingReadyTests {
  private static let handler = """
    on:
      callEnded: [{ log: ended }]
      recordingReady:
        - log: "${recording.of.orValue('')} ${recording.id} ${recording.files[0].content}"
    """
  private let id = RecordingID("r1")

  private func recorded(_ top: String = handler) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
          id: whole
        - wait: 1h
        - hangUp
      """,
      top: top
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: id))
    call.event(.recordingStateChanged(id, .active))
    return call
  }

  private func files(_ indexes: Int..., of id: RecordingID = RecordingID("r1")) -> RecordingFiles {
    RecordingFiles(
      recordingID: id,
      startedAt: nil,
      duration: .seconds(6),
      files: indexes.map { index in
        RecordingFile(
          index: index,
          content: "https://x/\(index)",
          metadata: nil,
          format: "wav",
          delete: nil
        )
      }
    )
  }

  @Test func `files that are ready after the call run the handler, each once`() throws {
    var call = try recorded()
    call.disconnect()
    call.expect("log info ended")
    #expect(call.machine.phase == .gone)
    #expect(!call.machine.isClosed)
    call.wait(.seconds(3600))
    call.feed(.recordingReady(files(0)))
    call.expect("log info whole r1 https://x/0")
    call.feed(.recordingReady(files(0)))
    call.expect()
    call.feed(.recordingReady(files(0, 1)))
    call.expect("log info whole r1 https://x/1")
    try call.restart()
    call.feed(.recordingReady(files(1)))
    call.expect()
  }

  @Test func `files that are ready earlier wait for callEnded`() throws {
    var call = try recorded()
    call.feed(.recordingReady(files(0)))
    call.feed(.recordingReady(files(1)))
    call.expect()
    call.disconnect()
    call.expect(
      "log info ended",
      "log info whole r1 https://x/0",
      "log info whole r1 https://x/1"
    )
  }

  @Test func `files are awaited for 25 hours, and then no longer`() throws {
    var call = try recorded()
    call.disconnect()
    call.ignore()
    call.wait(.seconds(25 * 3600 - 1))
    #expect(!call.machine.isClosed)
    call.wait(.seconds(1))
    call.expectOver(.callerLeft)
    call.feed(.recordingReady(files(0)))
    call.expect()
  }

  @Test func `a call that was not recorded, and a flow that does not ask, wait for nothing`() throws
  {
    var plain = try recorded("on: { callEnded: [{ log: ended }] }")
    plain.disconnect()
    plain.expect("log info ended")
    plain.expectOver(.callerLeft)
    var silent = try Conversation(
      "main: [answer, { wait: 1h }, hangUp]",
      top: Self.handler
    )
    silent.connect()
    silent.disconnect()
    silent.expect("log info ended")
    silent.expectOver(.callerLeft)
  }

  @Test func `files of another call's recording change nothing`() throws {
    var call = try recorded()
    call.disconnect()
    call.ignore()
    call.feed(.recordingReady(files(0, of: RecordingID("other"))))
    call.expect()
  }

  @Test func `a failure is journalled, and the next step runs`() throws {
    var call = try recorded(
      """
      on:
        recordingReady:
          - http: { post: https://contoso.com/files, body: { file: "${recording.files[0].content}" } }
          - log: next
      """
    )
    call.disconnect()
    call.feed(.recordingReady(files(0)))
    call.expect("http 3 POST https://contoso.com/files {file: https://x/0}")
    call.feed(.recordingReady(files(1)))
    call.expect()
    call.respond(3, 500)
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=status 500"
        + " step=on.recordingReady/0",
      "log info next",
      "http 4 POST https://contoso.com/files {file: https://x/1}"
    )
  }
}
