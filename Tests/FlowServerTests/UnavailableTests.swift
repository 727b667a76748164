import CallAutomation
import CallModel
import FlowRuntime
import Foundation
import GRDB
import HTTPTransport
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import FlowServer
@testable import SQLiteJournal

/// A memory journal that takes nothing as long as it is told so.
private final class ClosedJournal: ForwardingJournal {
  let journal = MemoryJournal()
  private let refuses = Mutex(false)

  var isRefusing: Bool {
    get { refuses.withLock { $0 } }
    set { refuses.withLock { $0 = newValue } }
  }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    guard !isRefusing else { throw .diskFull }
    return try await journal.write(advances, under: leases)
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    guard !isRefusing else { throw .diskFull }
    try await journal.keep(flag)
  }
}

@Suite(.hangLimit)
struct UnavailableTests {
  @Test func `what cannot be stored is held and then 500 for a ringing call, and 503 for an event`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = ClosedJournal()
      let time = FastClock().hostTime
      try await TestServer.run(journal: journal, in: folder, time: time) { test in
        let id = try await test.ring()
        journal.isRefusing = true
        let start = time.now
        #expect(await test.status("POST", "/api/incomingCall", incomingCall("key-2")) == 500)
        #expect(time.now - start >= IncomingCalls.holding)
        let event = callback("CallConnected", id: "e1")
        let refused = try await test.send("POST", "/api/callbacks/\(id)", event)
        #expect(refused.status == 503)
        #expect(refused.headers["Retry-After"] == "1")
        journal.isRefusing = false
        #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
        await test.service.wait(for: ":play")
      }
    }
  }

  @Test func `a database deleted under the server is an outage: nothing is said to be taken`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let path = "\(folder.path)/calls.sqlite"
      let journal = try SQLiteJournal(path: path)
      try await TestServer.run(journal: journal, in: folder) { test in
        let id = try await test.ring()
        await test.service.wait(for: ":answer")
        try FileManager.default.removeItem(atPath: path)
        for number in 1...5 {
          #expect(await test.tell(id, "CallConnected", id: "e\(number)") == 503)
        }
        let answer = try await test.send("GET", "/readyz")
        #expect(answer.status == 503)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("deleted"))
        #expect(await test.status("GET", "/healthz") == 200)
      }
    }
  }

  @Test(arguments: DatabaseOutage.allCases)
  func `a database that takes nothing more is 503, and all goes on by itself once it does`(
    outage: DatabaseOutage
  ) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = try SQLiteJournal(path: "\(folder.path)/calls.sqlite")
      let time = FastClock().hostTime
      try await TestServer.run(journal: journal, in: folder, time: time) { test in
        let id = try await test.ring()
        await test.service.wait(for: ":answer")
        try await journal.database.writeWithoutTransaction { try $0.execute(sql: outage.beginning) }
        // What is stored first fits into pages that are there.
        var count = 0
        while await test.tell(id, "CallConnected", id: "e\(count)") == 200, count < 500 {
          count += 1
        }
        #expect(count < 500)
        // What is full still takes what looks whether it is.
        if outage == .readOnly { #expect(await test.status("GET", "/readyz") == 503) }
        #expect(await test.status("GET", "/healthz") == 200)
        try await journal.database.writeWithoutTransaction { try $0.execute(sql: outage.end) }
        while await test.status("GET", "/readyz") != 200 { await Task.yield() }
        #expect(await test.tell(id, "CallConnected", id: "e\(count)") == 200)
        await test.service.wait(for: ":play")
      }
    }
  }

  @Test func `a ringing call that can be stored after a while is taken`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = ClosedJournal()
      try await TestServer.run(journal: journal, in: folder, time: FastClock().hostTime) { test in
        journal.isRefusing = true
        async let status = test.status("POST", "/api/incomingCall", incomingCall("key-1"))
        journal.isRefusing = false
        #expect(await status == 200)
        await test.service.wait(for: ":answer")
      }
    }
  }

  @Test func `a port in use ends the server with an error that says so`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(in: folder) { test in
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configuration = ServerConfiguration(
          listen: try ListenAddress(parsing: "127.0.0.1:\(test.port)"),
          publicURL: try PublicURL(parsing: "https://calls.example"),
          service: try ServiceEndpoint(parsing: "http://127.0.0.1:1"),
          credential: .accessKey([0, 0, 0]),
          folder: try FlowFolder(at: folder.path),
          logger: logger
        )
        let second = try FlowServer(configuration, journal: MemoryJournal())
        await #expect(throws: HTTPServerError.portInUse(host: "127.0.0.1", port: test.port)) {
          try await second.run()
        }
      }
    }
  }
}

/// How a database is made to take nothing more.
enum DatabaseOutage: String, CaseIterable, Sendable {
  /// No page can be added.
  case full
  /// Nothing can be written.
  case readOnly

  /// Begins it.
  fileprivate var beginning: String {
    switch self {
    case .full: "PRAGMA max_page_count = 1"
    case .readOnly: "PRAGMA query_only = ON"
    }
  }

  /// Ends it.
  fileprivate var end: String {
    switch self {
    case .full: "PRAGMA max_page_count = 1000000"
    case .readOnly: "PRAGMA query_only = OFF"
    }
  }
}
