import CEL
import Testing

@testable import FlowEngine

@Suite struct ConversionTests {
  @Test func `a pattern fits the whole text`() {
    #expect(Conversion.fits.value(of: "22", pattern: "1|22") == .bool(true))
    #expect(Conversion.fits.value(of: "221", pattern: "1|22") == .bool(false))
    #expect(Conversion.fits.value(of: "22", pattern: "(") == nil)
  }

  @Test func `times and lengths of time read as in expressions`() {
    #expect(
      Conversion.timestamp.value(of: "2026-01-02T03:04:05Z")?.text() == "2026-01-02T03:04:05Z"
    )
    #expect(Conversion.duration.value(of: "90s")?.text() == "90s")
    #expect(Conversion.timestamp.value(of: "yesterday") == nil)
  }
}
