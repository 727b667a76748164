import CallEmulator
import CallModel
import HTTPTransport
import Synchronization
import Testing

@testable import EmulatorServer

/// What phones are told, and what they say.
@Suite struct PhoneTests {
  private static let alice = Identifier(rawID: "8:acs:alice")

  @Test(arguments: [
    PhoneNews.ready, .refused("no"), .calling(call: 3), .rings(.transfer, caller: alice),
    .ringsNoMore, .connected(CallConnectionID("a")), .connected(nil),
    .hears("Hello", isFile: false, locale: "en-US", isLoop: false),
    .hears("https://a/b.wav", isFile: true, locale: nil, isLoop: true), .says(alice, "hi"),
    .listens(keys: true, words: false, question: 4),
    .listens(keys: false, words: true, question: nil), .joined(alice), .left(alice),
    .over(.hungUp), .over(nil), .tookTransfer,
  ])
  func `news are read as they were sent`(news: PhoneNews) {
    #expect(PhoneNews(message: news.message) == news)
  }

  @Test(arguments: [
    PhoneDeed.press([.one, .pound]), .say("support"), .accept, .decline, .hangUp,
  ])
  func `deeds are read as they were sent`(deed: PhoneDeed) {
    #expect(PhoneDeed(message: deed.message) == deed)
  }

  @Test(arguments: [
    "", "1", "{}", #"{"press":""}"#, #"{"press":"x"}"#, #"{"say":""}"#, #"{"dance":true}"#,
    #"{"press":1}"#, #"{"news":"joined"}"#, "\u{0}",
  ])
  func `what says nothing is no deed and no news`(text: String) {
    #expect(PhoneDeed(message: Array(text.utf8)) == nil)
    #expect(PhoneNews(message: Array(text.utf8)) == nil)
  }

  @Test func `a phone rings its call's flow alone, once, and hangs up when it goes`() throws {
    let host = EmulatorHost(
      EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/"),
      tokens: EmulatorTokens(audience: "resource"),
      now: { Timestamp(milliseconds: 0) }
    )
    let told = Mutex<[PhoneNews]>([])
    let request = try #require(
      PhoneRequest(.init(method: "GET", target: "/emulator/phone?from=4:%2B14255550123"))
    )
    let phone = try #require(host.attach(request) { news in told.withLock { $0.append(news) } })
    #expect(told.withLock { $0 } == [.ready, .calling(call: 1)])
    let second = host.attach(request) { news in told.withLock { $0.append(news) } }
    #expect(second == nil)
    #expect(host.summaries.count == 1)
    // Keys before the call is answered are nobody's.
    host.perform(.press([.one]), with: phone)
    host.detach(phone)
    #expect(host.summaries.first?.ending == .abandoned)
    host.perform(.hangUp, with: phone)
    #expect(told.withLock { $0.count } == 3)
  }
}
