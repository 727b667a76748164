import CallAutomation
import CallModel
import Testing

@Suite struct TimestampTextTests {
  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_772_442_307_159, "Mon, 02 Mar 2026 09:05:07 GMT"),
    (4_107_542_399_999, "Sun, 28 Feb 2100 23:59:59 GMT"),
  ])
  func `a time is written as an HTTP date and read back to the second`(
    milliseconds: Int64,
    text: String
  ) {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(time.httpDate == text)
    let second = Timestamp(
      milliseconds: (milliseconds - (milliseconds < 0 ? 999 : 0)) / 1000 * 1000
    )
    #expect(Timestamp(httpDate: text) == second)
  }

  @Test(arguments: [
    ("2026-03-02T09:05:07.1590127+00:00", 1_772_442_307_159),
    ("2026-03-02T09:05:07Z", 1_772_442_307_000), ("2026-03-02T10:35:07.5+01:30", 1_772_442_307_500),
    ("2026-03-02t04:05:07.25-05:00", 1_772_442_307_250),
  ])
  func `an event's time is read in every form`(text: String, milliseconds: Int64) {
    #expect(Timestamp(isoDateTime: text) == Timestamp(milliseconds: milliseconds))
  }

  @Test func `an event's time is written to the millisecond`() {
    let time = Timestamp(milliseconds: 1_772_442_307_009)
    #expect(time.isoDateTime == "2026-03-02T09:05:07.009")
  }

  @Test(arguments: [
    "", "Mon, 31 Feb 2026 09:05:07 GMT", "Mon, 02 Mar 2026 24:05:07 GMT",
    "Mon, 02 Mär 2026 09:05:07 GMT", "Mon, 02 Mar 2026 09:05:07 UTC", "02 Mar 2026 09:05:07 GMT",
    "Mon, 02 Mar 99999999999999999999 09:05:07 GMT", "Mon, 2 Mar 2026 09:05:07 GMT",
  ])
  func `what is no HTTP date is nil`(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }

  @Test(arguments: [
    "", "T", "2026-03-02", "2026-02-29T00:00:00Z", "2026-03-02T09:05Z", "2026-03-02T09:05:07",
    "2026-03-02T09:05:07.x5Z", "2026-03-02T09:05:07+0100", "0-0-0T00:00:00Z",
  ])
  func `what is no date and time is nil`(text: String) {
    #expect(Timestamp(isoDateTime: text) == nil)
  }

  @Test func `the ends of the range do not trap`() {
    for milliseconds in [Int64.min, .max] {
      #expect(!Timestamp(milliseconds: milliseconds).httpDate.isEmpty)
    }
  }
}
