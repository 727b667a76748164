import CallModel
import FlowEngine
import Testing

@testable import FlowSimulator

/// What may come before what a line expects (TESTING.md, part 1).
@Suite struct NoticeLogTests {
  private let alice = Identifier.phoneNumber("+12065550101")
  private let bob = Identifier.phoneNumber("+12065550102")

  private func log(_ contents: Notice.Content...) -> NoticeLog {
    var log = NoticeLog()
    for content in contents {
      log.append(Notice(time: Timestamp(milliseconds: 0), content: content))
    }
    return log
  }

  private func rings(_ party: Identifier) -> (Notice) -> Bool {
    { if case .rings(party) = $0.content { true } else { false } }
  }

  private func isLogged(_ text: String) -> (Notice) -> Bool {
    { if case .logged(text) = $0.content { true } else { false } }
  }

  @Test func `what people notice is met in its order, each once`() {
    var log = log(.rings(alice), .rings(bob))
    #expect(log.find(skipping: false, rings(alice)).isMet)
    #expect(log.find(skipping: false, rings(bob)).isMet)
    #expect(log.find(skipping: false, rings(bob)).isNotYet)
  }

  @Test func `nothing else that people notice may come before`() {
    var log = log(.rings(alice), .rings(bob))
    #expect(log.find(skipping: false, rings(bob)).isInstead)
    #expect(log.find(skipping: false, rings(alice)).isMet)
  }

  @Test func `what is skipped may come before, and is gone then`() {
    var log = log(.rings(alice), .rings(bob), .ends(.hungUp))
    #expect(log.find(skipping: true, rings(bob)).isMet)
    #expect(log.find(skipping: false, rings(alice)).isInstead)
  }

  @Test func `what only systems notice is found whenever it was`() {
    var log = log(.logged("a"), .rings(alice), .logged("b"))
    #expect(log.find(skipping: false, isLogged("b")).isMet)
    #expect(log.find(skipping: false, isLogged("a")).isMet)
    #expect(log.find(skipping: false, rings(alice)).isMet)
    #expect(log.find(skipping: false, isLogged("a")).isNotYet)
  }

  @Test func `what people notice does not wait behind what systems are to notice`() {
    var log = log(.rings(alice))
    #expect(log.find(skipping: false, isLogged("a")).isInstead)
  }

  @Test func `music goes on beside the call`() {
    var log = NoticeLog()
    let start = Timestamp(milliseconds: 0)
    log.append(Notice(time: start, content: .ends(.hungUp), isBackground: false))
    #expect(log.pending != nil)
    var quiet = NoticeLog()
    quiet.append(Notice(time: start, content: .logged("a")))
    #expect(quiet.pending == nil)
  }
}

extension NoticeLog.Finding {
  fileprivate var isMet: Bool { if case .met = self { true } else { false } }
  fileprivate var isNotYet: Bool { if case .notYet = self { true } else { false } }
  fileprivate var isInstead: Bool { if case .instead = self { true } else { false } }
}
