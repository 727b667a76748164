import CallAutomation
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", "0", "-1", "9223372036854775807", "-9223372036854775808", "0.5",
    #"{"a":[1,{"b":null}],"c":"\"\\\n\u0001"}"#, #""é💡""#,
  ])
  func `a document is written as it was read`(text: String) throws {
    #expect(try parseJSON(Array(text.utf8)).description == text)
  }

  @Test func `members come out by name and absent ones not at all`() {
    let value = JSONValue.members(["b": 1, "a": .null, "c": nil])
    #expect(value.description == #"{"a":null,"b":1}"#)
  }

  @Test(arguments: [
    (#""\u0041\ud83d\udca1\/""#, "A💡/"), (#""\ud83d""#, "\u{FFFD}"),
    (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\udca1""#, "\u{FFFD}"),
  ])
  func `escapes are undone`(text: String, expected: String) throws {
    #expect(try parseJSON(Array(text.utf8)) == .string(expected))
  }

  @Test func `numbers stay exact as far as 64 bits go`() throws {
    #expect(try parse("9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
    #expect(try parse("2.0").wholeNumber == 2)
    #expect(try parse("2.5").wholeNumber == nil)
    #expect(try parse("1e300").wholeNumber == nil)
    #expect(try parse("-0") == .number(-0.0))
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "01", "-", "1.", "1e", ".5", "+1", "1e999", "[1,]", "[1 2]", "{,}",
    #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, #""a"#, "\"a\nb\"", #""\x""#, #""\u00g0""#, #""\u+041""#,
    "1 2", "NaN", "[", "{", "]", "'a'",
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: JSONSyntaxFailure.self) { try parse(text) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONSyntaxFailure.notUTF8) { try parseJSON([0x22, 0xFF, 0x22]) }
  }

  @Test func `the limits hold at and over them`() throws {
    let limits = JSONLimits(bytes: 10, depth: 3)
    #expect(throws: Never.self) { try parseJSON(Array("[[[]]]    ".utf8), limits: limits) }
    #expect(throws: JSONSyntaxFailure.tooLarge(limit: 10)) {
      try parseJSON(Array("[[[]]]     ".utf8), limits: limits)
    }
    #expect(throws: JSONSyntaxFailure.tooDeep(limit: 3)) {
      try parseJSON(Array("[[[[]]]]".utf8), limits: limits)
    }
    #expect(throws: JSONSyntaxFailure.tooDeep(limit: 64)) {
      try parseJSON([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
  }

  private func parse(_ text: String) throws -> JSONValue {
    try parseJSON(Array(text.utf8))
  }
}
