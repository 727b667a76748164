import CivilTime
import Foundation
import TestSupport
import Testing

@Suite struct TimeTextTests {
  @Test func `random times are read and written as Foundation does`() throws {
    var random = SeededGenerator()
    for _ in 0..<500 {
      let seconds = Int64(random.number(in: -12_219_292_800...253_402_300_799))
      // No zone is further from UTC than 14 hours.
      let offset = random.number(in: -840...840)
      let zone = try #require(TimeZone(secondsFromGMT: offset * 60))
      let date = Date(timeIntervalSince1970: Double(seconds))
      let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: zone)
      let text = date.formatted(style)
      let read = readRFC3339(text, excess: .refused)
      #expect(read?.secondsSince1970 == seconds, "\(text), seed \(random.seed)")
      let written = CivilDateTime(secondsSince1970: seconds).text + "Z"
      #expect(written == date.formatted(.iso8601), "\(seconds) s, seed \(random.seed)")
      #expect(readHTTPDate(httpDate(secondsSince1970: seconds)) == seconds)
    }
  }

  @Test(
    arguments: [
      ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
      ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
      ("1970-01-01t00:00:00.1z", 0, 100_000_000), ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
      ("1970-01-01T00:00:00-00:00", 0, 0), ("1970-01-01T23:59:00+23:59", 0, 0),
    ] as [(String, Int64, Int64)]
  )
  func `the edges of RFC 3339 are read`(text: String, seconds: Int64, nanoseconds: Int64) {
    for excess in [ExcessPrecision.refused, .dropped] {
      let read = readRFC3339(text, excess: excess)
      #expect(read?.secondsSince1970 == seconds && read?.nanoseconds == nanoseconds)
    }
  }

  @Test(arguments: [
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ("2026-03-02T09:05:07.1234567899999999999999999999Z", "2026-03-02T09:05:07.123456789Z"),
  ])
  func `what we cannot count in is refused or dropped`(text: String, kept: String) throws {
    #expect(readRFC3339(text, excess: .refused) == nil)
    let expected = try #require(readRFC3339(kept, excess: .refused))
    let read = try #require(readRFC3339(text, excess: .dropped))
    #expect(read == expected)
  }

  @Test(arguments: [
    "", "T", "2026-03-02", "2026-02-29T00:00:00Z", "2026-03-02T09:05Z", "2026-03-02T09:05:07",
    "2026-03-02T09:05:07.Z", "2026-03-02T09:05:07+0100", "2026-3-2T09:05:07Z",
    "2026-03-02 09:05:07Z", "2026-03-02T24:00:00Z", "2026-03-02T09:60:07Z", "2026-03-02T09:05:61Z",
    "2026-03-02T09:05:07+24:00", "2026-03-02T09:05:07+01:60", "+2026-03-02T09:05:07Z",
    "2026-03-02T09:05:07Z ", "２026-03-02T09:05:07Z", "2026-03-02T09:05:07.x5Z",
  ])
  func `what is not RFC 3339 is nil`(text: String) {
    #expect(readRFC3339(text, excess: .dropped) == nil)
  }

  @Test func `offsets are read with and without a sign`() {
    #expect(readUTCOffset("02:00") == 7_200)
    #expect(readUTCOffset("+11:30") == 41_400)
    #expect(readUTCOffset("-00:01") == -60)
    for text in ["", "2:00", "+24:00", "02:00x", "+-02:00", "Z"] {
      #expect(readUTCOffset(text) == nil)
    }
  }
}
