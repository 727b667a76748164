import CallAutomation
import CallModel
import Foundation
import JSON
import Testing

@Suite struct EncodeCommandTests {
  @Test(arguments: Samples.commands.map(\.name))
  func `a command becomes the request of its golden file`(name: String) throws {
    let command = try #require(Samples.commands.first { $0.name == name }).command
    let request = try encode(command, in: Samples.envelope()).get()
    try expectGolden(request.golden, named: "\(name).http")
  }

  @Test func `every command has a golden file, and no file is left over`() {
    let names = Samples.commands.map(\.name) + Samples.reads.map(\.name)
    #expect(fixtureNames(in: "Requests") == names.map { "\($0).http" }.sorted())
    #expect(Set(Samples.commands.map(\.command.name)).count == 30)
  }

  @Test(arguments: Samples.reads.map(\.name))
  func `a read becomes the request of its golden file`(name: String) throws {
    let read = try #require(Samples.reads.first { $0.name == name }).read
    let request = encode(read, connectionID: Samples.connectionID)
    try expectGolden(request.golden, named: "\(name).http")
  }

  /// FACTS.md (b) has 34 of them.
  @Test func `every operation of the service is asked for`() throws {
    let commands = try Samples.commands.map { try encode($0.command, in: Samples.envelope()).get() }
    let reads = Samples.reads.map { encode($0.read, connectionID: Samples.connectionID) }
    let operations = (commands + reads).map { request in
      let pieces = request.path.split(separator: "/").map { piece in
        let name = piece.prefix { $0 != ":" }
        let words: Set = ["calling", "callConnections", "recordings", "participants"]
        return words.contains(String(name)) ? String(piece) : "{id}" + piece.dropFirst(name.count)
      }
      return "\(request.method) \(pieces.joined(separator: "/"))"
    }
    #expect(Set(operations).count == 34, "\(Set(operations).sorted())")
  }

  @Test func `a command to a call without a connection is not sent`() {
    let envelope = Samples.envelope(connectionID: nil)
    let needless = [
      "answer", "reject", "redirect", "createCall", "connect", "pauseRecording", "resumeRecording",
      "stopRecording",
    ]
    for (_, command) in Samples.commands where !needless.contains(command.name) {
      #expect(encode(command, in: envelope) == .failure(.noConnection(command: command.name)))
    }
    for (name, command) in Samples.commands where needless.contains(command.name) {
      #expect(throws: Never.self, "\(name)") { try encode(command, in: envelope).get() }
    }
  }

  @Test func `a caller id that is no number is not sent`() {
    let add = AddParticipantCommand(
      target: Samples.agent,
      timeoutSeconds: 30,
      callerID: Samples.agent,
      context: nil
    )
    let result = encode(.addParticipant(add), in: Samples.envelope())
    #expect(result == .failure(.callerID(Samples.agent)))
  }

  @Test func `the repeatability headers go with the repeatable commands only`() throws {
    for (name, command) in Samples.commands {
      let request = try encode(command, in: Samples.envelope()).get()
      let isRepeatable = command.policy.retry == .repeatable
      #expect((request.header("repeatability-request-id") != nil) == isRepeatable, "\(name)")
      #expect((request.header("Repeatability-First-Sent") != nil) == isRepeatable, "\(name)")
    }
  }

  @Test func `reads are signed GETs without a body`() {
    let call = encode(CallRead.call, connectionID: CallConnectionID("a/b"))
    #expect(call.target == "/calling/callConnections/a%2Fb?api-version=2026-03-12")
    let list = encode(CallRead.participants, connectionID: CallConnectionID("a"))
    #expect(list.target == "/calling/callConnections/a/participants?api-version=2026-03-12")
    let one = encode(
      .participant(Identifier(rawID: "4:+1425/x")),
      connectionID: CallConnectionID("a")
    )
    #expect(
      one.target
        == "/calling/callConnections/a/participants/4%3A%2B1425%2Fx?api-version=2026-03-12"
    )
    let recording = encode(.recording(RecordingID("e30=")), connectionID: CallConnectionID("a"))
    #expect(recording.target == "/calling/recordings/e30%3D?api-version=2026-03-12")
    #expect([call, list, one, recording].allSatisfy { $0.method == "GET" && $0.body.isEmpty })
  }

  @Test func `the older version is spoken without what it does not know`() throws {
    let context = CustomContext(
      voipHeaders: ["account": "4711"],
      sipHeaders: [:],
      teamsPhone: TeamsPhoneDetails(topic: "Invoice", caller: nil)
    )
    let add = AddParticipantCommand(
      target: Samples.agent,
      timeoutSeconds: 30,
      callerID: nil,
      context: context
    )
    func request(_ version: ServiceVersion) throws -> ServiceRequest {
      try encode(.addParticipant(add), in: Samples.envelope(version)).get()
    }
    let (old, new) = (try request(.june2025), try request(.march2026))
    #expect(old.query == "api-version=2025-06-15")
    #expect(new.query == "api-version=2026-03-12")
    func told(_ request: ServiceRequest) throws -> [String]? {
      try parseJSON(request.body, limits: .webhook)["customCallingContext"]?.objectMembers?
        .map(\.name)
    }
    #expect(try told(old) == ["voipHeaders"])
    #expect(try told(new)?.sorted() == ["teamsPhoneCallDetails", "voipHeaders"])
    let read = encode(CallRead.call, connectionID: CallConnectionID("a"), .june2025)
    #expect(read.query == "api-version=2025-06-15")
  }

  @Test func `a link to the next page leads to the service and nowhere else`() {
    let link = "https://evil.example/calling/x/participants?page=2&api-version=2026-03-12"
    #expect(
      encode(nextLink: link)?.target == "/calling/x/participants?page=2&api-version=2026-03-12"
    )
    #expect(encode(nextLink: "/calling/x?page=2")?.target == "/calling/x?page=2")
    #expect(encode(nextLink: "/calling/x")?.target == "/calling/x")
    for link in ["", "string", "https://host", "/a b", "/a\r\nX: y"] {
      #expect(encode(nextLink: link) == nil, "\(link)")
    }
  }
}

extension ServiceRequest {
  /// The request as text: its line, its headers, its body.
  fileprivate var golden: String {
    let lines = ["\(method) \(target)"] + headers.map { "\($0.name): \($0.value)" }
    return (lines + ["", String(decoding: body, as: UTF8.self)]).joined(separator: "\n") + "\n"
  }
}

/// Compares with a golden file; `UPDATE_FIXTURES=1` writes it instead, but never in CI.
private func expectGolden(_ text: String, named name: String) throws {
  let file = fixtures.appending(path: "Requests/\(name)")
  let environment = ProcessInfo.processInfo.environment
  if environment["UPDATE_FIXTURES"] == "1", environment["CI"] == nil {
    try Data(text.utf8).write(to: file)
  }
  #expect(try String(contentsOf: file, encoding: .utf8) == text)
}
