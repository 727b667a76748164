import JSON
import Testing

@Suite struct WriteJSONTests {
  private let document: JSONValue = [
    "b": [1, ["x": .number(0.1)], [], [:]], "a": .null, "é": "\u{1F}\u{7F}\u{9B}\u{2028}\"\\é/",
  ]

  @Test func `a compact document has no spaces and its members in their order`() {
    #expect(
      document.text()
        == #"{"b":[1,{"x":0.1},[],{}],"a":null,"é":"\u001f\u007f\u009b\u2028\"\\é/"}"#
    )
    #expect(document.bytes() == Array(document.text().utf8))
  }

  @Test func `a sorted document has its members by name`() {
    #expect(
      document.text(in: .sorted)
        == #"{"a":null,"b":[1,{"x":0.1},[],{}],"é":"\u001f\u007f\u009b\u2028\"\\é/"}"#
    )
    let left: JSONValue = ["a": ["c": 1, "d": 2], "b": true]
    let right: JSONValue = ["b": true, "a": ["d": 2, "c": 1]]
    #expect(left != right)
    #expect(left.bytes(in: .sorted) == right.bytes(in: .sorted))
  }

  @Test func `a pretty document has a line for each member and element`() {
    let text = """
      {
        "b": [
          1,
          {
            "x": 0.1
          },
          [],
          {}
        ],
        "a": null,
        "é": "\\u001f\\u007f\\u009b\\u2028\\"\\\\é/"
      }
      """
    #expect(document.text(in: .pretty) == text)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what JSON has no number for is null`(value: Double) {
    #expect(JSONValue.number(value).description == "null")
  }

  @Test func `members come in their order and absent ones not at all`() {
    let value = JSONValue.members(["b": 1, "a": .null, "c": nil])
    #expect(value.description == #"{"b":1,"a":null}"#)
    #expect(JSONValue.texts(["b": "1", "a": "2"]).description == #"{"a":"2","b":"1"}"#)
  }
}

@Suite struct JSONObjectTests {
  @Test(arguments: [3, 16, 17, 18, 100])
  func `members are found, changed and taken out in objects of every size`(count: Int) {
    var object = JSONObject()
    for number in 0..<count { object["m\(number)"] = .integer(number) }
    #expect(object.map(\.name) == (0..<count).map { "m\($0)" })
    object["m1"] = "new"
    object["m0"] = nil
    object["none"] = nil
    #expect(object["m0"] == nil)
    #expect(object["m1"] == "new")
    #expect(object["m\(count - 1)"] == .integer(count - 1))
    #expect(object.count == count - 1)
    object["m0"] = 0
    #expect(object.members.last?.name == "m0")
  }

  @Test func `merged objects keep the first one's order and the other's values`() {
    let merged = (["a": 1, "b": 2] as JSONObject).merging(["c": 3, "a": 4])
    #expect(JSONValue.object(merged).description == #"{"a":4,"b":2,"c":3}"#)
  }

  @Test func `only texts are texts`() {
    #expect((["a": "x", "b": 2] as JSONObject).texts == ["a": "x"])
  }
}
