import CallAutomation
import CallModel
import JSON
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

struct JSONLogHandlerTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test func `an event is an object on a line, without secrets and control characters`() throws {
    let lines = Lines()
    let scrubber = Scrubber()
    scrubber.learn("hunter22")
    var logger = Logger(label: "test") { _ in
      JSONLogHandler(scrubber: scrubber, now: { Timestamp(milliseconds: 1_772_442_307_042) }) {
        line in lines.all.withLock { $0.append(line) }
      }
    }
    logger[metadataKey: "flow"] = "greeting"
    logger.warning(
      "flow says",
      metadata: [
        "call": "3001", "text": "a\n\u{1B}[31m \"b\" hunter22", "level": "mine",
        "count": .number(7),
      ]
    )
    logger.debug("nothing")
    let written = lines.all.withLock { $0 }
    #expect(written.count == 1)
    let line = try #require(written.first)
    #expect(line.hasSuffix("}\n") && line.count { $0 == "\n" } == 1)
    let object = try parseJSON(Array(line.utf8), limits: .webhook)
    #expect(object["time"]?.text == "2026-03-02T09:05:07.042Z")
    #expect(object["level"]?.text == "warning")
    #expect(object["message"]?.text == "flow says")
    // A digest may look like a number and is none.
    #expect(object["call"]?.text == "3001")
    #expect(object["count"]?.wholeNumber == 7 && line.contains(#""count":7"#))
    #expect(object["flow"]?.text == "greeting")
    #expect(object["_level"]?.text == "mine")
    let text = try #require(object["text"]?.text)
    #expect(!text.contains("hunter22") && text.contains("‹secret›"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }
}
