import CallModel
import Testing

@testable import FlowEngine

@Suite struct FetchTests {
  /// A call that recorded twice and is over, of a flow that fetches so.
  private func recorded(_ fetch: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
          id: whole
        - wait: 1h
        - hangUp
      """,
      top: """
        on:
          recordingReady:
            - \(fetch)
              id: kept
            - log: "${kept.outcome} ${kept.?reason.?word.orValue('')} ${kept.?files.orValue([]).join(', ')}"
        """
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: RecordingID("r1")))
    call.event(.recordingStateChanged(RecordingID("r1"), .active))
    call.disconnect()
    call.ignore()
    return call
  }

  private let ready = CallInput.Content.recordingReady(
    RecordingFiles(
      recordingID: RecordingID("r1"),
      startedAt: nil,
      duration: nil,
      files: [0, 1].map { index in
        RecordingFile(
          index: index,
          content: "https://x/\(index)",
          metadata: nil,
          format: "wav",
          delete: nil
        )
      }
    )
  )

  @Test func `fetches all files of the recording, and goes on when they are kept`() throws {
    var call = try recorded("fetch: { to: office, delete: true }")
    call.feed(ready)
    call.expect("fetch 3 whole [0, 1] to office deleting")
    call.feed(.httpFinished(ordinal: 3, .fetched(["a-whole-0.wav", "a-whole-1.wav"])))
    call.expect("log info done  a-whole-0.wav, a-whole-1.wav")
    call.feed(.httpFinished(ordinal: 3, .fetched(["again"])))
    call.expect()
  }

  @Test(arguments: [
    (HTTPResult.timedOut, "timeout"), (.failed(message: "full"), "unknown"),
    (.refused(message: "no folder"), "invalid"),
  ])
  func `what cannot be kept is a failure, and the next step runs`(
    result: HTTPResult,
    word: String
  ) throws {
    var call = try recorded("fetch: office")
    call.feed(ready)
    call.expect("fetch 3 whole [0, 1] to office")
    call.feed(.httpFinished(ordinal: 3, result))
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=\(word)"
        + " step=on.recordingReady/0",
      "log info failed \(word) "
    )
  }

  @Test func `it is given up after an hour, counted anew after a start`() throws {
    var call = try recorded("fetch: office")
    call.feed(ready)
    call.expect("fetch 3 whole [0, 1] to office")
    call.wait(.seconds(3000))
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.wait(.seconds(3590))
    call.expect()
    call.wait(.seconds(20))
    call.expect(
      "withdraw 3",
      "log warning a step failed and nothing handles it outcome=failed reason=timeout"
        + " step=on.recordingReady/0",
      "log info failed timeout "
    )
  }

  @Test func `a folder from data cannot lead out`() throws {
    var call = try recorded(#"fetch: "calls/${'../..'}""#)
    call.feed(ready)
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=invalid"
        + " step=on.recordingReady/0",
      "log info failed invalid "
    )
  }
}
