import HTTPTransport
import Testing

@Suite struct HTTPMessageTests {
  @Test func `header names are compared without regard to case`() {
    let headers: HTTPHeaders = ["Content-Type": "text/plain"]
    #expect(headers["content-TYPE"] == "text/plain")
    #expect(headers["Content_Type"] == nil)
  }

  @Test func `repeated headers keep their order and setting one replaces all`() {
    var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
    #expect(headers.values(of: "A") == ["1", "3"])
    headers["A"] = "4"
    #expect(headers.fields.map(\.name) == ["B", "A"])
    headers["b"] = nil
    #expect(!headers.contains("B"))
  }

  @Test(arguments: [
    ("/a?x=1&y=2", "y", "2"),
    ("/a?x=b%20c", "x", "b c"),
    ("/a?x=b+c", "x", "b c"),
    ("/a?x=%2B1425", "x", "+1425"),
    ("/a?x", "x", ""),
    ("/a?x=a=b?c", "x", "a=b?c"),
    ("/a?x=1&x=2", "x", "1"),
    ("/a?x=%4", "x", "%4"),
    ("/a?x=%zz%", "x", "%zz%"),
    ("/a?x=%ff", "x", "\u{FFFD}"),
    ("/a?%78=1", "x", "1"),
    ("/a?&&=&x=1", "x", "1"),
  ])
  func `query parameters are decoded`(target: String, name: String, value: String) {
    #expect(HTTPRequest(method: "GET", target: target).query(name) == value)
  }

  @Test func `a query without the name has no value`() {
    #expect(HTTPRequest(method: "GET", target: "/x").query("x") == nil)
    #expect(HTTPRequest(method: "GET", target: "/a?xy=1").query("x") == nil)
    #expect(HTTPRequest(method: "GET", target: "?").query("x") == nil)
  }

  @Test func `the path stays percent-encoded and ends at the query`() {
    #expect(HTTPRequest(method: "GET", target: "/a/4%3A%2B?b?c").path == "/a/4%3A%2B")
    #expect(HTTPRequest(method: "OPTIONS", target: "*").path == "*")
  }

  @Test func `text and JSON responses say what they are`() {
    #expect(HTTPResponse.text(404, "no").headers["content-type"] == "text/plain; charset=utf-8")
    #expect(HTTPResponse.text(404, "é").body == [0xC3, 0xA9])
    let json = HTTPResponse.json(200, Array("{}".utf8))
    #expect(json.headers["content-type"] == "application/json; charset=utf-8")
  }
}
