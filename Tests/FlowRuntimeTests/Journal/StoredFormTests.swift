import CEL
import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowLanguage
import Foundation
import JSON
import Testing

@testable import FlowRuntime

@Suite struct StoredFormTests {
  @Test func `equal values have equal bytes, and read back`() throws {
    let bytes = try StoredForm.encode(["b": 1.5, "a": .infinity])
    #expect(try StoredForm.encode(["a": .infinity, "b": 1.5]) == bytes)
    let back = try StoredForm.decode([String: Double].self, from: bytes)
    #expect(back == ["a": .infinity, "b": 1.5])
    #expect(throws: JournalError.unreadable("it is stored in format 123, and this reads 1")) {
      try StoredForm.decode(Int.self, from: Data("{".utf8))
    }
  }

  @Test func `a flow's value becomes JSON and JSON a flow's value`() throws {
    let value = CELValue.map(
      CELMap(texts: [
        "list": .list([.int(1), .double(0.5), .bool(true), .null]),
        "time": .timestamp(try #require(CELTimestamp(millisecondsSince1970: 1_500))),
        "span": .duration(try #require(CELDuration(milliseconds: -1_250))),
        "none": .optional(nil),
        "party": IdentifierType.value(of: .phoneNumber("+14255550123")),
      ])
    )
    #expect(
      JSONValue(value).description
        == #"{"list":[1,0.5,true,null],"none":null,"party":"4:+14255550123","span":"-1.250s","time":"1970-01-01T00:00:01.500Z"}"#
    )
    let big = try parseJSON(Array("[9007199254740993, 3.0]".utf8), limits: .webhook)
    guard case .list(let elements) = big.celValue else {
      Issue.record("no list")
      return
    }
    #expect(elements == [.double(9_007_199_254_740_992), .int(3)])
  }
}
