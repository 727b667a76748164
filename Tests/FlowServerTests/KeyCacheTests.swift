import CallAutomation
import CallModel
import Cryptography
import FlowRuntime
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

    var hostTime: HostTime { HostTime(clock: Ticks(time: self)) { self.now } }
  }

  /// The clock of such a time, on which nobody waits.
  private struct Ticks: Clock {
    struct Instant: InstantProtocol {
      let time: Timestamp

      func advanced(by duration: Duration) -> Instant {
        Instant(time: time + Milliseconds(duration))
      }
      func duration(to other: Instant) -> Duration { .milliseconds((other.time - time).count) }
      static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    let time: Time
    var now: Instant { Instant(time: time.now) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
      throw CancellationError()
    }
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
      #expect(await cache.says("k2") == "unknown", "it is asked for this one")
      authority.publish(["k1": authority.signer, "k2": new])
      time.pass(seconds: 1)
      #expect(await cache.finds("k1"))
      #expect(await cache.says("k2") == "unavailable", "it was asked before there was this one")
      #expect(authority.fetches == 1)
      time.pass(seconds: 9)
      #expect(await cache.finds("k2"))
      #expect(authority.fetches == 2)
    }
  }

  @Test func `another key in the place of one is found when a token is not signed with that`()
    async throws
  {
    try await caching { cache, authority, time in
      let new = try #require(RSAPrivateKey())
      let old = try #require(await cache.key("k1"))
      authority.publish(["k1": new])
      #expect(await cache.says("k1", insteadOf: old) == "unknown", "it was asked a moment ago")
      #expect(authority.fetches == 1)
      time.pass(seconds: 10)
      authority.goDown(true)
      #expect(await cache.says("k1", insteadOf: old) == "unavailable")
      authority.goDown(false)
      time.pass(seconds: 20)
      #expect(await cache.says("k1", insteadOf: old) == "key")
      #expect(await cache.key("k1") != old)
    }
  }

  @Test func `a token of an issuer that was started anew is let in`() async throws {
    let authority = try #require(TestAuthority())
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let quiet = logger
    try await authority.serve {
      let client = try HTTPClient()
      let time = Time()
      let door = TokenDoor(
        try .callAutomation(resource: TestAuthority.audience, issuer: authority.issuer),
        client: client,
        time: time.hostTime,
        logger: quiet
      )
      func verdict(_ key: RSAPrivateKey) async -> TokenDoor.Verdict {
        let token = authority.token(by: key, now: time.now)
        let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
        return await door.verdict(on: HTTPRequest(method: "POST", target: "/", headers: headers))
      }
      let new = try #require(RSAPrivateKey())
      #expect(await verdict(authority.signer) == .admitted)
      #expect(await verdict(new) == .refused(.signature))
      authority.publish(["k1": new])
      time.pass(seconds: 11)
      #expect(await verdict(new) == .admitted)
      #expect(await verdict(authority.signer) == .refused(.signature))
      await client.shutdown()
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
      #expect(await cache.says("k1") == "unavailable", "who is down is not hammered")
      time.pass(seconds: 1)
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

  fileprivate func says(_ name: String) async -> String { await key(named: name).word }

  fileprivate func says(_ name: String, insteadOf old: RSAPublicKey) async -> String {
    await key(named: name, insteadOf: old).word
  }

  fileprivate func key(_ name: String) async -> RSAPublicKey? {
    if case .key(let key) = await key(named: name) { key } else { nil }
  }
}

extension KeyCache.Answer {
  fileprivate var word: String {
    switch self {
    case .key: "key"
    case .unknown: "unknown"
    case .unavailable: "unavailable"
    }
  }
}
