import CallModel
import FlowRuntime
import HTTPTransport
import SQLiteJournal
import TestSupport
import Testing

@testable import FlowServer

/// `/api/flags`, as operators ask it (SEMANTICS.md, rule 67).
@Suite(.hangLimit)
struct FlagRouteTests {
  private static let key = "a-key-of-sixteen"

  private func flow(_ flags: String = "emergency: bool = false, notice: 'string?'") -> String {
    """
    flow: greeting
    identities: { line: { rawId: \(lineRawID) } }
    routes: [{ to: line }]
    flags: { \(flags) }
    prompts: { hello: { file: "https://media.contoso.com/${flags.emergency}.wav" } }
    blocks: { main: [answer, { play: hello }, hangUp] }
    """
  }

  /// Runs a server of the flow with the key.
  private func serving(
    _ journal: any Journal = MemoryJournal(),
    admin: AdminAccess? = nil,
    log: LogLines? = nil,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
  ) async throws {
    let access = try admin ?? .bearer(Secret(Self.key, of: "the key"))
    try await TemporaryFolder.use { folder in
      try folder.write(flow(), to: "greeting.yaml")
      try await TestServer.run(journal: journal, in: folder, log: log, admin: access, body)
    }
  }

  @Test func `flags are listed with their types, values and own values`() async throws {
    try await serving { server in
      let list = await server.ask("GET", "/api/flags")
      let emergency = #"{"name":"emergency","type":"bool","value":false,"default":false}"#
      let notice = #"{"name":"notice","type":"string?","value":null,"default":null}"#
      #expect(list == #"200 {"flags":[\#(emergency),\#(notice)]}"#)
      #expect(await server.ask("GET", "/api/flags/emergency") == "200 \(emergency)")
    }
  }

  @Test func `a flag is set and restored, and calls have it with their next input`() async throws {
    try await serving { server in
      let id = try await server.ring()
      await server.service.wait(for: ":answer")
      let set = #"{"name":"emergency","type":"bool","value":true,"default":false}"#
      #expect(await server.ask("PUT", "/api/flags/emergency", "true") == "200 \(set)")
      #expect(await server.tell(id, "CallConnected", id: "e1") == 200)
      await server.service.wait(for: ":play")
      #expect(server.service.bodies(":play").allSatisfy { $0.contains("contoso.com/true.wav") })
      let own = #"{"name":"emergency","type":"bool","value":false,"default":false}"#
      #expect(await server.ask("DELETE", "/api/flags/emergency") == "200 \(own)")
      #expect(await server.ask("DELETE", "/api/flags/emergency") == "200 \(own)")
    }
  }

  @Test(arguments: [
    ("PUT", "/api/flags/emergency", "\"yes\"", "400 wrongType"),
    ("PUT", "/api/flags/emergency", "null", "400 wrongType"),
    ("PUT", "/api/flags/emergency", "", "400 malformedBody"),
    ("PUT", "/api/flags/emergency", "tru", "400 malformedBody"),
    (
      "PUT", "/api/flags/notice", "\"" + String(repeating: "x", count: 5_000) + "\"", "413 tooLarge"
    ),
    ("PUT", "/api/flags/emergancy", "true", "404 unknownFlag"),
    ("GET", "/api/flags/emergancy", "", "404 unknownFlag"),
    ("DELETE", "/api/flags/emergancy", "", "404 unknownFlag"),
    ("GET", "/api/flags/", "", "404 unknownFlag"),
    ("GET", "/api/flags/emergency/value", "", "404 notFound"),
    ("POST", "/api/flags/emergency", "true", "405 methodNotAllowed"),
    ("PUT", "/api/flags", "true", "405 methodNotAllowed"),
  ])
  func `what is no flag or no value is refused, and changes nothing`(
    method: String,
    path: String,
    body: String,
    expected: String
  ) async throws {
    try await serving { server in
      let answer = await server.ask(method, path, body)
      let parts = expected.split(separator: " ")
      #expect(answer.hasPrefix("\(parts[0]) ") && answer.contains("\"\(parts[1])\""), "\(answer)")
      #expect(await server.ask("GET", "/api/flags/emergency").contains(#""value":false"#))
    }
  }

  @Test(
    arguments: [
      [:], ["Authorization": "Bearer a-key-of-sixteem"], ["Authorization": "a-key-of-sixteen"],
      ["Authorization": "Basic a-key-of-sixteen"], ["Authorization": "Bearer"],
    ] as [HTTPHeaders]
  )
  func `without the key nobody may`(headers: HTTPHeaders) async throws {
    try await serving { server in
      for (method, path) in [("GET", "/api/flags"), ("PUT", "/api/flags/emergency")] {
        let response = try await server.send(method, path, "true", headers: headers)
        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == "Bearer")
      }
      #expect(await server.ask("GET", "/api/flags/emergency").contains(#""value":false"#))
    }
  }

  @Test func `a server without a key has no admin API`() async throws {
    try await serving(admin: .nobody) { server in
      #expect(await server.ask("GET", "/api/flags").hasPrefix("403 "))
      #expect(await server.ask("PUT", "/api/flags/emergency", "true").hasPrefix("403 "))
    }
  }

  @Test func `an author needs no key, and a page under another name has nothing`() async throws {
    try await serving(admin: .author) { server in
      let mine = try await server.send("PUT", "/api/flags/emergency", "true")
      #expect(mine.status == 200)
      let foreign = try await server.send("GET", "/api/flags", headers: ["Host": "evil.example:80"])
      #expect(foreign.status == 403)
    }
  }

  /// Runs a server on a database, which is closed after it.
  private func keeping(
    _ path: String,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
  ) async throws {
    let journal = try SQLiteJournal(path: path)
    try await serving(journal, body)
    try journal.close()
  }

  @Test func `a flag outlives the server, in the database`() async throws {
    try await TemporaryFolder.use { folder in
      let path = "\(folder.path)/calls.sqlite"
      try await keeping(path) { server in
        #expect(await server.ask("PUT", "/api/flags/notice", "\"Fire\"").hasPrefix("200 "))
      }
      try await keeping(path) { server in
        #expect(await server.ask("GET", "/api/flags/notice").contains(#""value":"Fire""#))
      }
    }
  }

  @Test func `a reload to another type keeps no value of the old one`() async throws {
    try await serving { server in
      #expect(await server.ask("PUT", "/api/flags/emergency", "true").hasPrefix("200 "))
      try server.folder.write(flow("emergency: string = calm"), to: "greeting.yaml")
      await eventually { server.reloads.count > 0 }
      let flag = #"{"name":"emergency","type":"string","value":"calm","default":"calm"}"#
      #expect(await server.ask("GET", "/api/flags") == #"200 {"flags":[\#(flag)]}"#)
    }
  }

  @Test func `who flips a flag is in the log without its value or the key`() async throws {
    let lines = LogLines()
    try await serving(log: lines) { server in
      #expect(await server.ask("PUT", "/api/flags/notice", "\"Fire\"").hasPrefix("200 "))
    }
    let text = lines.lines.joined(separator: "\n")
    #expect(text.contains("flag set") && text.contains("flag=notice"))
    #expect(!text.contains("Fire") && !text.contains(Self.key))
    #expect(text.contains("admin_api"))
  }

  @Test(arguments: ["", "short", "a key with spaces", "fifteen-letters"])
  func `a key that can be guessed is none`(text: String) {
    #expect(throws: ConfigurationError.secret("the key")) { try Secret(text, of: "the key") }
  }
}

extension TestServer {
  /// Status and body of an answer to whoever has the key; 0 and the reason without one.
  fileprivate func ask(_ method: String, _ path: String, _ body: String = "") async -> String {
    let headers: HTTPHeaders = ["Authorization": "bearer a-key-of-sixteen"]
    do {
      let response = try await send(method, path, body, headers: headers)
      return "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    } catch {
      return "0 \(error)"
    }
  }
}
