import CallModel
import Cryptography
import HTTPTransport
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// Keys that change, and an authority that is not always there.
@Suite(.hangLimit)
struct KeyCacheTests {
  /// A time that goes on when a test says so.
  private final class Time: Sendable {
    private let seconds = Mutex(Int64(1_790_000_000))

    var now: Timestamp { Timestamp(milliseconds: seconds.withLock { $0 } * 1000) }
    func pass(seconds passed: Int64) { seconds.withLock { $0 += passed } }
  }

  private func caching(
    _ body: @escaping @Sendable (KeyCache, TestAuthority, Time) async throws -> Void
  ) async throws {
    let authority = try #require(TestAuthority())
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let quiet = logger
    try await authority.serve {
      let client = try HTTPClient()
      let time = Time()
      let url = authority.issuer + "/calling/.well-known/acsopenidconfiguration"
      let cache = KeyCache(url, client: client, logger: quiet) { time.now }
      try await body(cache, authority, time)
      await client.shutdown()
    }
  }

  @Test func `a key that is published later is found when a token names it`() async throws {
    try await caching { cache, authority, time in
      let new = try #require(RSAPrivateKey())
      #expect(await cache.finds("k1"))
      #expect(await cache.says("k2") == "unknown")
      authority.publish(["k1": authority.signer, "k2": new])
      #expect(await cache.says("k2") == "unknown", "it was asked a moment ago")
      #expect(authority.fetches == 1)
      time.pass(seconds: 10)
      #expect(await cache.finds("k2"))
      #expect(authority.fetches == 2)
    }
  }

  @Test func `keys are fetched anew after some hours, while the old ones count`() async throws {
    try await caching { cache, authority, time in
      #expect(await cache.finds("k1"))
      time.pass(seconds: 7 * 3600)
      authority.publish(["k2": authority.signer])
      #expect(await cache.finds("k1"), "nobody waits for the new ones")
      await eventually { await cache.finds("k2") }
      #expect(await cache.says("k1") == "unknown", "a key that was taken back counts no more")
    }
  }

  @Test func `an authority that is down makes nobody unknown`() async throws {
    try await caching { cache, authority, time in
      authority.goDown(true)
      #expect(await cache.says("k1") == "unavailable")
      authority.goDown(false)
      time.pass(seconds: 20)
      #expect(await cache.finds("k1"))
      authority.goDown(true)
      time.pass(seconds: 48 * 3600)
      #expect(await cache.finds("k1"))
      #expect(await cache.says("k2") == "unavailable")
      authority.publish(["k2": authority.signer])
      authority.goDown(false)
      time.pass(seconds: 120)
      #expect(await cache.finds("k2"))
    }
  }
}

extension KeyCache {
  fileprivate func finds(_ name: String) async -> Bool { await says(name) == "key" }

  fileprivate func says(_ name: String) async -> String {
    switch await key(named: name) {
    case .key: "key"
    case .unknown: "unknown"
    case .unavailable: "unavailable"
    }
  }
}
