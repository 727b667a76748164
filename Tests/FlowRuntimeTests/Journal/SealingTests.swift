import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import JSON
import TestSupport
import Testing

@testable import FlowRuntime

/// What is kept and told of a call in which something is sensitive (SEMANTICS.md, rule 18).
@Suite(.hangLimit)
struct SealingTests {
  /// A call that was asked twice for something sensitive, and is over.
  private func history(
    _ test: TestHost
  ) async throws -> (id: CallID, entries: [JournalEntry]) {
    let id = callID(for: ringing())
    try await test.running { test in
      _ = try await test.reachSecondQuestion()
      try await test.answerSecondQuestion(of: id)
    }
    return (id, try await test.journal.entries(of: id).map { try JournalEntry($0) })
  }

  @Test func `entries have no sensitive value, and say where one was`() async throws {
    let test = try TestHost(files: [paying])
    let (id, entries) = try await history(test)
    let outline = try #require(try await test.journal.outlines(limit: 1).first)
    let lines = entries.map { $0.exportLine(of: outline).text(in: .compact) }
    for secret in payingSecrets + [#""key-1""#, id.rawValue] {
      #expect(!lines.contains { $0.contains(secret) }, "\(secret)")
    }
    let sealed = entries.filter(\.input.isSealed).map { $0.account[0] }
    #expect(
      sealed == [
        "RecognizeCompleted 2.1, ‹sealed›", "http 3: 200, ‹sealed›", "signal approved, ‹sealed›",
        "RecognizeCompleted 4.1, ‹sealed›",
      ]
    )
    let tones = entries.compactMap { entry -> RecognitionResult? in
      guard case .event(let event) = entry.input.content,
        case .recognizeCompleted(let result) = event.content
      else { return nil }
      return result
    }
    #expect(tones.isEmpty)
    #expect(lines.contains { $0.contains(#""method":"POST""#) && $0.contains("‹sealed›") })
  }

  @Test func `no line has the key to a ringing call`() async throws {
    let test = try TestHost()
    let incoming = ringing("s3cret")
    let flow = try #require(test.store.flow(for: incoming.to))
    try await test.running { test in
      #expect(await test.host.abandon(incoming, as: callID(for: incoming), on: flow) == .committed)
    }
    let key = IncomingCallContext("s3cret")
    let answer = AnswerCommand(context: key, cognitiveServicesEndpoint: nil)
    let target = Identifier(rawID: callerRawID)
    let commands: [CallCommand] = [
      .answer(answer), .reject(RejectCommand(context: key, reason: .busy)),
      .redirect(RedirectCommand(context: key, target: target)),
    ]
    let effects = commands.map { command in
      let context = OperationContext(ordinal: 1, attempt: 1)
      let now = Timestamp(milliseconds: 1)
      return Effect.send(
        SendEffect(context: context, command: command, firstSent: now, deadline: now)
      )
    }
    let row = try #require(try await test.journal.entries(of: callID(for: incoming)).first)
    let bytes = try StoredForm.encode(effects.map(\.sealed)) + row.input
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.count { $0 == "‹" } == 4)
    // The correlation of such a call says its key, in this test.
    #expect(!text.replacing("correlation-s3cret", with: "").contains("s3cret"))
  }

  @Test func `whoever watches is told no sensitive value`() async throws {
    let test = try TestHost(files: [paying])
    _ = try await history(test)
    let told = test.traces.everything.map { "\($0.content)" }
    #expect(told.contains { $0.contains("POST ‹sealed›") })
    #expect(told.contains { $0.contains("card ends in 11") })
    for secret in payingSecrets + [#""key-1""#, "Tone.four"] {
      #expect(!told.contains { $0.contains(secret) }, "\(secret)")
    }
  }

  @Test func `a replay goes as far as the first input that is sealed`() async throws {
    let (id, entries) = try await history(try TestHost(files: [paying]))
    let program = try #require(compileProject(sources([paying])).programs.first)
    let place = try #require(entries.firstIndex { $0.input.isSealed })
    let outcome = replay(entries, of: id, on: program)
    #expect(outcome.result == .unknown && outcome.inputs == place)
    #expect(outcome.reason == "input \(place + 1) (RecognizeCompleted 2.1, ‹sealed›) is sealed")
    // A difference before it is told all the same.
    let text = String(decoding: paying.bytes, as: UTF8.self)
    let other = text.replacing("count: 4", with: "count: 5")
    let file = ProjectFile(path: paying.path, bytes: Array(other.utf8))
    let changed = try #require(compileProject(sources([file])).programs.first)
    #expect(replay(entries, of: id, on: changed).result == .differs)
  }

  @Test func `what is not sensitive is kept as it came`() async throws {
    let text = String(decoding: paying.bytes, as: UTF8.self)
      .replacing(", sensitive: true", with: "").replacing("sensitive string", with: "string")
    let file = ProjectFile(path: paying.path, bytes: Array(text.utf8))
    let (_, entries) = try await history(try TestHost(files: [file]))
    let sealed = entries.filter(\.input.isSealed).map { $0.account[0] }
    #expect(sealed == ["RecognizeCompleted 4.1, ‹sealed›"])
  }

  @Test func `the state for people has no values while the call goes on`() async throws {
    let test = try TestHost(files: [paying])
    let id = callID(for: ringing())
    try await test.running { test in _ = try await test.reachSecondQuestion() }
    let machine = try #require(try await test.journal.call(id)?.machine())
    let shown = machine.sealedJSON.text(in: .compact)
    for secret in payingSecrets { #expect(!shown.contains(secret), "\(secret)") }
    #expect(shown.contains(#""variables":"‹sealed›""#) && shown.contains("connection-1"))
  }

  @Test func `what is sensitive is forgotten when the call is over`() async throws {
    let test = try TestHost(files: [paying])
    let (id, _) = try await history(test)
    let machine = try #require(try await test.journal.call(id)?.machine())
    #expect(machine.isAtRest)
    let state = machine.readableJSON.text(in: .compact)
    for secret in payingSecrets { #expect(!state.contains(secret), "\(secret)") }
    #expect(state.contains(#""typed""#) && state.contains("‹sealed›"))
  }
}
