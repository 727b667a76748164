import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowRuntime

@Suite struct SystemZonesTests {
  @Test func `a rule with summer time is spelled out`() throws {
    let rule = try #require(PosixZoneRule("PST8PDT,M3.2.0,M11.1.0"))
    let zone = rule.continuing(ZoneTransitions(initialOffset: -28_800, transitions: []))
    // 2026-03-08T10:00:00Z and 2026-11-01T09:00:00Z.
    #expect(zone.offset(at: 1_772_963_999) == -28_800)
    #expect(zone.offset(at: 1_772_964_000) == -25_200)
    #expect(zone.offset(at: 1_793_523_599) == -25_200)
    #expect(zone.offset(at: 1_793_523_600) == -28_800)
  }

  @Test func `a rule of the south, with a name in brackets and times of its own, is read`() throws {
    let rule = try #require(PosixZoneRule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"))
    #expect(rule.standardOffset == 37_800)
    #expect(rule.summer?.offset == 39_600)
    let greenland = try #require(PosixZoneRule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"))
    #expect(greenland.summer?.begin.seconds == -3_600)
    #expect(PosixZoneRule("UTC0")?.summer == nil)
  }

  @Test(arguments: [
    "", "A1", "PST", "PST8PDT", "PST8PDT,M13.1.0,M11.1.0", "PST8PDT,M3.2.7,M11.1.0",
    "PST8PDT,M3.2.0", "PST8PDT,M3.2.0,M11.1.0x", "<PST8", "PST8PDT,J0,J365", "PST999",
  ])
  func `what is no rule is refused`(text: String) {
    #expect(PosixZoneRule(text) == nil)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/America/Los_Angeles"),
      "needs the system's time zones"
    )
  )
  func `the system's zones agree with Foundation's from 1970 to 2037`() throws {
    let zones = SystemZones()
    for name in ["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"] {
      let zone = try #require(zones.zone(named: name))
      let reference = try #require(TimeZone(identifier: name))
      for week in 0..<3_500 {
        let second = Int64(week) * 604_800 + 12_345
        let date = Date(timeIntervalSince1970: Double(second))
        #expect(zone.offset(at: second) == reference.secondsFromGMT(for: date), "\(name) \(date)")
      }
    }
  }

  @Test(arguments: [
    "", "../etc/passwd", "/etc/passwd", "America//X", "No/Where", "a b", "zone.tab",
  ])
  func `what is no zone's name is no zone`(name: String) {
    #expect(SystemZones().zone(named: name) == nil)
  }

  @Test func `a file that is cut off or garbled is no zone and no trap`() throws {
    var generator = SeededGenerator(seed: 7)
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...120, using: &generator)
      let tail = (0..<count).map { _ in UInt8.random(in: 0...3, using: &generator) }
      _ = ZoneTransitions(timeZoneFile: header + tail)
    }
    #expect(ZoneTransitions(timeZoneFile: []) == nil)
    #expect(ZoneTransitions(timeZoneFile: header) == nil)
  }
}
