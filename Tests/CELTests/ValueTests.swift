import FieldCoding
import JSON
import Testing

@testable import CEL

@Suite struct ValueTests {
  private let values: [CELValue] = [
    .null, .bool(true), .int(.min), .int(9_007_199_254_740_993), .uint(.max), .double(-0.0),
    .double(.nan), .double(.infinity), .double(0.1), .string("e\u{301}\u{0}"), .bytes([0, 255, 7]),
    CELTimestamp(seconds: -1, nanoseconds: 5).map { .timestamp($0) } ?? .null,
    .duration(CELDuration(nanoseconds: -5)), .list([.int(1), .list([])]),
    .map(CELMap([(.string("b"), .int(1)), (.int(2), .null), (.bool(false), .uint(3))])),
    .optional(nil), .optional(.optional(.int(1))), .type("int"),
    .record(CELRecord(typeName: "t", fields: ["b": .int(1), "a": .null], key: "b")),
  ]

  @Test func `every value survives its stored form`() throws {
    let stored = try storeFields(values)
    #expect(try readFields(from: stored) == values)
    for value in values { #expect(try readFields(from: storeFields(value)) == value) }
  }

  @Test func `names of headers that are one stand once, and find their value`() throws {
    let map = CELMap(
      headers: [
        "A": .int(1), "a": .int(2), "B": .int(3), "USER-to-user": .int(4), "userToUser": .int(5),
        "Ä": .int(6), "Ω": .int(7),
      ]
    )
    #expect(
      map.entries.map(\.key) == ["A", "B", "USER-to-user", "Ä", "Ω"].map(CELValue.string)
    )
    for (name, value) in [("a", 1), ("b", 3), ("UserToUser", 4), ("ä", 6), ("ω", 7)] {
      #expect(map[name] == .int(Int64(value)))
    }
    #expect(map[.int(1)] == nil && map[.double(.nan)] == nil && map["user_to_user"] == nil)
    let other = CELMap(texts: Dictionary(uniqueKeysWithValues: [("A", CELValue.int(1))]))
    #expect(CELValue.map(CELMap(headers: ["A": .int(1)])).isEqual(to: .map(other)))
    #expect(CELMap(headers: ["A": .int(1)]) != other)
    var closed = map
    #expect(!closed.insert(.int(8), forKey: .string("C")) && closed == map)
  }

  @Test func `the stored form does not depend on the order of insertion`() throws {
    let keys = ["b", "a", "c"]
    let forward = CELValue.map(CELMap(keys.map { (.string($0), .int(1)) }))
    let backward = CELValue.map(CELMap(keys.reversed().map { (.string($0), .int(1)) }))
    #expect(try storeFields(forward) == storeFields(backward))
    #expect(forward.readableJSON.text() == #"{"a":1,"b":1,"c":1}"#)
  }

  @Test(
    arguments: [
      [1], [1, 0], [1, 15], [1, 3], [1, 3, 1, 1, 2, 2, 0], [1, 8, 1, 2, 1, 2],
      [1, 8, 1, 4, 1, 2, 1, 1], [1, 11, 1, 5, 4, 3, 1, 1, 2], [1, 13, 1, 0], [1, 2, 1, 1, 2],
    ] as [[UInt8]]
  )
  func `a stored form that is no value is refused`(stored: [UInt8]) {
    #expect(throws: FieldFailure.self) { try readFields(CELValue.self, from: stored) }
  }

  @Test func `exact equality tells kinds apart, the language's does not`() {
    #expect(CELValue.int(1) != .uint(1))
    #expect(CELValue.int(1).isEqual(to: .double(1)))
    #expect(CELValue.double(.nan) == .double(.nan))
    #expect(!CELValue.double(.nan).isEqual(to: .double(.nan)))
    #expect(CELValue.string("é") != .string("e\u{301}"))
    #expect(Set(values).count == values.count)
  }

  @Test(
    arguments: [
      (1.0, "1"), (0.1, "0.1"), (-0.0, "-0"), (1e21, "1e+21"),
      (0x1p66, "73786976294838210000"),
      (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e300, "1.5e+300"), (.leastNonzeroMagnitude, "5e-324"),
      (100.25, "100.25"), (.nan, "NaN"), (-.infinity, "-Infinity"),
    ] as [(Double, String)]
  )
  func `a double is written with the fewest digits`(number: Double, text: String) {
    #expect(doubleText(number) == text)
  }

  @Test(
    arguments: [
      (2.5, 0, "2"), (3.5, 0, "4"), (0.125, 2, "0.12"), (1e22, 1, "10000000000000000000000.0"),
      (0.0, 2, "0.00"), (9.999, 2, "10.00"), (-0.5, 0, "-0"), (.leastNonzeroMagnitude, 3, "0.000"),
      (1.005, 2, "1.00"),
    ] as [(Double, Int, String)]
  )
  func `a fixed number of digits rounds the exact value`(
    number: Double,
    precision: Int,
    text: String
  ) {
    #expect(fixedText(number, precision) == text)
  }

  @Test(
    arguments: [
      (0.0, 2, "0.00e+00"), (9.995, 1, "1.0e+01"), (1e-300, 0, "1e-300"), (123.456, 3, "1.235e+02"),
    ] as [(Double, Int, String)]
  )
  func `scientific notation rounds the exact value`(number: Double, precision: Int, text: String) {
    #expect(scientificText(number, precision) == text)
  }

  @Test(arguments: [
    "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "2000-02-29T12:00:00Z",
    "9999-12-31T23:59:59.5Z", "2024-12-31T00:00:00Z",
  ])
  func `a timestamp's text reads back`(text: String) {
    #expect(readTimestamp(text).map { timestampText($0) } == text)
  }

  @Test(arguments: [
    "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01 00:00:00Z",
    "2023-01-01T00:00:00", "2023-01-01T00:00:00.Z", "2023-1-01T00:00:00Z", "", "2023",
    "0001-01-01T00:00:00+00:01", "2023-01-01T00:00:00.1234567890Z",
  ])
  func `what is not RFC 3339 is no timestamp`(text: String) {
    #expect(readTimestamp(text) == nil)
  }

  @Test(
    arguments: [
      ("1h2m3.5s", 3_723_500_000_000), ("-1.5m", -90_000_000_000), ("0", 0), ("1us", 1_000),
      ("0.1ns", 0), ("9223372036854775807ns", Int64.max), ("-9223372036854775808ns", Int64.min),
    ] as [(String, Int64)]
  )
  func `durations are read exactly`(text: String, nanoseconds: Int64) {
    #expect(readDuration(text)?.nanoseconds == nanoseconds)
  }
}
