import CallAutomation
import CallModel
import FlowRuntime
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// What a host of strangers says of another place leads a flow's own requests nowhere, least of all to
/// hosts that strangers must not reach.
@Suite(.hangLimit)
struct RedirectTests {
  /// A server inside, which is connected to at most, and asked for nothing.
  private func withInside(_ body: (_ port: Int) async throws -> Void) async throws {
    let asked = Lines()
    let server = try RawServer { connection in
      let head = connection.readHead()
      if !head.isEmpty { asked.add(head) }
    }
    try await body(server.port)
    server.stop()
    #expect(asked.all == [])
  }

  /// What was asked of a server.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Runs a flow of one request that a server outside answers, and returns what it logs of that.
  private func logged(
    _ step: (_ outside: String) -> String,
    answering outside: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) async throws -> [String] {
    let log = LogLines()
    try await withServer(outside) { url in
      try await TemporaryFolder.use { folder in
        try folder.write(flow(step(url)), to: "greeting.yaml")
        try await TestServer.run(in: folder, log: log) { test in
          let id = try await test.ring()
          await test.service.wait(for: ":answer")
          #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
          await test.service.wait(for: ":terminate")
        }
      }
    }
    return log.lines.filter { $0.contains("it came to") }
  }

  private func flow(_ steps: String) -> String {
    """
    flow: greeting
    locale: en-US
    identities:
      line:
        rawId: \(lineRawID)
    routes:
      - to: line
    blocks:
      main:
        - answer
    \(steps)
        - log: it came to an end
        - hangUp
      told:
        - log: it came to ${asked.reason.word} ${string(asked.reason.code)}
        - hangUp
    """
  }

  @Test(
    arguments: [301, 302, 303, 307, 308],
    ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"]
  )
  func `a redirect is the answer, wherever it leads`(status: Int, host: String) async throws {
    try await withInside { port in
      let lines = try await logged { outside in
        """
            - http:
                post: \(outside)/moved
                body: { pin: "4711" }
              id: asked
              on: { failed: told }
        """
      } answering: { _ in
        HTTPResponse(status: status, headers: ["Location": "http://\(host):\(port)/inside"])
      }
      #expect(lines.count == 1)
      #expect(lines.first?.contains("it came to status \(status)") == true, "\(lines)")
    }
  }

  @Test(arguments: ["localhost", "127.0.0.1", "2130706433"])
  func `a host that an answer names is refused once it is known to be inside`(
    host: String
  ) async throws {
    try await withInside { port in
      let lines = try await logged { outside in
        """
            - http:
                get: \(outside)/link
                response: { link: uri }
              id: found
              on: { failed: hangUp }
            - http:
                get: "${found.body.link}"
              id: asked
              on: { failed: told }
        """
      } answering: { _ in
        .json(200, Array(#"{"link":"http://\#(host):\#(port)/inside"}"#.utf8))
      }
      #expect(lines.count == 1)
      #expect(lines.first?.contains("it came to invalid 0") == true, "\(lines)")
    }
  }

  @Test(arguments: [302, 307, 308])
  func `a recording that is said to lie elsewhere is not fetched there`(status: Int) async throws {
    try await withInside { port in
      let moved = HTTPResponse(
        status: status,
        headers: ["Location": "http://localhost:\(port)/inside"]
      )
      try await keeping(answering: { _ in moved }) { keeper, _ in
        let kept = await keeper.keep(file(.folder("office")))
        #expect(kept == .never("the service answers \(status)"))
      }
    }
  }

  @Test(arguments: [302, 307, 308])
  func `a recording is sent on to no other place`(status: Int) async throws {
    try await withInside { port in
      let moved = HTTPResponse(
        status: status,
        headers: ["Location": "http://127.0.0.1:\(port)/inside"]
      )
      try await keeping(
        answering: { $0.method == "PUT" ? moved : HTTPResponse(status: 200, body: [1, 2, 3]) }
      ) { keeper, url in
        let sent = await keeper.keep(file(.url(url + "/r", publicHostsOnly: false)))
        #expect(sent == .never("the URL it is PUT to answers \(status)"))
        // A name that turns out to be inside is no place for what goes where data says.
        let inside = "http://localhost:\(port)/r"
        guard case .never = await keeper.keep(file(.url(inside, publicHostsOnly: true))) else {
          Issue.record("it went inside")
          return
        }
      }
    }
  }

  private func file(_ target: KeptFile.Target) -> KeptFile {
    KeptFile(
      RecordingFile(
        index: 0,
        content: "https://eus.asm.skype.com/v1/objects/0/content",
        metadata: nil,
        format: "wav",
        delete: nil
      ),
      name: "abc-whole-0.wav",
      target: target,
      deletes: false
    )
  }

  /// Runs with a keeper of a folder, and a server for the service's files and what they are sent on to.
  private func keeping(
    answering: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
    _ body: (RecordingKeeper, _ url: String) async throws -> Void
  ) async throws {
    try await withServer(answering) { url in
      try await TemporaryFolder.use { folder in
        try await withKeeper(of: folder.path, at: url) { try await body($0, url) }
      }
    }
  }
}
