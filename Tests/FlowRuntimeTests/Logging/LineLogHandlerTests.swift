import FlowRuntime
import Logging
import TestSupport
import Testing

@Suite struct LineLogHandlerTests {
  private let scrubber = Scrubber()

  private func logged(_ message: Logger.Message, _ metadata: Logger.Metadata) -> [String] {
    let lines = LogLines()
    let logger = Logger(label: "test") { _ in LineLogHandler(lines.handler, scrubber: scrubber) }
    logger.warning(message, metadata: metadata)
    return lines.lines
  }

  @Test func `no value makes a second line, colors, or turns the text`() {
    let forged = "x\n00:00:00 error flowctl: forged\u{2028}\u{1B}[31m\u{202E}\u{9B}\u{7F}"
    let lines = logged("event", ["type": "\(forged)", "k\ney": "v"])
    let shown = #"x\n00:00:00 error flowctl: forged\u{2028}\u{1B}[31m\u{202E}\u{9B}\u{7F}"#
    #expect(lines == [#"warning event k\ney=v type=""# + shown + "\""])
  }

  @Test func `no value passes for two`() {
    #expect(logged("m", ["a": "1 b=2"]) == [#"warning m a="1 b=2""#])
    #expect(logged("m", ["a": #"1" b="2"#]) == [#"warning m a="1\" b=\"2""#])
    #expect(logged("m", ["a": ["x": "1 b=2"]]).joined().contains("\n") == false)
  }

  @Test func `no value is long`() {
    let line = logged("m", ["a": "\(String(repeating: "é", count: 1_000_000))"])[0]
    #expect(line.unicodeScalars.count < 250)
  }

  @Test func `no line has a secret in it`() {
    scrubber.learn("hunter2!")
    #expect(
      logged("m hunter2!", ["a": "x-hunter2!-y", "b": ["hunter2!"]])
        == [#"warning m ‹secret› a=x-‹secret›-y b="[\"‹secret›\"]""#]
    )
  }

  @Test func `what a logger carries is no exception`() {
    let lines = LogLines()
    var logger = Logger(label: "test") { _ in LineLogHandler(lines.handler, scrubber: scrubber) }
    logger[metadataKey: "a"] = "1\n2"
    logger.error("m")
    #expect(lines.lines == [#"error m a=1\n2"#])
  }
}
