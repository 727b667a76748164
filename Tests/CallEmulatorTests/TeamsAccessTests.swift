import CallAutomation
import CallEmulator
import CallModel
import Cryptography
import JSON
import Testing

/// Who may use Teams phone, and the exchange of an agent's token (FACTS.md (k)).
@Suite struct TeamsAccessTests {
  private static let tenant = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
  private static let account = "cc123456-5678-5678-1234-ccc123456789"

  private func ask(
    _ method: String,
    _ body: String = "",
    object: String = Self.account,
    version: String = "2025-06-30",
    in conversation: inout Conversation
  ) -> EmulatorResponse {
    conversation.handle(
      ServiceRequest(
        method: method,
        path: "/access/teamsExtension/tenants/\(Self.tenant)/assignments/\(object)",
        query: "api-version=\(version)",
        body: Array(body.utf8)
      )
    )
  }

  @Test func `an assignment is made, changed, told and taken away`() throws {
    var app = Conversation.calling()
    let account = #"{"principalType":"teamsResourceAccount"}"#
    let agent = #"{"principalType":"user","clientIds":["11111111-2222-3333-4444-555555555555"]}"#
    #expect(try ask("GET", in: &app).outcome == "404/NotFound")
    #expect(try ask("PATCH", account, in: &app).outcome == "404/NotFound")
    #expect(ask("PUT", account, in: &app).status == 201)
    #expect(ask("PUT", account, object: Self.account.uppercased(), in: &app).status == 200)
    let told = try ask("GET", in: &app).json
    #expect(told["principalType"]?.text == "teamsResourceAccount")
    #expect(told["objectId"]?.text == Self.account && told["tenantId"]?.text == Self.tenant)
    #expect(told["clientIds"] == nil)
    #expect(ask("PATCH", agent, in: &app).status == 200)
    let changed = try ask("GET", in: &app).json
    #expect(changed["clientIds"]?.elements?.count == 1 && changed["principalType"]?.text == "user")
    #expect(ask("DELETE", in: &app).status == 204)
    #expect(ask("GET", in: &app).status == 404)
  }

  @Test(arguments: ["{}", #"{"principalType":"bot"}"#, #"{"principalType":"user","x":1}"#, "["])
  func `a body that is not as described is refused`(body: String) throws {
    var app = Conversation.calling()
    #expect(try ask("PUT", body, in: &app).outcome == "400/8523")
  }

  @Test func `another version, another path and no signature are refused`() throws {
    var app = Conversation.calling()
    #expect(try ask("GET", version: "2026-03-12", in: &app).outcome == "404")
    #expect(try ask("GET", object: "support", in: &app).outcome == "404")
    let unsigned = ServiceRequest(
      method: "GET",
      path: "/access/teamsExtension/tenants/\(Self.tenant)/assignments/\(Self.account)",
      query: "api-version=2025-06-30"
    )
    #expect(try app.emulator.handle(unsigned, at: app.now).outcome == "401/7509")
  }

  @Test func `what is assigned is forgotten where there is too much of it`() {
    var configuration = EmulatorConfiguration(eventGridURL: "http://localhost")
    configuration.keptAssignments = 2
    var app = Conversation(configuration)
    let objects = (1...3).map { "00000000-0000-0000-0000-00000000000\($0)" }
    for object in objects {
      let body = #"{"principalType":"teamsResourceAccount"}"#
      #expect(ask("PUT", body, object: object, in: &app).status == 201)
    }
    #expect(objects.map { ask("GET", object: $0, in: &app).status } == [404, 200, 200])
  }

  @Test func `an agent's token is exchanged for one of the agent`() throws {
    var app = Conversation.calling()
    let answer = try exchange(["oid": .string(Self.account), "tid": .string(Self.tenant)], &app)
    #expect(answer.status == 200)
    let resource = EmulatorConfiguration.developmentResourceID
    #expect(
      try answer.json["identity"]?["id"]?.text
        == "8:acs:\(resource)_\(Self.tenant)_\(Self.account)"
    )
    #expect(AgentToken(answer.body)?.token.isEmpty == false)
  }

  @Test func `what is no token of a user is refused`() throws {
    var app = Conversation.calling()
    #expect(try exchange([:], &app).outcome == "401/7501")
    #expect(
      try exchange(["oid": "alice", "tid": .string(Self.tenant)], &app).outcome == "401/7501"
    )
    var request = AgentToken.exchange(of: "x")
    #expect(try app.emulator.handle(request, at: app.now).outcome == "401/7501")
    request.headers = []
    #expect(try app.emulator.handle(request, at: app.now).outcome == "401/7501")
  }

  private func exchange(
    _ claims: [String: JSONValue],
    _ app: inout Conversation
  ) throws -> EmulatorResponse {
    let header: JSONValue = ["alg": "RS256", "kid": "k"]
    let claims = JSONValue.object(JSONObject(claims.map { ($0.key, $0.value) }))
    let parts = [header, claims].map { encodeBase64($0.bytes(), .url) } + ["c2ln"]
    let request = AgentToken.exchange(of: parts.joined(separator: "."))
    return app.emulator.handle(request, at: app.now)
  }
}
