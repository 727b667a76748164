import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct HTTPTests {
  private func requesting(_ http: String, on: String = "failed: over") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - http: \(http)
          id: asked
          on: { \(on) }
        - wait: 1h
        - hangUp
      over: [hangUp]
      missing:
        - wait: 2h
        - hangUp
      """,
      top: """
        settings: { crm: uri, key: sensitive uri }
        variables: { who: string = a b/c, there: uri = https://10.0.0.1,
          named: uri = https://FILES.internal, host: string = files.internal }
        services: { desk: { url: "${settings.crm}" }, data: { url: "${there}" } }
        """
    )
    call.connect()
    return call
  }

  private let ticket =
    "{ get: \"${settings.crm}/t/${who}?q=${who}\", response: { id: int, name: string?, tags: list<string> } }"

  @Test func `a request is sent with its values in their places`() throws {
    var call = try requesting(
      "{ post: \"${settings.crm}/calls\", headers: { Authorization: \"Bearer ${settings.key}\" },"
        + " body: { call: \"${call.id}\", n: 3, who: \"${who}\" } }"
    )
    call.expect(
      "http 2 POST https://crm.contoso.com/api/calls authorization=Bearer ‹key›"
        + " {call: 00000000000000000000000000000001, n: 3, who: a b/c}"
    )
  }

  @Test func `values in a URL are encoded, the setting it begins with is not`() throws {
    var call = try requesting(ticket)
    call.expect("http 2 GET https://crm.contoso.com/api/t/a%20b%2Fc?q=a%20b%2Fc")
  }

  @Test(arguments: [
    ("${settings.crm}/t/${who}", false), ("https://10.0.0.1/t/${who}", false),
    ("https://crm.contoso.com?q=${who}", false), ("${'https://10.0.0.1'}/t", false),
    ("${there}/t", true), ("${settings.crm + there}/t", true), ("https://${who}/t", true),
    ("https://crm.${who}.com/t", true), ("https://crm.contoso.com${who}", true),
    ("${settings.key}/t/${who}", false), ("desk/t/${who}", false), ("data/t", true),
    ("data", true), ("${named}/t", false), ("${named}.example.com/t", true),
    ("https://${host}:8443/t", false), ("https://a@${host}/t", true), ("https://x.${host}", true),
  ])
  func `a request whose host comes from data may reach public hosts only`(
    url: String,
    publicHostsOnly: Bool
  ) throws {
    let call = try requesting("{ get: \"\(url)\" }")
    let requests = call.effects.compactMap { effect in
      if case .http(let request) = effect { request } else { nil }
    }
    #expect(requests.map(\.publicHostsOnly) == [publicHostsOnly])
  }

  @Test(arguments: ["get", "post", "put", "patch", "delete"])
  func `each method is sent as itself`(method: String) throws {
    var call = try requesting("{ \(method): \"${settings.crm}/t/1\" }")
    call.expect("http 2 \(method.uppercased()) https://crm.contoso.com/api/t/1")
  }

  @Test(arguments: [
    ("${settings.crm}", "?who=a%20b%2Fc&n%26=M%20%26%20L"),
    ("${settings.crm}/t?x=1", "/t?x=1&who=a%20b%2Fc&n%26=M%20%26%20L"),
    ("${settings.crm}/t?", "/t?who=a%20b%2Fc&n%26=M%20%26%20L"),
    ("${settings.crm}/t?x=1&#top?", "/t?x=1&who=a%20b%2Fc&n%26=M%20%26%20L#top?"),
    ("${settings.crm}/t#top?", "/t?who=a%20b%2Fc&n%26=M%20%26%20L#top?"),
    ("${settings.crm}/${who}", "/a%20b%2Fc?who=a%20b%2Fc&n%26=M%20%26%20L"),
  ])
  func `a query stands after what the URL has, encoded`(url: String, end: String) throws {
    var call = try requesting("{ get: \"\(url)\", query: { who: \"${who}\", n&: M & L } }")
    call.expect("http 2 GET https://crm.contoso.com/api\(end)")
  }

  @Test func `a secret within a URL is encoded when it is sent`() throws {
    var call = try requesting(
      "{ put: \"${settings.crm}/${settings.key}\", query: { key: \"k ${settings.key}\" } }"
    )
    call.expect(
      "http 2 PUT https://crm.contoso.com/api/‹key, encoded›?key=k%20‹key, encoded›"
    )
  }

  private func asking(_ http: String, _ service: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - http: \(http)
          id: asked
          on: { failed: continue }
        - hangUp
      """,
      top: """
        settings: { crm: uri, key: sensitive string }
        variables: { who: string = a b/c }
        services:
          desk: \(service)
        """
    )
    call.connect()
    return call
  }

  @Test(arguments: [
    ("{ url: \"${settings.crm}\" }", "desk/t/${who}?a=1", "/t/a%20b%2Fc?a=1&q=1"),
    ("{ url: \"${settings.crm}/\" }", "desk/t", "/t?q=1"),
    ("{ url: \"${settings.crm}/\" }", "desk", "/?q=1"),
    ("{ url: \"${settings.crm}/${who}\" }", "desk", "/a%20b%2Fc?q=1"),
    ("{ url: \"${settings.crm}/${settings.key}\" }", "desk?r=2", "/‹key, encoded›?r=2&q=1"),
    ("{ url: \"${settings.crm}\" }", "desk/${settings.key}", "/‹key, encoded›?q=1"),
  ])
  func `a URL can begin with a service`(service: String, url: String, end: String) throws {
    var call = try asking("{ post: \"\(url)\", query: { q: 1 } }", service)
    call.expect("http 2 POST https://crm.contoso.com/api\(end)")
  }

  @Test func `a step's headers win over its service's, whatever their case`() throws {
    let service = """
      { url: "https://x", headers: { Authorization: "Bearer ${settings.key}", X-Who: "${who}", a: b } }
      """
    var call = try asking("{ get: desk, headers: { x-WHO: me, c: d } }", service)
    call.expect("http 2 GET https://x authorization=Bearer ‹key› a=b x-who=me c=d")
  }

  @Test(arguments: [("", 9), (", timeout: 3s", 3)])
  func `a step's timeout wins over its service's`(timeout: String, seconds: Int64) throws {
    var call = try asking("{ get: desk\(timeout) }", "{ url: \"https://x\", timeout: 9s }")
    call.ignore()
    call.wait(Milliseconds((seconds + 5) * 1000 - 1))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("withdraw 2", "send 3.1 terminate")
  }

  @Test func `a service whose setting has a query fails`() throws {
    var call = try Conversation(
      "main: [answer, { http: { get: desk/a }, on: { failed: continue } }, hangUp]",
      top: """
        settings: { odd: uri }
        services: { desk: { url: "${settings.odd}" } }
        """
    )
    call.connect()
    #expect(call.steps.contains("main/1 http → failed (invalid)"))
    call.expect("send 2.1 terminate")
  }

  @Test func `an answer of the declared shape is done and can be read`() throws {
    var call = try requesting(ticket)
    call.ignore()
    let body = CELMap(texts: [
      "id": .double(7), "tags": .list([.string("x")]), "more": .bool(true),
    ])
    call.respond(2, 200, .map(body))
    call.expect()
    #expect(
      call.result("asked")
        == "body: (id: 7, name: none, tags: [x]), headers: {}, outcome: done, status: 200"
    )
  }

  @Test(arguments: [
    CELValue.null, .map(CELMap(texts: ["id": .string("7"), "tags": .list([])])),
    .map(CELMap(texts: ["id": .double(7.5), "tags": .list([])])),
    .map(CELMap(texts: ["id": .double(9_007_199_254_740_994), "tags": .list([])])),
    .map(CELMap(texts: ["id": .int(7), "tags": .list([.int(1)])])),
    .map(CELMap(texts: ["id": .null, "tags": .list([])])),
  ])
  func `an answer of another shape fails`(body: CELValue) throws {
    var call = try requesting(ticket)
    call.ignore()
    call.respond(2, 200, body)
    #expect(call.steps.contains("main/1 http → failed (shape 200)"))
  }

  @Test(arguments: [
    ("date", "2026-02-29", "2026-02-28"), ("time", "24:30", "08:30"),
    ("locale", "english", "en-US"), ("uri", "crm", "https://crm.contoso.com/a"),
    ("tones", "5x", "*5"), ("timestamp", "today", "2026-12-01T09:30:00Z"),
    ("duration", "soon", "90s"), ("phoneNumber", "555", "+12065551212"),
  ])
  func `a text in an answer has the form of its type`(
    type: String,
    wrong: String,
    right: String
  ) throws {
    let request = "{ get: \"${settings.crm}\", response: { field: \(type) } }"
    var call = try requesting(request)
    call.ignore()
    call.respond(2, 200, .map(CELMap(texts: ["field": .string(wrong)])))
    #expect(call.steps.contains("main/1 http → failed (shape 200)"))

    var other = try requesting(request)
    other.ignore()
    other.respond(2, 200, .map(CELMap(texts: ["field": .string(right)])))
    #expect(other.result("asked").contains("outcome: done"))
  }

  @Test func `a status that is no success fails, one that on names is an outcome`() throws {
    var call = try requesting(ticket)
    call.ignore()
    call.respond(2, 404)
    #expect(call.steps.contains("main/1 http → failed (status 404)"))

    var named = try requesting(ticket, on: "404: missing, failed: over")
    named.ignore()
    named.respond(2, 404)
    #expect(named.machine.path == "missing/0")
    #expect(named.result("asked") == "headers: {}, outcome: 404, status: 404")
  }

  @Test func `no answer in time fails, and the request is withdrawn`() throws {
    var call = try requesting("{ get: \"${settings.crm}\", timeout: 3s }")
    call.ignore()
    call.wait(Milliseconds(7_999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("withdraw 2", "send 3.1 terminate")
    #expect(call.steps.contains("main/1 http → failed (timeout)"))
    call.respond(2)
    call.expect()
  }

  @Test(arguments: [
    (HTTPResult.timedOut, "timeout"), (.failed(message: "reset"), "unknown"),
    (.refused(message: "no secret"), "invalid"),
  ])
  func `a request that comes to nothing fails`(result: HTTPResult, word: String) throws {
    var call = try requesting("{ get: \"${settings.crm}\" }")
    call.ignore()
    call.feed(.httpFinished(ordinal: 2, result))
    #expect(call.steps.contains("main/1 http → failed (\(word))"))
  }

  @Test func `a line break cannot make a header of its own`() throws {
    var call = try requesting(
      "{ get: \"${settings.crm}\", headers: { x: \"${who + '\\\\n' + who}\" } }"
    )
    #expect(call.steps.contains("main/1 http → failed (invalid)"))
    call.expect("send 2.1 terminate")
  }

  @Test func `JSON is read as declared types`() {
    #expect(FlowType.double.value(json: .int(3)) == .double(3))
    #expect(FlowType.optional(.int).value(json: .null) == .optional(nil))
    #expect(FlowType.int.value(json: .null) == nil)
    #expect(FlowType.bool.value(json: .bool(true)) == .bool(true))
    #expect(FlowType.duration.value(json: .string("90s"))?.text() == "90s")
    #expect(FlowType.tones.value(json: .string("12x")) == nil)
    let number = FlowType.identifier([.phoneNumber]).value(json: .string("+12065551212"))
    #expect(number?.line == "desk")
    #expect(FlowType.identifier([.phoneNumber]).value(json: .string("8:acs:r_t_u")) == nil)
    #expect(FlowType.identifier([.phoneNumber]).value(json: .string("4:anonymous")) == nil)
    let map = FlowType.map(.int).value(json: .map(CELMap(texts: ["a": .double(1)])))
    #expect(map?.line == "{a: 1}")
  }
}
