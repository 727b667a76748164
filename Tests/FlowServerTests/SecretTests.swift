import CallModel
import Cryptography
import FlowEngine
import FlowRuntime
import Foundation
import HTTPTransport
import Logging
import SQLiteJournal
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// Where a secret may turn up that a flow sends.
@Suite(.hangLimit)
struct SecretTests {
  /// Good for a URL.
  private static let token = "hunter2-hunter2+/"
  /// Spoils a URL.
  private static let spoiling = "correct horse battery"

  @Test func `a secret is sent, and is neither stored, logged nor traced`() async throws {
    try await TemporaryFolder.use { folder in
      let echo = EchoServer()
      try await echo.running { port in
        try folder.write(flow(port: port), to: "greeting.yaml")
        try folder.write(environment, to: "flowctl.yaml")
        try folder.write(Self.token, to: "token.txt")
        try folder.write(Self.spoiling + "\n", to: "spoiling.txt")
        let path = "\(folder.path)/calls.sqlite"
        let journal = try SQLiteJournal(path: path)
        let log = LogLines()
        let traces = Traces()
        try await TestServer.run(
          journal: journal,
          in: folder,
          log: log,
          observer: { traces.add($0) }
        ) { test in
          let id = try await test.ring()
          await test.service.wait(for: ":answer")
          #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
          await test.service.wait(for: ":terminate")
        }
        #expect(echo.seen.contains { $0.contains("Bearer \(Self.token)") })
        #expect(log.lines.contains { $0.contains("echoed") && $0.contains("‹secret›") })
        let unsent = log.lines.first { $0.contains("request cannot be sent") }
        #expect(unsent?.contains("the secret's file `missing.txt` cannot be read") == true)
        let shown = log.lines.joined(separator: "\n") + traces.text
        let stored = try [path, "\(path)-wal"].map { try Data(contentsOf: URL(filePath: $0)) }
        for secret in [Self.token, Self.spoiling, encodeBase64(Array("user:\(Self.token)".utf8))] {
          #expect(!shown.contains(secret))
          #expect(stored.allSatisfy { $0.range(of: Data(secret.utf8)) == nil })
        }
        #expect(stored.contains { $0.range(of: Data("‹secret›".utf8)) != nil })
        try journal.close()
      }
    }
  }

  private let environment = """
    environments:
      dev:
        settings:
          token: { file: token.txt }
          spoiling: { file: spoiling.txt }
          missing: { file: missing.txt }
    """

  private func flow(port: Int) -> String {
    """
    flow: greeting
    locale: en-US
    identities:
      line:
        rawId: \(lineRawID)
    routes:
      - to: line
    settings:
      token: sensitive string
      spoiling: sensitive string
      missing: sensitive string
    blocks:
      main:
        - answer
        - http:
            get: http://127.0.0.1:\(port)/${settings.spoiling}
          on: { failed: continue }
        - http:
            get: http://127.0.0.1:\(port)/echo
            headers: { authorization: "Bearer ${settings.missing}" }
          on: { failed: continue }
        - http:
            get: http://127.0.0.1:\(port)/echo
            headers: { authorization: "Bearer ${settings.token}" }
            response: { said: string }
          id: echo
          on: { failed: hangUp }
        - log: echoed ${echo.body.said}
        - hangUp
    """
  }
}

/// A server that says what it was sent, as is and as a client of Basic authentication would.
private final class EchoServer: Sendable {
  private let lines = Mutex<[String]>([])

  /// The authorization headers so far.
  var seen: [String] { lines.withLock { $0 } }

  func running(_ body: (Int) async throws -> Void) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
      logger: logger
    ) { self.respond(to: $0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      defer { group.cancelAll() }
      try await body(try await server.boundPort())
    }
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    let authorization = request.headers["authorization"] ?? ""
    lines.withLock { $0.append(authorization) }
    let base64 = encodeBase64(Array("user:\(authorization.dropFirst("Bearer ".count))".utf8))
    let escaped = authorization.replacing("/", with: "\\u002f")
    return .json(200, Array(#"{"said":"\#(escaped) \#(authorization) Basic \#(base64)"}"#.utf8))
  }
}

/// What a host told its observer, as text.
private final class Traces: Sendable {
  private let all = Mutex<[String]>([])

  func add(_ trace: CallTrace) { all.withLock { $0.append("\(trace.content)") } }
  var text: String { all.withLock { $0.joined(separator: "\n") } }
}
