import Foundation
import HTTPTransport
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.hangLimit) struct HTTPServerLifecycleTests {
  @Test func `a graceful shutdown answers the request in flight`() async throws {
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let server = makeServer { _ in
      start.yield()
      // Answers only once the shutdown has begun.
      do {
        try await gracefulShutdown()
        return .text(200, "answered")
      } catch {
        return .text(500, "\(error)")
      }
    }
    let services = makeGroup(of: server)
    try await withClient { client in
      try await withThrowingTaskGroup { group in
        group.addTask { try await services.run() }
        let port = try await server.boundPort()
        async let response = client.send(.to(port, "GET"))
        _ = await started.first { _ in true }
        await services.triggerGracefulShutdown()
        let second = try await response
        #expect(second.body == Array("answered".utf8))
        try await group.waitForAll()
        #expect(try await isRefused(port))
      }
    }
  }

  @Test func `a cancelled server ends`() async throws {
    let server = makeServer { _ in .text(200, "") }
    try await withClient { client in
      try await withThrowingTaskGroup { group in
        group.addTask { try await server.run() }
        let port = try await server.boundPort()
        let response = try await client.send(.to(port, "GET"))
        #expect(response.status == 200)
        group.cancelAll()
        try await group.waitForAll()
        #expect(try await isRefused(port))
      }
    }
  }

  @Test func `a request that breaks off at the end of the server is never handled`() async throws {
    let (handled, arrival) = AsyncStream.makeStream(of: [UInt8].self)
    let server = makeServer { request in
      arrival.yield(request.body)
      return .text(200, "")
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let port = try await server.boundPort()
      let connection = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\nabc"
        )
        // The server is waiting for the body once it has told to go on.
        _ = connection.readHead()
        return connection
      }
      group.cancelAll()
      _ = try await onThread { connection.readToEnd() }
      try await group.waitForAll()
    }
    arrival.finish()
    #expect(await handled.first { _ in true } == nil)
  }

  @Test func `a port in use is named`() async throws {
    let site = Site { _ in .text(200, "") }
    try await site.serve { port in
      let second = makeServer(port: port) { _ in .text(200, "") }
      let error = await #expect(throws: HTTPServerError.self) { try await second.run() }
      #expect(error == .portInUse(host: "127.0.0.1", port: port))
      #expect(
        error?.description
          == "cannot listen on 127.0.0.1:\(port): the port is in use by another process"
      )
      await #expect(throws: HTTPServerError.portInUse(host: "127.0.0.1", port: port)) {
        try await second.boundPort()
      }
    }
  }

  @Test func `an address of another machine is named`() async throws {
    let server = makeServer(host: "192.0.2.1") { _ in .text(200, "") }
    await #expect(throws: HTTPServerError.addressNotAvailable(host: "192.0.2.1")) {
      try await server.run()
    }
  }

  @Test func `a name without an address is named`() async throws {
    let server = makeServer(host: "no such host") { _ in .text(200, "") }
    await #expect(throws: HTTPServerError.unknownHost(host: "no such host")) {
      try await server.run()
    }
  }

  @Test func `waiting for the port of a server that never runs can be cancelled`() async {
    let server = makeServer { _ in .text(200, "") }
    await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask { try await server.boundPort() }
      group.cancelAll()
      let outcome = await group.nextResult()
      #expect(throws: HTTPServerError.stopped) { try outcome?.get() }
    }
  }
}

/// Whether nobody listens on a port, asked on a new connection: on a kept one whose end has not been
/// seen yet, a request is uncertain.
private func isRefused(_ port: Int) async throws -> Bool {
  try await onThread {
    do {
      _ = try RawConnection(port: port)
      return false
    } catch let error as POSIXError {
      return error.code == .ECONNREFUSED
    }
  }
}
