import JSON
import Testing

@Suite struct ReadJSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", "0", "-1", "9223372036854775807", "-9223372036854775808", "0.5",
    "18446744073709551615", "-100000000000000000000000000000000000000001", "5e-324",
    #"{"a":[1,{"b":null}],"c":"\"\\\n\u0001"}"#, #""é💡""#, #"{"b":1,"":2,"a":3}"#,
  ])
  func `a document is written as it was read`(text: String) throws {
    #expect(try parse(text).description == text)
  }

  @Test(arguments: [
    (#""\u0041\ud83d\udca1\/""#, "A💡/"), (#""\ud83d""#, "\u{FFFD}"),
    (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\udca1""#, "\u{FFFD}"),
    (#""\ud83d\ud83d\udca1""#, "\u{FFFD}💡"), (#""\b\f\n\r\t\"\\\u0000""#, "\u{8}\u{C}\n\r\t\"\\\0"),
    (#""\uD83D\uDCA1\uABCD\uabcd""#, "💡\u{ABCD}\u{ABCD}"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
  ])
  func `escapes are undone`(text: String, expected: String) throws {
    #expect(try parse(text).text.map { Array($0.utf8) } == Array(expected.utf8))
  }

  @Test func `integers stay exact however long they are`() throws {
    #expect(try parse("9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try parse("9223372036854775808") == .integer(9_223_372_036_854_775_808 as UInt64))
    #expect(try parse("-9223372036854775809").description == "-9223372036854775809")
    #expect(try parse("-9223372036854775809").wholeNumber == nil)
    #expect(try parse("18446744073709551616").double == 18_446_744_073_709_551_616)
    #expect(try parse(String(repeating: "9", count: 400)).double == .infinity)
    #expect(JSONValue.integer(UInt64.max).description == "18446744073709551615")
    #expect(JSONValue.integer(7 as UInt64) == .integer(7))
  }

  @Test func `other numbers are doubles`() throws {
    #expect(try parse("2.0").wholeNumber == 2)
    #expect(try parse("2.5").wholeNumber == nil)
    #expect(try parse("1e300").wholeNumber == nil)
    #expect(try parse("1E+2") == .number(100))
    #expect(try parse("0e0") == .number(0))
    #expect(try parse("1e-999") == .number(0))
    #expect(try parse("-0").double?.sign == .minus)
    #expect(try parse("-0.0").description == "-0.0")
  }

  @Test func `the last of several members of one name counts at the place of the first`() throws {
    #expect(try parse(#"{"a":1,"b":2,"\u0061":3}"#).description == #"{"a":3,"b":2}"#)
    // Two spellings of é are two names.
    #expect(try parse(#"{"\u00e9":1,"e\u0301":2}"#).objectMembers?.count == 2)
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("nul", 0), ("tru", 0), ("nullx", 4), ("True", 0), ("01", 2), ("-", 1),
    ("1.", 2), ("1e", 2), ("1e+", 3), (".5", 0), ("+1", 0), ("-01", 3), ("1.e1", 2), ("0x1", 1),
    ("1e999", 5), ("[1,]", 3), ("[1 2]", 3), ("[,1]", 1), ("[1", 2), ("[", 1), ("{", 1), ("]", 0),
    ("{,}", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("{a:1}", 1),
    (#"{"a":1"#, 6), (#"{1:1}"#, 1), ("[1]]", 3), ("1 2", 2), ("NaN", 0), ("-Infinity", 1),
    ("'a'", 0), (#""a"#, 2), ("\"a\nb\"", 2), ("\"\0\"", 1), ("\"\t\"", 1), (#""\x""#, 2),
    (#""\"#, 2), (#""\"#, 2), (#""\u00g0""#, 5), (#""\u+041""#, 3), (#""\u004""#, 6),
    (#""\ud83d\u00""#, 11), ("\u{FEFF}1", 0), ("1\0", 1), ("[1]\u{A0}", 3), ("// 1", 0),
    ("\u{C}1", 0), ("\0", 0),
  ])
  func `anything else is refused at its byte`(text: String, offset: Int) {
    do throws(JSONFailure) {
      let value = try parse(text)
      Issue.record("\(text) is \(value)")
    } catch {
      guard case .unexpected(offset, _) = error else {
        Issue.record("\(text): \(error), not at byte \(offset)")
        return
      }
    }
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 1), ([0x22, 0x61, 0xC3, 0x22], 2), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
      ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0x61, 0x5C, 0x6E, 0xE2, 0x82, 0x22], 4),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
    ] as [([UInt8], Int)]
  )
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8], offset: Int) {
    #expect(throws: JSONFailure.notUTF8(offset: offset)) {
      try parseJSON(bytes, limits: .generous)
    }
  }

  @Test func `the limits hold at and over them`() throws {
    let limits = JSONLimits(bytes: 10, depth: 3, values: 4)
    func parse(_ text: String) throws(JSONFailure) -> JSONValue {
      try parseJSON(Array(text.utf8), limits: limits)
    }
    #expect(throws: Never.self) { try parse("[[[]]]    ") }
    #expect(throws: JSONFailure.tooLarge(limit: 10)) { try parse("[[[]]]     ") }
    #expect(throws: JSONFailure.tooDeep(offset: 3, limit: 3)) { try parse("[[[[]]]]") }
    #expect(throws: JSONFailure.tooDeep(offset: 3, limit: 3)) { try parse("[[[{}]]]") }
    #expect(throws: Never.self) { try parse("[1,1,1]") }
    #expect(throws: JSONFailure.tooMany(offset: 7, limit: 4)) { try parse("[1,1,1,1]") }
  }

  @Test func `no document is so deep that reading it ends the process`() {
    let deepest = JSONLimits(bytes: .max, depth: .max, values: .max)
    for opening in ["[", #"{"":"#] {
      let text = String(repeating: opening, count: 1_000_000)
      #expect(throws: JSONFailure.tooDeep(offset: 512 * opening.utf8.count, limit: 512)) {
        try parseJSON(Array(text.utf8), limits: deepest)
      }
    }
  }

  @Test func `large documents take time in proportion`() throws {
    let names = (0..<50_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
    let object = try parse("{\(names),\"7\":0}")
    #expect(object.objectMembers?.count == 50_000)
    #expect(object["7"] == 0)
    #expect(object["49999"]?.wholeNumber == 49_999)
    let digits = String(repeating: "7", count: 1_000_000)
    #expect(try parse(digits).description == digits)
    #expect(try parse("0.\(digits)").double.map { abs($0 - 7.0 / 9) < 1e-15 } == true)
  }

  private func parse(_ text: String) throws(JSONFailure) -> JSONValue {
    try parseJSON(Array(text.utf8), limits: .generous)
  }
}

extension JSONLimits {
  /// More than any test needs.
  static let generous = JSONLimits(bytes: 10_000_000, depth: 100, values: 1_000_000)
}
