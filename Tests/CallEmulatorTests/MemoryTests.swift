import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// What is remembered has a limit, so that an emulator can run for days.
@Suite struct MemoryTests {
  private func conversation(_ change: (inout EmulatorConfiguration) -> Void) -> Conversation {
    var configuration = EmulatorConfiguration(eventGridURL: "http://localhost")
    change(&configuration)
    return Conversation(configuration)
  }

  @Test func `of the calls that are over the last are known`() throws {
    var conversation = conversation { $0.keptCalls = 2 }
    var ids: [String] = []
    for number in 1...5 {
      let id = try #require(
        try conversation.dial(["8:acs:r_\(number)"])["callConnectionId"]?.text
      )
      ids.append(id)
      conversation.run(for: 5_000)
      // The first goes on.
      guard number > 1 else { continue }
      #expect(
        conversation.request("POST", "/calling/callConnections/\(id):terminate").status == 204
      )
    }
    conversation.run(for: 5_000)
    #expect(conversation.emulator.summaries.map(\.number) == [1, 4, 5])
    #expect(
      (1...6).map { conversation.emulator.isFinished(call: $0) }
        == [false, true, true, true, true, false]
    )
    #expect(conversation.request("GET", "/calling/callConnections/\(ids[0])").status == 200)
    for id in ids.dropFirst() {
      #expect(
        try conversation.request("GET", "/calling/callConnections/\(id)").outcome
          == "404/8522"
      )
    }
    let next = try conversation.dial(["8:acs:r_6"])
    #expect(next["callConnectionId"]?.text != nil)
    #expect(conversation.emulator.summaries.map(\.number) == [1, 4, 5, 6])
  }

  @Test func `what comes of a call is delivered though it is forgotten`() throws {
    var conversation = conversation { $0.keptCalls = 0 }
    let id = try #require(try conversation.dial(["8:acs:r_1"])["callConnectionId"]?.text)
    conversation.run(for: 5_000)
    conversation.forgetDeliveries()
    _ = conversation.request("POST", "/calling/callConnections/\(id):terminate")
    #expect(conversation.emulator.summaries.isEmpty)
    #expect(!conversation.emulator.isFinished(call: 1))
    conversation.run(for: 60_000)
    #expect(try conversation.takeRawEvents().map(\.type) == ["CallDisconnected"])
    #expect(conversation.emulator.isFinished(call: 1))
  }

  @Test func `the answers to the last requests that can be repeated are known`() throws {
    var conversation = conversation { $0.keptAnswers = 2 }
    var answers: [String?] = []
    for id in ["a", "b", "a", "c", "a"] {
      var request = ServiceRequest(
        method: "POST",
        path: "/calling/callConnections",
        query: "api-version=2026-03-12",
        body: Array(
          #"{"targets":[{"rawId":"8:acs:r_1"}],"callbackUri":"http://localhost/x"}"#.utf8
        )
      )
      request.headers = [ServiceRequest.Header("Repeatability-Request-ID", id)]
      answers.append(try conversation.handle(request).json["callConnectionId"]?.text)
    }
    #expect(answers[0] == answers[2])
    #expect(answers[4] != answers[0])
  }

  @Test func `of what nobody asks for the last is told`() {
    var conversation = conversation { $0.keptTraces = 10 }
    for _ in 1...100 { _ = conversation.request("GET", "/calling/recordings/x") }
    _ = conversation.request("GET", "/calling/recordings/last")
    let lines = conversation.emulator.takeTraces().map(\.description)
    #expect(lines.count == 10)
    #expect(lines.suffix(2) == ["→ GET /calling/recordings/last", "← 404 (8522)"])
    #expect(!conversation.emulator.hasTraces)
  }

  @Test func `what may not be repeated is done again`() throws {
    var conversation = try Conversation.answered()
    let id = try #require(conversation.connectionID)
    for _ in 1...2 {
      var request = ServiceRequest(
        method: "POST",
        path: "/calling/callConnections/\(id):play",
        query: "api-version=2026-03-12",
        body: Array(
          #"{"playSources":[{"kind":"file","file":{"uri":"https://x.test/a.wav"}}]}"#.utf8
        )
      )
      request.headers = [ServiceRequest.Header("Repeatability-Request-ID", "a")]
      #expect(conversation.handle(request).status == 202)
    }
    conversation.run(for: 10_000)
    #expect(try conversation.takeRawEvents().filter { $0.type == "PlayCompleted" }.count == 2)
  }
}
