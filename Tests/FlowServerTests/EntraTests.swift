import CallAutomation
import CallModel
import FlowRuntime
import Foundation
import HTTPTransport
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// Tokens of Entra for requests to the service (FACTS.md (a), "Entra ID").
@Suite(.hangLimit)
struct EntraTests {
  /// Gives a token per request, numbered, on a real server.
  private final class FakeEntra: Sendable {
    private let requests = Mutex<[HTTPRequest]>([])
    private let answer = Mutex<(Int, String)?>(nil)
    private let address = Mutex("")

    var base: String { address.withLock { $0 } }
    var all: [HTTPRequest] { requests.withLock { $0 } }

    /// Answers otherwise from now on; nil for tokens again.
    func say(_ status: Int, _ body: String) { answer.withLock { $0 = (status, body) } }

    func serve(_ body: @escaping @Sendable () async throws -> Void) async throws {
      try await withServer(respond) { url in
        address.withLock { $0 = url }
        try await body()
      }
    }

    @Sendable private func respond(to request: HTTPRequest) -> HTTPResponse {
      let count = requests.withLock { requests in
        requests.append(request)
        return requests.count
      }
      if let (status, body) = answer.withLock({ $0 }) { return .json(status, Array(body.utf8)) }
      let token = #"{"token_type":"Bearer","access_token":"token-\#(count)","expires_in":3600}"#
      return .json(200, Array(token.utf8))
    }
  }

  private static let secret = "a secret+with/signs&"

  private func application(_ entra: FakeEntra) throws -> EntraIdentity {
    try EntraIdentity(
      environment: [
        "AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_ID": "client",
        "AZURE_CLIENT_SECRET": Self.secret,
        "AZURE_AUTHORITY_HOST": entra.base + "/",
      ]
    )
  }

  @Test func `requests bear one token, and are not signed besides`() async throws {
    let entra = FakeEntra()
    let log = LogLines()
    try await entra.serve {
      let identity = try application(entra)
      try await TemporaryFolder.use { folder in
        try folder.write(greeting(), to: "greeting.yaml")
        try await TestServer.run(
          in: folder,
          log: log,
          configure: { $0.credential = .entra(identity) }
        ) { server in
          let id = try await server.ring()
          await server.service.wait(for: ":answer")
          #expect(await server.tell(id, "CallConnected", id: "e1") == 200)
          await server.service.wait(for: ":play")
          let headers = try #require(server.service.firstHeaders)
          #expect(headers["Authorization"] == "Bearer token-1")
          #expect(headers["x-ms-content-sha256"] == nil)
        }
      }
      let request = try #require(entra.all.first)
      #expect(entra.all.count == 1)
      #expect(request.path == "/tenant/oauth2/v2.0/token")
      #expect(
        String(decoding: request.body, as: UTF8.self)
          == "grant_type=client_credentials&client_id=client"
          + "&scope=https%3A%2F%2Fcommunication.azure.com%2F%2F.default"
          + "&client_secret=a%20secret%2Bwith%2Fsigns%26"
      )
      #expect(!log.lines.contains { $0.contains(Self.secret) || $0.contains("token-1") })
    }
  }

  /// A cache at a time that a test moves.
  private func caching(
    _ entra: FakeEntra,
    _ body:
      @escaping @Sendable (EntraTokens, @escaping @Sendable (Int64) -> Void) async throws ->
      Void
  ) async throws {
    let seconds = Box<Int64>()
    seconds.value = 1_790_000_000
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let client = try HTTPClient()
    let tokens = EntraTokens(try application(entra), client: client, logger: logger) {
      Timestamp(milliseconds: (seconds.value ?? 0) * 1000)
    }
    try await body(tokens) { seconds.value = (seconds.value ?? 0) + $0 }
    await client.shutdown()
  }

  @Test func `a token is renewed before it runs out, and nobody waits for that`() async throws {
    let entra = FakeEntra()
    try await entra.serve {
      try await caching(entra) { tokens, pass in
        #expect(await tokens.text == "token-1")
        pass(3000)
        #expect(await tokens.text == "token-1")
        #expect(entra.all.count == 1)
        pass(400)
        #expect(await tokens.text == "token-1", "it counts for some minutes yet")
        await eventually { await tokens.text == "token-2" }
      }
    }
  }

  @Test func `a token counts to its end where Entra is down, and no longer`() async throws {
    let entra = FakeEntra()
    try await entra.serve {
      try await caching(entra) { tokens, pass in
        #expect(await tokens.text == "token-1")
        entra.say(503, "down")
        pass(3500)
        #expect(await tokens.text == "token-1")
        pass(200)
        #expect(await tokens.text.hasSuffix("/token answers 503: no reason"))
        entra.say(401, #"{"error":"invalid_client","error_description":"AADSTS7000215: wrong"}"#)
        pass(10)
        let text = await tokens.text
        #expect(text.contains("by a secret is given no token: "), "\(text)")
        #expect(text.hasSuffix("/token answers 401: AADSTS7000215: wrong"), "\(text)")
        entra.say(200, #"{"access_token":"","expires_in":"x"}"#)
        pass(10)
        #expect(await tokens.text.hasSuffix("/token answers 200: no reason"))
        entra.say(200, #"{"access_token":"late","expires_on":"1790100000"}"#)
        pass(10)
        #expect(await tokens.text == "late")
      }
    }
  }

  @Test func `a token that the service does not take is fetched anew`() async throws {
    let entra = FakeEntra()
    try await entra.serve {
      try await caching(entra) { tokens, pass in
        #expect(await tokens.text == "token-1")
        await tokens.forget("token-0")
        #expect(await tokens.text == "token-1")
        await tokens.forget("token-1")
        pass(10)
        #expect(await tokens.text == "token-2")
      }
    }
  }

  @Test func `the environment chooses the identity, as Azure's own libraries do`() throws {
    let base = ["AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c"]
    func identity(_ more: [String: String]) throws -> HTTPClientRequest {
      try EntraIdentity(environment: base.merging(more) { $1 }).tokenRequest(federatedToken: "f")
    }
    let federated = try identity(["AZURE_FEDERATED_TOKEN_FILE": "/tmp/token"])
    #expect(federated.url == "https://login.microsoftonline.com/t/oauth2/v2.0/token")
    #expect(String(decoding: federated.body, as: UTF8.self).hasSuffix("&client_assertion=f"))
    let app = try identity(["IDENTITY_ENDPOINT": "http://127.0.0.1:1/msi", "IDENTITY_HEADER": "h"])
    let query = "resource=https%3A%2F%2Fcommunication.azure.com%2F&client_id=c"
    #expect(app.url == "http://127.0.0.1:1/msi?api-version=2019-08-01&\(query)")
    #expect(app.headers["X-IDENTITY-HEADER"] == "h")
    let machine = try identity([:])
    #expect(
      machine.url
        == "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&\(query)"
    )
    #expect(machine.headers["Metadata"] == "true")
    for wrong in [
      ["AZURE_CLIENT_SECRET": "s", "AZURE_TENANT_ID": ""],
      ["AZURE_FEDERATED_TOKEN_FILE": "f", "AZURE_CLIENT_ID": ""],
      ["IDENTITY_ENDPOINT": "http://127.0.0.1:1"],
    ] {
      #expect(throws: ConfigurationError.self) { try identity(wrong) }
    }
  }
}

extension EntraTokens {
  /// The token, or why there is none.
  fileprivate var text: String {
    get async {
      switch await current() {
      case .success(let token): token
      case .failure(let failure): failure.description
      }
    }
  }
}
