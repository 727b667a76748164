import CallAutomation
import CallModel
import FlowEngine
import FlowRuntime
import Foundation
import HTTPTransport
import JSON
import TestSupport
import Testing

@testable import FlowServer

/// `/api/calls`, `/api/flows` and `/api/reload`, as operators and other systems ask them.
@Suite(.hangLimit)
struct CallsRouteTests {
  private static let key = "a-key-of-sixteen"

  private static let waiting = """
    flow: waiting
    identities: { line: { rawId: \(lineRawID) } }
    routes: [{ to: line }]
    signals: { approved: { by: string, level: int } }
    blocks:
      main:
        - answer
        - wait: { for: { ok: { signal: approved } }, timeout: 10m }
          id: w
          on: { ok: tell, timeout: bye }
      tell:
        - play: { file: "https://media.contoso.com/${w.ok.by}-${w.ok.level}.wav" }
        - hangUp
      bye: [hangUp]
    """

  private static let reminder = """
    flow: reminder
    identities: { line: { rawId: \(lineRawID) } }
    parameters: { times: int = 1, desk: phoneNumber }
    blocks:
      main:
        - dial: { to: "${desk}", as: line }
          on: { failed: [end] }
        - play: { file: "https://media.contoso.com/${times}.wav" }
        - hangUp
    """

  private func serving(
    log: LogLines? = nil,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
  ) async throws {
    let access = AdminAccess.bearer(try Secret(Self.key, of: "the key"))
    try await TemporaryFolder.use { folder in
      try folder.write(Self.waiting, to: "waiting.yaml")
      try folder.write(Self.reminder, to: "reminder.yaml")
      try await TestServer.run(in: folder, log: log, admin: access, body)
    }
  }

  /// A call that waits for its signal.
  private func waitingCall(of server: TestServer) async throws -> CallID {
    let id = try await server.ring()
    await server.service.wait(for: ":answer")
    #expect(await server.tell(id, "CallConnected", id: "e1") == 200)
    return id
  }

  @Test func `a signal reaches the call that waits for it, once for each key`() async throws {
    try await serving { server in
      let id = try await waitingCall(of: server)
      let path = "/api/calls/\(id)/signals/approved"
      let fields = #"{"by":"ann","level":3}"#
      let answer = #"202 {"call":"\#(id.digest)"}"#
      #expect(await server.ask("POST", path, fields, key: "k1") == answer)
      #expect(await server.ask("POST", path, fields, key: "k1") == answer)
      await server.service.wait(for: ":play")
      #expect(server.service.bodies(":play").first?.contains("contoso.com/ann-3.wav") == true)
      // The second was the first told again: none is left.
      let state = try #require(await server.json("GET", "/api/calls/\(id)")["path"]?.text)
      #expect(state == "tell/0")
    }
  }

  @Test func `calls are listed by the version of their flow, and with why they ended`()
    async throws
  {
    try await serving { server in
      let id = try await waitingCall(of: server)
      func listed(_ version: some StringProtocol) async -> [String?] {
        let calls = await server.json("GET", "/api/calls?version=\(version)")["calls"]?.elements
        return calls?.map { $0["id"]?.text } ?? []
      }
      let call = await server.json("GET", "/api/calls/\(id)")
      let version = try #require(call["version"]?.text)
      #expect(await listed(version.prefix(8)) == [id.rawValue])
      #expect(await listed("none") == [])
      #expect(await server.ask("DELETE", "/api/calls/\(id)").hasPrefix("202"))
      #expect(await server.tell(id, "CallDisconnected", id: "e9") == 200)
      await eventually {
        let calls = await server.json("GET", "/api/calls")["calls"]?.elements
        return calls?.first?["endedAt"] != nil
      }
      let ended = await server.json("GET", "/api/calls")["calls"]?.elements?.first
      #expect(ended?["reason"]?.text == "operator")
    }
  }

  @Test func `what cannot be taken says why`() async throws {
    try await serving { server in
      let id = try await waitingCall(of: server)
      let signals = "/api/calls/\(id)/signals"
      let cases: [(String, String, String, String)] = [
        ("POST", "\(signals)/approved", #"{"by":"ann"}"#, "400 wrongFields"),
        ("POST", "\(signals)/approved", #"{"by":1,"level":3}"#, "400 wrongFields"),
        ("POST", "\(signals)/approved", "[]", "400 wrongFields"),
        ("POST", "\(signals)/approved", "[", "400 malformedBody"),
        ("POST", "\(signals)/refused", "{}", "404 unknownSignal"),
        (
          "POST", "/api/calls/00000000000000000000000000000000/signals/approved", "{}",
          "404 unknownCall"
        ),
        ("GET", "/api/calls/xyz", "", "404 unknownCall"),
        ("GET", "/api/calls/abc", "", "404 unknownCall"),
        ("DELETE", "/api/calls/00000000000000000000000000000000", "", "404 unknownCall"),
        ("GET", "/api/calls?limit=0", "", "400 wrongLimit"),
        ("GET", "/api/calls?limit=many", "", "400 wrongLimit"),
        ("POST", "/api/calls", #"{"flow":"nobody"}"#, "404 unknownFlow"),
        ("POST", "/api/calls", #"{"flow":"waiting"}"#, "400 wrongArguments"),
        (
          "POST", "/api/calls",
          #"{"flow":"reminder","with":{"times":"x","desk":"4:+12065551212"}}"#, "400 wrongArguments"
        ),
        ("POST", "/api/calls", #"{"flow":"reminder","with":[]}"#, "400 malformedBody"),
        ("POST", "/api/calls", #"{"flow":"reminder","at":1}"#, "400 malformedBody"),
        ("POST", "/api/calls", "", "400 malformedBody"),
        ("PUT", "/api/calls", "", "405 methodNotAllowed"),
      ]
      for (method, path, body, expected) in cases {
        let answer = await server.ask(method, path, body)
        let code = (try? parseJSON(Array(answer.dropFirst(4).utf8), limits: .webhook))?["error"]?[
          "code"
        ]
        #expect("\(answer.prefix(3)) \(code?.text ?? "")" == expected, "\(method) \(path) \(body)")
      }
      var answers: [String] = []
      for number in 0..<40 {
        let body = #"{"by":"ann","level":\#(number)}"#
        answers.append(String(await server.ask("POST", "\(signals)/approved", body).prefix(3)))
      }
      // One is taken by the wait, 32 are kept.
      #expect(answers == Array(repeating: "202", count: 33) + Array(repeating: "429", count: 7))
    }
  }

  @Test func `a call is hung up, and then takes nothing more`() async throws {
    try await serving { server in
      let id = try await waitingCall(of: server)
      #expect(await server.ask("DELETE", "/api/calls/\(id)").hasPrefix("202"))
      await server.service.wait(for: ":terminate")
      #expect(await server.tell(id, "CallDisconnected", id: "e2") == 200)
      let late = await server.ask(
        "POST",
        "/api/calls/\(id)/signals/approved",
        #"{"by":"a","level":1}"#
      )
      #expect(late.hasPrefix("410"))
      await eventually { await server.ask("DELETE", "/api/calls/\(id)").hasPrefix("410") }
    }
  }

  @Test func `calls are listed, shown by their digests, and told of without values`() async throws {
    try await serving { server in
      let id = try await waitingCall(of: server)
      let signal = #"{"by":"a-name-not-to-tell","level":1}"#
      #expect(
        await server.ask("POST", "/api/calls/\(id)/signals/approved", signal).hasPrefix("202")
      )
      let list = await server.json("GET", "/api/calls?limit=5")["calls"]?.elements ?? []
      #expect(list.map { $0["call"]?.text } == [id.digest])
      #expect(list.first?["flow"]?.text == "waiting")
      #expect(list.first?["state"]?.text == "open")
      let shown = await server.json("GET", "/api/calls/\(id.digest.prefix(6))")
      #expect(shown["id"]?.text == id.rawValue)
      #expect(shown["phase"]?.text == "connected")
      let journal = await server.ask("GET", "/api/calls/\(id.digest)/journal")
      #expect(journal.contains("signal approved"))
      #expect(journal.contains("main/1  wait ends as ok"))
      #expect(!journal.contains("a-name-not-to-tell"))
    }
  }

  @Test func `fields that are wrong are named, without their values`() async throws {
    try await serving { server in
      let path = "/api/calls/\(try await waitingCall(of: server))/signals/approved"
      for (fields, message) in [
        (#"{"by":"ann"}"#, "`level` is missing"),
        (#"{"by":"ann","level":"a-secret"}"#, "`level` takes a value of type `int`"),
        ("[]", "it is no object of the fields that the flow declares"),
      ] {
        let answer = await server.ask("POST", path, fields)
        #expect(answer.contains(message) && !answer.contains("a-secret"), "\(answer)")
      }
    }
  }

  @Test func `a call is begun once for each key`() async throws {
    try await serving { server in
      let order = #"{"flow":"reminder","with":{"times":2,"desk":"4:+12065551212"}}"#
      let first = await server.ask("POST", "/api/calls", order, key: "k1")
      #expect(first.hasPrefix("201"))
      let again = await server.ask("POST", "/api/calls", order, key: "k1")
      #expect(again == first.replacing("201", with: "200"), "it began before")
      #expect(await server.ask("POST", "/api/calls", order, key: "k2") != first)
      await server.service.wait(for: "callConnections", count: 2)
      #expect(server.service.actions.count { $0 == "callConnections" } == 2)
    }
  }

  @Test func `flows are listed with what they take, and taken in anew`() async throws {
    try await serving { server in
      let flows = await server.json("GET", "/api/flows")["flows"]?.elements ?? []
      #expect(flows.map { $0["name"]?.text } == ["reminder", "waiting"])
      #expect(flows.first?["parameters"]?["times"]?.text == "int")
      #expect(flows.last?["signals"]?["approved"]?["by"]?.text == "string")
      #expect(flows.last?["routes"]?.elements?.map(\.text) == [lineRawID])
      #expect(await server.ask("POST", "/api/reload") == #"200 {"changed":false,"flows":2}"#)
      try server.folder.write("flow: broken", to: "broken.yaml")
      let refused = await server.ask("POST", "/api/reload")
      #expect(refused.hasPrefix("409") && refused.contains("broken.yaml"))
      #expect(await server.json("GET", "/api/flows")["flows"]?.elements?.count == 2)
    }
  }

  @Test func `what operators change is a line of the log, with calls by their digests`()
    async throws
  {
    let log = LogLines()
    try await serving(log: log) { server in
      let id = try await waitingCall(of: server)
      _ = await server.ask("POST", "/api/calls/\(id)/signals/nothing")
      _ = await server.ask("GET", "/api/calls/\(id)")
      let audited = log.lines.filter { $0.hasPrefix("notice admin") }
      #expect(audited.count == 1)
      #expect(audited.first?.contains("path=/api/calls/\(id.digest)/signals/nothing") == true)
      #expect(audited.first?.contains("status=404") == true)
      #expect(!log.lines.contains { $0.contains(id.rawValue) })
    }
  }

  @Test func `the description has every method of every path it names`() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appending(path: "schemas/admin-api.openapi.yaml"),
      encoding: .utf8
    )
    var methods: [String: [String]] = [:]
    var path = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
      let word = line.hasPrefix("    ") ? line.dropFirst(4) : ""
      guard ["get:", "put:", "post:", "delete:"].contains(word) else { continue }
      methods[path, default: []].append(word.dropLast().uppercased())
    }
    #expect(methods.count == 9)
    let documented = methods
    try await serving { server in
      for (path, methods) in documented {
        let plain = path.replacing("{", with: "").replacing("}", with: "")
        let answer = try await server.send("PATCH", plain)
        #expect(answer.headers["Allow"] == methods.sorted().joined(separator: ", "), "\(path)")
      }
    }
  }

  @Test(arguments: ["/api/calls", "/api/calls/abcd", "/api/flows", "/api/calls/abcd/journal"])
  func `nothing is told without the key`(path: String) async throws {
    try await serving { server in
      #expect(await server.status("GET", path) == 401)
      #expect(await server.status("POST", "/api/reload") == 401)
    }
  }
}

extension TestServer {
  /// Status and body of an answer to whoever has the key; 0 and the reason without one.
  fileprivate func ask(
    _ method: String,
    _ path: String,
    _ body: String = "",
    key: String? = nil
  ) async -> String {
    var headers: HTTPHeaders = ["Authorization": "Bearer a-key-of-sixteen"]
    if let key { headers["Idempotency-Key"] = key }
    do {
      let response = try await send(method, path, body, headers: headers)
      return "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    } catch {
      return "0 \(error)"
    }
  }

  /// The JSON of an answer; null without one.
  fileprivate func json(_ method: String, _ path: String) async -> JSONValue {
    let answer = await ask(method, path)
    do {
      return try parseJSON(Array(answer.dropFirst(4).utf8), limits: .webhook)
    } catch {
      return .null
    }
  }
}
