import CallModel
import Cryptography
import Testing

@testable import FlowRuntime

@Suite struct ScrubberTests {
  private let scrubber = Scrubber()

  @Test func `a secret is taken out however it is written`() {
    let secret = #"p@ss/"wörd"\9+"#
    scrubber.learn(secret)
    let upper = "p%40ss%2F%22w%C3%B6rd%22%5C9%2B"
    for text in [secret, upper, upper.lowercased(), #"p@ss/\"wörd\"\\9+"#] {
      #expect(scrubber.scrub("a \(text) b \(text)") == "a ‹secret› b ‹secret›")
    }
    #expect(scrubber.scrub("nothing of it") == "nothing of it")
  }

  @Test(arguments: ["", "a", "ab", "user:", "user1:", "user22:"])
  func `a secret within base64 is taken out`(prefix: String) {
    let secret = "hunter2-hunter2"
    scrubber.learn(secret)
    let text = scrubber.scrub("Basic " + encodeBase64(Array("\(prefix)\(secret)".utf8)))
    #expect(text.contains("‹secret›"))
    #expect(text.utf8.count < "Basic ".utf8.count + prefix.utf8.count * 4 / 3 + 20)
  }

  @Test func `of secrets within each other the longest is taken out`() {
    scrubber.learn("abcd")
    scrubber.learn("abcdefgh")
    #expect(scrubber.scrub("xabcdefghx abcd") == "x‹secret›x ‹secret›")
  }

  @Test func `what is too short to be told from chance is let be`() {
    scrubber.learn("abc")
    scrubber.learn("")
    #expect(scrubber.scrub("abc") == "abc")
  }

  @Test func `a call is shown by a digest`() {
    #expect(CallID("0123456789abcdef0123456789abcdef").digest == "3eb1bd439947")
  }
}
