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
    let few = limits {
      $0.maxConnectionsPerClient = 2
      $0.maxHeldPerClient = 0
    }
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

  @Test func `who opens more than its share waits, and nobody else does`() async throws {
    let gate = Gate()
    let (arrivals, arrival) = AsyncStream.makeStream(of: String.self)
    let few = limits {
      $0.maxConnectionsPerClient = 2
      // Nothing is idle for so long.
      $0.crowdedTimeout = .seconds(200)
    }
    let site = Site(limits: few) { request in
      arrival.yield(request.target)
      if request.target == "/mine" { await gate.wait() }
      return .text(200, request.target)
    }
    try await site.serve { port in
      let mine = try await onThread {
        try (1...9).map { _ in
          let connection = try RawConnection(port: port, from: "127.0.0.2")
          connection.write("GET /mine HTTP/1.1\r\nHost: x\r\n\r\n")
          return connection
        }
      }
      var arrived = 0
      for await _ in arrivals {
        arrived += 1
        if arrived == 2 { break }
      }
      for _ in 1...20 {
        let other = try await onThread {
          let connection = try RawConnection(port: port, from: "127.0.0.3")
          connection.write(closingRequest("/other"))
          return connection.readToEnd()
        }
        #expect(other.hasPrefix("HTTP/1.1 200 ") && other.hasSuffix("/other"))
      }
      gate.open()
      let answers = try await onThread { mine.map { $0.readHead() } }
      #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 ") } == 9, "\(answers)")
    }
  }

  @Test func `a connection that has nothing to do makes room for one that waits`() async throws {
    let few = limits {
      $0.maxConnectionsPerClient = 2
      $0.crowdedTimeout = .milliseconds(50)
      $0.idleTimeout = .seconds(200)
    }
    try await Site(limits: few) { _ in .text(200, "") }.serve { port in
      let (kept, answers) = try await onThread {
        let kept = try (1...2).map { _ in try RawConnection(port: port, from: "127.0.0.2") }
        for connection in kept {
          connection.write(request)
          _ = connection.readHead()
        }
        let others = try (1...4).map { _ in
          let connection = try RawConnection(port: port, from: "127.0.0.2")
          connection.write(request)
          return connection
        }
        return (kept, others.map { $0.readHead() })
      }
      #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 ") } == 4, "\(answers)")
      #expect(try await onThread { kept.map { $0.readToEnd() } } == ["", ""])
    }
  }

  @Test func `no more of one client wait than may`() async throws {
    let gate = Gate()
    let (refusals, refusal) = AsyncStream.makeStream(of: Crowding.self)
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let few = limits {
      $0.maxConnectionsPerClient = 1
      $0.maxHeldPerClient = 1
    }
    let site = Site(
      limits: few,
      crowded: { refusal.yield($0) },
      handler: { _ in
        arrival.yield()
        await gate.wait()
        return .text(200, "")
      }
    )
    try await site.serve { port in
      @Sendable func open() throws -> RawConnection {
        let connection = try RawConnection(port: port, from: "127.0.0.2")
        connection.write(request)
        return connection
      }
      let first = try await onThread { try open() }
      _ = await arrivals.first { _ in true }
      let others = try await onThread { try (1...2).map { _ in try open() } }
      #expect(await refusals.first { _ in true } == .client)
      gate.open()
      let answers = try await onThread { ([first] + others).map { $0.readHead().prefix(12) } }
      // The refused one may be reset, for what it had sent is not read.
      #expect(answers.count { $0 == "HTTP/1.1 200" } == 2, "\(answers)")
    }
  }

  @Test func `nobody waits for ever`() async throws {
    let gate = Gate()
    let (refusals, refusal) = AsyncStream.makeStream(of: Crowding.self)
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let few = limits {
      $0.maxConnectionsPerClient = 1
      $0.heldTimeout = .milliseconds(50)
    }
    let site = Site(
      limits: few,
      crowded: { refusal.yield($0) },
      handler: { _ in
        arrival.yield()
        await gate.wait()
        return .text(200, "")
      }
    )
    try await site.serve { port in
      let first = try await onThread {
        let connection = try RawConnection(port: port, from: "127.0.0.2")
        connection.write(request)
        return connection
      }
      _ = await arrivals.first { _ in true }
      // What it sent would be lost with a reset.
      let second = try await onThread {
        try RawConnection(port: port, from: "127.0.0.2").readToEnd()
      }
      #expect(second.hasPrefix("HTTP/1.1 503 ") && second.contains("Connection: close"))
      #expect(await refusals.first { _ in true } == .client)
      gate.open()
      #expect(try await onThread { first.readHead() }.hasPrefix("HTTP/1.1 200 "))
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
