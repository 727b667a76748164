import CivilTime
import Foundation
import TestSupport
import Testing

@Suite struct CivilDateTests {
  @Test func `random days are what Foundation's calendar says since the Gregorian reform`() {
    var random = SeededGenerator()
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    // 1582-10-15 to 9999-12-31; before it Foundation has the Julian calendar.
    for _ in 0..<2_000 {
      let days = Int64(random.number(in: -141_427...2_932_896))
      let seconds = days * 86_400 + Int64(random.below(86_400))
      let time = CivilDateTime(secondsSince1970: seconds)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear],
        from: Date(timeIntervalSince1970: Double(seconds))
      )
      let isSame =
        time.date.year == parts.year && time.date.month == parts.month
        && time.date.day == parts.day && time.date.weekday + 1 == parts.weekday
        && time.date.dayOfYear + 1 == parts.dayOfYear && time.hour == parts.hour
        && time.minute == parts.minute && time.second == parts.second
      #expect(isSame, "\(seconds) s, seed \(random.seed)")
    }
  }

  @Test func `random seconds of a million years are what the C library says`() {
    var random = SeededGenerator()
    let limit = 31_556_952 * 1_000_000
    for _ in 0..<2_000 {
      let seconds = random.number(in: -limit...limit)
      let time = CivilDateTime(secondsSince1970: Int64(seconds))
      var second = time_t(seconds)
      var parts = tm()
      gmtime_r(&second, &parts)
      let isSame =
        time.date.year == Int(parts.tm_year) + 1900 && time.date.month == Int(parts.tm_mon) + 1
        && time.date.day == Int(parts.tm_mday) && time.date.weekday == Int(parts.tm_wday)
        && time.date.dayOfYear == Int(parts.tm_yday) && time.hour == Int(parts.tm_hour)
        && time.minute == Int(parts.tm_min) && time.second == Int(parts.tm_sec)
      #expect(isSame, "\(seconds) s, seed \(random.seed)")
    }
  }

  @Test func `every date of ten thousand years counts back to its day`() throws {
    var expected = try #require(CivilDate(year: 0, month: 1, day: 1)).daysSince1970
    #expect(expected == -719_528)
    for year in 0...9999 {
      for month in 1...12 {
        // The days between are of one formula; the ends are where it could be wrong.
        for day in [1, CivilDate.days(in: month, of: year)] {
          let date = try #require(CivilDate(year: year, month: month, day: day))
          let isSame =
            date.daysSince1970 == expected + Int64(day) - 1
            && date == CivilDate(daysSince1970: date.daysSince1970)
          if !isSame { Issue.record("\(year)-\(month)-\(day)") }
        }
        expected += Int64(CivilDate.days(in: month, of: year))
      }
    }
  }

  @Test(arguments: [
    (1582, 10, 4, -141_438), (1582, 10, 15, -141_427), (1, 1, 1, -719_162), (0, 2, 29, -719_469),
    (1600, 2, 29, -135_081), (2000, 2, 29, 11_016), (9999, 12, 31, 2_932_896),
  ])
  func `days are counted without a gap at the reform`(
    year: Int,
    month: Int,
    day: Int,
    days: Int64
  ) {
    #expect(CivilDate(year: year, month: month, day: day)?.daysSince1970 == days)
  }

  @Test(arguments: [
    (1900, 2, 29), (2100, 2, 29), (2023, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1),
    (2024, 0, 1), (2024, 1, 0), (2024, 1, 32), (10_000, 1, 1), (-1, 1, 1),
    (.max, 1, 1), (2024, .max, 1), (2024, 1, .max), (.min, .min, .min),
  ])
  func `what the calendar does not have is nil`(year: Int, month: Int, day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }

  @Test(arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
  func `no number of days or seconds traps`(number: Int64) {
    let date = CivilDate(daysSince1970: number)
    #expect((1...12).contains(date.month) && (1...31).contains(date.day))
    #expect((0...6).contains(date.weekday) && (0...365).contains(date.dayOfYear))
    let time = CivilDateTime(secondsSince1970: number)
    #expect((0..<86_400).contains(time.secondOfDay) && !time.text.isEmpty)
    #expect(!httpDate(secondsSince1970: number).isEmpty)
  }
}
