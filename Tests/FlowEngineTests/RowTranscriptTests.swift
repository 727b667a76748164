import CEL
import CallModel
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// What a flow says beside its steps, in a call: all that is told and asked from its begin to its end
/// stands in `Transcripts/rows/<row>.txt`.
///
/// A step's own rows are in `TranscriptTests`.
@Suite struct RowTranscriptTests {
  /// A row of the reference that is no step's, as a flow that has it and what happens to its call.
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let blocks: String
    var top = ""
    var voices = "{ en-US: en-US-NancyNeural }"
    /// What happens once the caller is connected.
    let happens: @Sendable (inout Conversation) -> Void

    var testDescription: String { name }
  }

  static let rows = [
    Row(
      name: "flags",
      blocks: "main: [answer, { wait: 10s }, { log: \"${flags.emergency}\" }, hangUp]",
      top: "flags: { emergency: bool = false }"
    ) { call in
      call.flags = ["emergency": .bool(true)]
      call.wait(.seconds(10))
    },
    Row(
      name: "services",
      blocks: """
        main:
          - answer
          - http: { post: desk/tasks, headers: { x-own: "1" }, body: { call: "${call.id}" } }
            on: { failed: hangUp }
          - hangUp
        """,
      top: """
        services:
          desk: { url: https://desk.contoso.com, headers: { x-key: "2" }, timeout: 7s }
        """
    ) { call in
      call.respond(2, 204)
    },
    Row(
      name: "spoken",
      blocks: "main: [answer, { play: \"Code ${spoken.digits('0421')}.\" }, hangUp]"
    ) { call in
      call.finishPlay(2)
    },
    Row(
      name: "holiday",
      blocks: "main: [answer, { log: \"${hours.office.holiday.orValue('none')}\" }, hangUp]",
      top: """
        hours:
          office:
            timeZone: Etc/UTC
            open: [Mon-Fri 08:00-18:00]
            closed: [2027-01-15 Founders Day]
        """
    ) { _ in },
    Row(
      name: "callerLeft",
      blocks: """
        main:
          - answer
          - addAgent: alice
            on: { failed: hangUp }
          - wait: 1h
          - hangUp
        """,
      top: "on: { callerLeft: [{ play: The caller is gone. }, hangUp] }"
    ) { call in
      call.accept(2)
      call.ignore()
      call.join(alice, for: 2)
      call.list([alice])
      call.wait(.seconds(2))
      call.ignore()
      call.finishPlay(3)
    },
    Row(
      name: "recordingFailed",
      blocks: "main: [answer, record, { wait: 1h }, hangUp]",
      top: "on: { recordingFailed: [{ log: It is not recorded. }, hangUp] }"
    ) { call in
      call.accept(2, CommandAnswer(recordingID: RecordingID("r1")))
      call.event(.recordingStateChanged(RecordingID("r1"), .active))
      call.event(.recordingStateChanged(RecordingID("r1"), .inactive))
    },
    Row(
      name: "call.ended",
      blocks: "main: [answer, { wait: 1h }, hangUp]",
      top: """
        on:
          callEnded:
            - log: "${call.ended.reason} after ${call.ended.duration}"
        """
    ) { call in
      call.disconnect()
      call.ignore()
      call.wait(.seconds(2))
    },
    Row(
      name: "voices",
      blocks: "main: [answer, { play: Hello there. }, hangUp]",
      voices: "{ en-US: { name: Ours, custom: e-1 } }"
    ) { call in
      call.finishPlay(2)
    },
  ]

  @Test(arguments: rows)
  func `what a flow says beside its steps is seen in a call`(row: Row) throws {
    var call = try Conversation(row.blocks, top: row.top, voices: row.voices)
    call.connect()
    call.ignore()
    row.happens(&call)
    let text = "\(row.top)\n\(row.blocks)\n\n" + call.transcript.joined(separator: "\n") + "\n"
    let path = "Tests/FlowEngineTests/Transcripts/rows/\(row.name).txt"
    let difference = try checkGolden(path, text)
    #expect(difference == nil, "\(difference ?? "")")
  }
}
