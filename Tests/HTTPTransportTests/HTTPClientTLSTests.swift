import Foundation
import HTTPTransport
import TestSupport
import Testing

/// The client over TLS, against OpenSSL's own server.
@Suite(.hangLimit) struct HTTPClientTLSTests {
  @Test func `HTTP/2 is spoken where it is offered, and one connection carries requests at once`()
    async throws
  {
    let (events, event) = AsyncStream.makeStream(of: HTTP2Peer.Event.self)
    let peer = try await tlsPeer("h2,http/1.1", HTTP2Peer(answersFrom: 8) { event.yield($0) })
    try await withClient(peer.trusted) { client in
      try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
        for _ in 1...8 {
          group.addTask { try await client.send(peer.request("POST", body: [1])) }
        }
        for try await response in group {
          #expect(response.status == 200)
          #expect(response.body == Array("h2".utf8))
        }
      }
    }
    event.finish()
    let all = await events.reduce(into: []) { $0.append($1) }
    #expect(all.count { $0 == .connected } == 1)
    #expect(all.count { if case .asked = $0 { true } else { false } } == 8)
  }

  @Test func `a cancelled request leaves its connection to the next`() async throws {
    let (events, event) = AsyncStream.makeStream(of: HTTP2Peer.Event.self)
    let peer = try await tlsPeer("h2", HTTP2Peer(answersFrom: 2) { event.yield($0) })
    try await withClient(peer.trusted) { client in
      var iterator = events.makeAsyncIterator()
      let cancelled = Task { await client.failure(peer.request("POST")) }
      #expect(await iterator.next() == .connected)
      #expect(await iterator.next() == .asked(1))
      cancelled.cancel()
      #expect(await cancelled.value == .uncertain("cancelled"))
      let response = try await client.send(peer.request("POST"))
      #expect(response.status == 200)
      #expect(await iterator.next() == .asked(3))
    }
  }

  @Test func `HTTP/1.1 is spoken where nothing else is offered`() async throws {
    let peer = try await tlsPeer("http/1.1", answer)
    try await withClient(peer.trusted) { client in
      let response = try await client.send(peer.request("GET"))
      #expect(response.body == Array("HTTP/1.1".utf8))
    }
  }

  @Test func `a certificate that nobody vouches for is refused before anything is sent`()
    async throws
  {
    let peer = try await tlsPeer("http/1.1", answer)
    let untrusting = HTTPClientConfiguration(environment: [:])
    try await withClient(untrusting) { client in
      #expect(await client.failure(peer.request("GET"))?.isNotSent == true)
    }
    let other = try await tlsPeer("http/1.1", answer)
    try await withClient(other.trusted) { client in
      #expect(await client.failure(peer.request("GET"))?.isNotSent == true)
    }
  }

  @Test func `certificates of the environment are trusted`() async throws {
    let peer = try await tlsPeer("http/1.1", answer)
    let hashed = try peer.hashedFolder()
    let right: [[String: String]] = [
      ["SSL_CERT_FILE": peer.certificate], ["CURL_CA_BUNDLE": peer.certificate],
      ["SSL_CERT_DIR": hashed],
      ["CURL_CA_BUNDLE": peer.certificate, "SSL_CERT_FILE": "/nowhere"],
      ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": peer.certificate],
    ]
    for environment in right {
      try await withClient(HTTPClientConfiguration(environment: environment)) { client in
        let response = try await client.send(peer.request("GET"))
        #expect(response.status == 200, "\(environment)")
      }
    }
    let wrong = HTTPClientConfiguration(environment: ["SSL_CERT_FILE": "/nowhere"])
    try await withClient(wrong) { client in
      let failure = await client.failure(peer.request("GET"))
      #expect(failure?.isNotSent == true)
      #expect(failure?.description.contains("/nowhere") == true, "\(String(describing: failure))")
    }
  }
}

/// Answers requests of HTTP/1.1 with what they call themselves.
private let answer: @Sendable (RawConnection) -> Void = { connection in
  while case let head = connection.readHead(), !head.isEmpty {
    let name = head.prefix { $0 != "\r\n" }.split(separator: " ").last ?? ""
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)")
  }
}

private func tlsPeer(
  _ protocols: String,
  _ script: @escaping @Sendable (RawConnection) -> Void
) async throws -> TLSPeer {
  try await onThread { try TLSPeer(protocols: protocols, script) }
}

private func tlsPeer(_ protocols: String, _ peer: HTTP2Peer) async throws -> TLSPeer {
  try await tlsPeer(protocols) { peer.serve($0) }
}

extension TLSPeer {
  /// A client's configuration that trusts it.
  fileprivate var trusted: HTTPClientConfiguration { configuration { $0.caFile = certificate } }

  fileprivate func request(_ method: String, body: [UInt8] = []) -> HTTPClientRequest {
    HTTPClientRequest(
      method: method,
      url: "https://127.0.0.1:\(port)/",
      body: body,
      timeout: .seconds(60)
    )
  }
}
