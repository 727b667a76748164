import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

/// More clients than the server has places for, most of them slow or silent.
@Suite(.hangLimit) struct HTTPServerCrowdTests {
  @Test func `a client with too many connections is told so, and others are not`() async throws {
    let few = limits { $0.maxConnectionsPerClient = 2 }
    try await Site(limits: few) { _ in .text(200, "") }.serve { port in
      let answers = try await onThread {
        let held = try (1...2).map { _ in try RawConnection(port: port, from: "127.0.0.2") }
        let greeted = held.map { connection in
          connection.write(request)
          return connection.readHead()
        }
        let third = try RawConnection(port: port, from: "127.0.0.2").readToEnd()
        let other = try RawConnection(port: port, from: "127.0.0.3")
        other.write(request)
        return greeted + [third, other.readHead()]
      }
      #expect(
        answers.map { String($0.prefix(12)) }
          == ["200", "200", "503", "200"].map { "HTTP/1.1 \($0)" }
      )
      #expect(answers[2].contains("Connection: close"))
    }
  }

  @Test func `a client that closed a connection may open another`() async throws {
    let one = limits { $0.maxConnectionsPerClient = 1 }
    let site = Site(limits: one) { _ in .text(200, "") }
    try await site.serve { port in
      for _ in 1...20 {
        // Its end may come after the next one's beginning.
        while try await !exchange(port: port, closingRequest("/")).hasPrefix("HTTP/1.1 200 ") {}
      }
    }
  }

  @Test func `a thousand slow clients keep nobody out and lose nobody's request`() async throws {
    let crowd = Mutex<[Crowding: Int]>([:])
    let places = limits {
      $0.maxConnections = 256
      $0.crowdedTimeout = .milliseconds(300)
    }
    let site = Site(
      limits: places,
      crowded: { kind in crowd.withLock { $0[kind, default: 0] += 1 } },
      handler: { .text(200, $0.target) }
    )
    try await site.serve { port in
      // Each begins a request, and never ends it.
      let slow = try await onThread {
        try (0..<1000).map { number in
          let connection = try RawConnection(port: port, from: "127.0.0.\(2 + number % 200)")
          let starts = ["", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"]
          connection.write(starts[number % starts.count])
          return connection
        }
      }
      for number in 1...20 {
        let answer = try await exchange(port: port, closingRequest("/\(number)"))
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("/\(number)"), "\(number)")
      }
      _ = slow.count
    }
    #expect(crowd.withLock { $0[.server, default: 0] } >= 1000 - 256)
    #expect(crowd.withLock { $0[.client] } == nil)
  }

  @Test func `silent clients that come in at once are closed until there is room`() async throws {
    let crowd = Mutex(0)
    let places = limits {
      $0.maxConnections = 2
      $0.crowdedTimeout = .milliseconds(50)
      $0.idleTimeout = .seconds(30)
    }
    let site = Site(
      limits: places,
      crowded: { _ in crowd.withLock { $0 += 1 } },
      handler: { _ in .text(200, "") }
    )
    try await site.serve { port in
      // While no loop runs all of them come to wait, and then several are let in before one is counted.
      let silent = try await whileLoopsStand {
        try (1...8).map { _ in try RawConnection(port: port) }
      }
      #expect(try await exchange(port: port, closingRequest("/")).hasPrefix("HTTP/1.1 200 "))
      _ = silent.count
    }
    #expect(crowd.withLock { $0 } >= 7)
  }

  @Test func `a request that is being answered keeps its place`() async throws {
    let gate = Gate()
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let places = limits {
      $0.maxConnections = 2
      $0.crowdedTimeout = .zero
    }
    let site = Site(limits: places) { request in
      guard request.target == "/slow" else { return .text(200, "") }
      arrival.yield()
      await gate.wait()
      return .text(200, "answered")
    }
    try await site.serve { port in
      let slow = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write(closingRequest("/slow"))
        return connection
      }
      _ = await arrivals.first { _ in true }
      // Takes the last place, and is the one that can make room.
      #expect(try await exchange(port: port, "") == "")
      gate.open()
      #expect(try await onThread { slow.readToEnd() }.hasSuffix("answered"))
    }
  }

  @Test func `who never sent a request goes before a connection that is kept`() async throws {
    let (closings, closing) = AsyncStream.makeStream(of: Void.self)
    let places = limits {
      $0.maxConnections = 3
      $0.crowdedTimeout = .zero
    }
    let site = Site(
      limits: places,
      crowded: { _ in closing.yield() },
      handler: { _ in .text(200, "") }
    )
    try await site.serve { port in
      let (kept, silent) = try await onThread {
        let kept = try RawConnection(port: port)
        kept.write(request)
        _ = kept.readHead()
        // Which of them the server sees first is not known; the second takes the last place.
        return (kept, try (1...2).map { _ in try RawConnection(port: port) })
      }
      _ = await closings.first { _ in true }
      let answer = try await onThread {
        kept.write(request)
        return kept.readHead()
      }
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      _ = silent.count
    }
  }
}

@Suite struct ClientAddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ("::ffff:192.0.2.1", "192.0.2.1", true), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
    ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
    ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
  ])
  func `a client is an address, or a network of one`(
    first: String,
    second: String,
    isSame: Bool
  )
    throws
  {
    let addresses = try [first, second].map {
      ClientAddress(try SocketAddress(ipAddress: $0, port: 1))
    }
    #expect((addresses[0] == addresses[1]) == isSame)
  }
}

private let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

private func closingRequest(_ target: String) -> String {
  "GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

/// Does work on a thread of its own while none of the loops that servers run on does anything.
private func whileLoopsStand<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await onThread {
    let (standing, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator())
    for loop in loops {
      loop.execute {
        standing.signal()
        end.wait()
      }
    }
    defer { for _ in loops { end.signal() } }
    for _ in loops { standing.wait() }
    return try work()
  }
}
