import CallAutomation
import CallModel
import Cryptography
import FlowRuntime
import HTTPTransport
import JSON
import Logging
import TestSupport
import Testing

@testable import FlowServer

/// Who is let in at the webhooks (FACTS.md (d) and (i)).
@Suite(.hangLimit)
struct DoorTests {
  /// Runs a server that asks for tokens of an authority, and for a secret from Event Grid.
  private func guarded(
    time: HostTime = .system,
    log: LogLines? = nil,
    eventGrid: EventGridAccess = EventGridAccess(),
    isDown: Bool = false,
    _ body: @escaping @Sendable (TestServer, TestAuthority) async throws -> Void
  ) async throws {
    let authority = try #require(TestAuthority())
    try await authority.serve {
      authority.goDown(isDown)
      try await TemporaryFolder.use { folder in
        try folder.write(greeting(), to: "greeting.yaml")
        try await TestServer.run(
          in: folder,
          time: time,
          log: log,
          configure: {
            let issuer = authority.issuer
            $0.callbackAccess = .tokens(
              try .callAutomation(resource: TestAuthority.audience, issuer: issuer)
            )
            $0.eventGridAccess = eventGrid
          }
        ) { try await body($0, authority) }
      }
    }
  }

  @Test func `a callback with the service's token is taken, and one without is not`() async throws {
    try await guarded { server, authority in
      let id = try await server.ring()
      await server.service.wait(for: ":answer")
      let event = callback("CallConnected", id: "e1")
      let path = "/api/callbacks/\(id)"
      #expect(await server.status("POST", path, event) == 401)
      #expect(server.service.actions.allSatisfy { !$0.hasSuffix(":play") })
      let token = authority.token(now: HostTime.system.now)
      #expect(await server.status(path, event, bearing: token) == 200)
      await server.service.wait(for: ":play")
    }
  }

  /// Claims and headers that are not the service's; each is right but for one thing.
  private static let forged: [(String, [String: JSONValue], [String: JSONValue])] = [
    ("another issuer", ["iss": "https://evil.example"], [:]),
    ("no issuer", ["iss": .null], [:]),
    ("another resource", ["aud": "00000000-0000-0000-0000-000000000000"], [:]),
    ("a list of other resources", ["aud": ["a", "b"]], [:]),
    ("no end", ["exp": .null], [:]),
    ("long over", ["exp": 1_700_000_000], [:]),
    ("not yet", ["nbf": 4_000_000_000], [:]),
    ("an end that is a text", ["exp": "4000000000"], [:]),
    ("no algorithm", [:], ["alg": "none"]),
    ("the key as a password", [:], ["alg": "HS256"]),
    ("an unknown key", [:], ["kid": "k2"]),
    ("no key", [:], ["kid": .null]),
  ]

  @Test func `forged, expired and foreign tokens are refused`() async throws {
    try await guarded { server, authority in
      let now = HostTime.system.now
      let path = "/api/callbacks/0123456789abcdef0123456789abcdef"
      for (what, claims, header) in Self.forged {
        let token = authority.token(claims, header: header, now: now)
        // Keys were fetched a moment before: whether there is another by now cannot be told yet.
        let status = what == "an unknown key" ? 500 : 401
        #expect(await server.status(path, "x", bearing: token) == status, "\(what)")
      }
      let stranger = try #require(RSAPrivateKey())
      let parts = authority.token(now: now).split(separator: ".")
      let texts = [
        authority.token(by: stranger, now: now), "", "a.b.c", "a.b", "..", "!.!.!",
        parts.dropLast().joined(separator: ".") + ".", String(repeating: "a.", count: 7_000),
        "\(parts[0]).\(parts[1])x.\(parts[2])",
      ]
      for text in texts {
        #expect(
          await server.status(path, "x", bearing: text) == 401,
          "\(text.prefix(80))"
        )
      }
      let list = authority.token(["aud": ["other", .string(TestAuthority.audience)]], now: now)
      #expect(await server.status(path, "x", bearing: list) == 400)
    }
  }

  @Test func `without keys to check callbacks with the server is not ready`() async throws {
    let time = FastClock(factor: 100).hostTime
    try await guarded(time: time, isDown: true) { server, authority in
      await eventually {
        await server.readiness.hasPrefix("503 callbacks cannot be checked: the keys")
      }
      authority.goDown(false)
      await eventually { await server.readiness == "200 ready\n" }
    }
  }

  @Test func `tokens for another resource, of a call of ours, are said and make it not ready`()
    async throws
  {
    let log = LogLines()
    try await guarded(log: log) { server, authority in
      let now = HostTime.system.now
      let foreign = authority.token(["aud": "11111111-2222-3333-4444-555555555555"], now: now)
      // Anybody can have the service vouch for them, but not for a call of ours.
      let nobodys = "/api/callbacks/0123456789abcdef0123456789abcdef"
      #expect(await server.status(nobodys, "x", bearing: foreign) == 401)
      #expect(await server.status("GET", "/readyz") == 200)
      let path = "/api/callbacks/\(try await server.ring())"
      await server.service.wait(for: ":answer")
      let event = callback("CallConnected", id: "e1")
      for _ in 0..<3 { #expect(await server.status(path, event, bearing: foreign) == 401) }
      let readiness = await server.readiness
      #expect(
        readiness.hasPrefix("503 ") && readiness.contains("11111111-2222-3333"),
        "\(readiness)"
      )
      #expect(log.lines.filter { $0.contains("which is not what ACS_RESOURCE_ID says") }.count == 1)
      #expect(await server.status(path, event, bearing: authority.token(now: now)) == 200)
      #expect(await server.status("GET", "/readyz") == 200)
    }
  }

  @Test func `an id of a resource is the same in capitals`() async throws {
    try await guarded { server, authority in
      let audience = JSONValue.string(TestAuthority.audience.uppercased())
      let token = authority.token(["aud": audience], now: HostTime.system.now)
      let path = "/api/callbacks/0123456789abcdef0123456789abcdef"
      #expect(await server.status(path, "x", bearing: token) == 400)
    }
  }

  @Test func `a flood of unknown keys fetches keys once`() async throws {
    try await guarded { server, authority in
      let now = HostTime.system.now
      let statuses = await withTaskGroup(of: Int.self) { group in
        for number in 0..<50 {
          let token = authority.token(header: ["kid": .string("x\(number)")], now: now)
          group.addTask { await server.status("/api/callbacks/a", "x", bearing: token) }
        }
        return await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(statuses == [500], "keys were fetched before these came: nobody can tell yet")
      #expect(authority.fetches == 1)
    }
  }

  @Test func `keys that cannot be fetched refuse nobody for good, and known ones count`()
    async throws
  {
    try await guarded(isDown: true) { server, authority in
      let token = authority.token(now: HostTime.system.now)
      let path = "/api/callbacks/0123456789abcdef0123456789abcdef"
      #expect(await server.status(path, "x", bearing: token) == 500)
    }
    try await guarded { server, authority in
      let now = HostTime.system.now
      let path = "/api/callbacks/0123456789abcdef0123456789abcdef"
      let token = authority.token(now: now)
      #expect(await server.status(path, "x", bearing: token) == 400)
      authority.goDown(true)
      #expect(await server.status(path, "x", bearing: token) == 400)
    }
  }

  @Test func `a body is not read before who sends it is known`() async throws {
    try await guarded { server, _ in
      let body = String(repeating: "x", count: 3_000_000)
      let status = await server.status("POST", "/api/callbacks/a", body)
      // The connection may be closed on whoever still writes.
      #expect([0, 401].contains(status))
    }
  }

  @Test func `a body over its route's limit is refused, and nothing comes of it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let key = try Secret("a-secret-of-sixteen", of: "the key")
      try await TestServer.run(in: folder, admin: .bearer(key)) { server in
        let id = try await server.ring()
        let webhook = JSONLimits.webhook.bytes
        let routes: [(String, String, Int)] = [
          ("POST", "/api/incomingCall", webhook), ("POST", "/api/callbacks/\(id)", webhook),
          ("POST", "/api/callbacks/\(id)/recording", webhook), ("OPTIONS", "/api/incomingCall", 0),
          ("POST", "/api/calls", Route.operatorBytes),
          ("POST", "/api/calls/\(id)/signals/go", Route.operatorBytes),
          ("PUT", "/api/flags/open", Route.operatorBytes), ("POST", "/api/reload", 0),
          ("DELETE", "/api/calls/\(id)", 0), ("GET", "/healthz", 0), ("GET", "/media/beep.wav", 0),
        ]
        let headers: HTTPHeaders = ["Authorization": "Bearer \(key.text)"]
        for (method, path, limit) in routes {
          let body = String(repeating: " ", count: limit + 1)
          let answer = try await server.send(method, path, body, headers: headers)
          #expect(answer.status == 413, "\(method) \(path)")
        }
        #expect(
          await server.status("POST", "/api/callbacks/\(id)", callback("CallConnected", id: "e"))
            == 200
        )
        await server.service.wait(for: ":play")
      }
    }
  }

  @Test func `one client has its share of connections, and that is a line of the log`()
    async throws
  {
    let log = LogLines()
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(
        in: folder,
        log: log,
        configure: {
          $0.limits.maxConnectionsPerClient = 3
          $0.limits.maxHeldPerClient = 0
        }
      ) { server in
        let answers = try await onThread {
          let held = try (1...3).map { _ in
            let connection = try RawConnection(port: server.port, from: "127.0.0.9")
            connection.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            return (connection, connection.readHead())
          }
          #expect(held.allSatisfy { $1.hasPrefix("HTTP/1.1 200 ") })
          return try (1...20).map { _ in
            try RawConnection(port: server.port, from: "127.0.0.9").readToEnd()
          }
        }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 503 ") })
        _ = try await server.ring()
        await server.service.wait(for: ":answer")
      }
    }
    let lines = log.lines.filter { $0.contains("one client has too many connections") }
    #expect(lines.count == 1)
  }

  @Test(arguments: [
    ("127.0.0.1:0", nil), ("[::1]:0", nil), (":8080", 2_048), ("10.0.0.1:80", 2_048),
  ])
  func `on loopback one client may have all connections`(listen: String, most: Int?) throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let configuration = ServerConfiguration(
      listen: try ListenAddress(parsing: listen),
      publicURL: try PublicURL(parsing: "https://calls.example"),
      service: try ConnectionString(parsing: "endpoint=https://x.example/;accesskey=AAECAw==")
        .endpoint,
      credential: .accessKey([1]),
      folder: try FlowFolder(at: "/"),
      logger: logger
    )
    #expect(configuration.limits.maxConnectionsPerClient == most)
  }

  @Test func `a server proves that it has the secret to who has proved it, and to nobody else`()
    async throws
  {
    let secret = try Secret("a-secret-of-sixteen", of: "the secret")
    let other = try Secret("another-of-sixteen", of: "the secret")
    var access = EventGridAccess()
    access.secret = secret
    try await guarded(eventGrid: access) { server, _ in
      func ask(_ secret: Secret, _ number: String, of asked: String) async throws -> HTTPResponse {
        try await server.send(
          "GET",
          ServerProof.path,
          headers: [
            ServerProof.numberHeader: number,
            ServerProof.proofHeader: ServerProof(of: secret).question(asked),
          ]
        )
      }
      let proven = try await ask(secret, "17", of: "17")
      let proof = String(decoding: proven.body, as: UTF8.self)
      #expect(proven.status == 200 && proof == ServerProof(of: secret).answer("17") + "\n")
      // Who repeats what came has proved nothing.
      #expect(ServerProof(of: secret).answer("17") != ServerProof(of: secret).question("17"))
      #expect(ServerProof(of: secret).answer("17") != ServerProof(of: secret).answer("18"))
      #expect(try await ask(other, "17", of: "17").status == 401)
      #expect(try await ask(secret, "18", of: "17").status == 401)
      #expect(await server.status("GET", ServerProof.path) == 401)
    }
  }

  @Test func `Event Grid proves itself by a secret in its URL or a header`() async throws {
    let text = "a-secret-of-sixteen"
    var access = EventGridAccess()
    access.secret = try Secret(text, of: "the secret")
    try await guarded(eventGrid: access) { server, _ in
      let path = "/api/incomingCall"
      let ringing = incomingCall("key-1", age: 0)
      #expect(await server.status("POST", path, ringing) == 401)
      #expect(await server.status("POST", path + "?secret=a-secret-of-sixteem", ringing) == 401)
      #expect(await server.status("POST", path + "?secret=", ringing) == 401)
      #expect(server.service.actions.isEmpty)
      #expect(await server.status("POST", path + "?x=1&secret=\(text)", ringing) == 200)
      let second = incomingCall("key-2", age: 0)
      let headers: HTTPHeaders = ["X-Event-Grid-Secret": text]
      let answer = try await server.send("POST", path, second, headers: headers)
      #expect(answer.status == 200)
      await server.service.wait(for: ":answer", count: 2)
    }
  }

  @Test func `the log says what a delivery lacks, and whoever sends it is not told`() async throws {
    let log = LogLines()
    var access = EventGridAccess()
    access.secret = try Secret("a-secret-of-sixteen", of: "the secret")
    try await guarded(log: log, eventGrid: access) { server, _ in
      for query in ["", "?secret=", "?secret=another-of-sixteen"] {
        let answer = try await server.send("POST", "/api/incomingCall" + query, "[]")
        #expect(answer.status == 401)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("secret"))
      }
    }
    let lines = log.lines.filter { $0.contains("a request is refused") }
    #expect(lines.count == 2)
    #expect(lines.first?.contains("the subscription's URL ends in no ?secret=") == true)
    #expect(lines.last?.contains("another than the server's EVENT_GRID_SECRET") == true)
  }

  @Test func `who guesses the admin key is told of in the log`() async throws {
    let log = LogLines()
    let key = try Secret("a-key-of-sixteen-signs", of: "the key")
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(in: folder, log: log, admin: .bearer(key)) { server in
        for guess in ["first", "second", "third"] {
          let headers: HTTPHeaders = ["Authorization": "Bearer \(guess)"]
          let answer = try await server.send("DELETE", "/api/calls/0123", headers: headers)
          #expect(answer.status == 401)
        }
      }
    }
    let lines = log.lines.filter { $0.contains("a request is refused") }
    #expect(lines.count == 1)
    #expect(lines.first?.contains("the key to the admin API is another") == true)
  }

  @Test func `where Event Grid has a secret or a token, what came is what is wrong`() async throws {
    let log = LogLines()
    var access = EventGridAccess()
    access.secret = try Secret("a-secret-of-sixteen", of: "the secret")
    access.tokens = try .entra(
      tenant: "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
      application: TestAuthority.audience
    )
    try await guarded(log: log, eventGrid: access) { server, _ in
      #expect(await server.status("/api/incomingCall", "[]", bearing: "x") == 401)
      #expect(await server.status("POST", "/api/incomingCall", "[]") == 401)
    }
    let lines = log.lines.filter { $0.contains("a request is refused") }
    #expect(lines.first?.contains("the token cannot be read") == true)
    #expect(lines.last?.contains("there is no secret") == true)
  }

  @Test func `a handshake needs no proof, and can be nothing else`() async throws {
    var access = EventGridAccess()
    access.secret = try Secret("a-secret-of-sixteen", of: "the secret")
    try await guarded(eventGrid: access) { server, _ in
      let path = "/api/incomingCall"
      let validation = #"""
        [{"id":"1","topic":"","subject":"","data":{"validationCode":"code"},
          "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",
          "eventTime":"2026-03-02T09:00:00Z","metadataVersion":"1","dataVersion":"1"}]
        """#
      let headers: HTTPHeaders = ["aeg-event-type": "SubscriptionValidation"]
      let answer = try await server.send("POST", path, validation, headers: headers)
      #expect(answer.status == 200)
      let forged = incomingCall("key-1", age: 0)
      let refusal = try await server.send("POST", path, forged, headers: headers)
      #expect(refusal.status == 400)
      #expect(server.service.actions.isEmpty)
      let origin: HTTPHeaders = ["WebHook-Request-Origin": "eventgrid.azure.net"]
      let shaken = try await server.send("OPTIONS", path, headers: origin)
      #expect(shaken.status == 200)
    }
  }

  @Test func `Event Grid proves itself by a token of either form of Entra`() async throws {
    let tenant = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
    let authority = try TokenAuthority.entra(tenant: tenant, application: TestAuthority.audience)
    #expect(
      authority.configurationURL
        == "https://login.microsoftonline.com/\(tenant)/v2.0/.well-known/openid-configuration"
    )
    #expect(authority.rules.issuers.contains("https://sts.windows.net/\(tenant)/"))
    #expect(throws: ConfigurationError.self) {
      try TokenAuthority.entra(tenant: "contoso", application: TestAuthority.audience)
    }
  }

  @Test func `a refusal is a line a minute, and never says the token`() async throws {
    let log = LogLines()
    try await guarded(log: log) { server, authority in
      let token = authority.token(["iss": "evil"], now: HostTime.system.now)
      for _ in 0..<20 {
        _ = await server.status("/api/callbacks/a", "x", bearing: token)
      }
      let lines = log.lines.filter { $0.contains("a request is refused") }
      #expect(lines.count == 1)
      #expect(lines.first?.contains("somebody else issued the token") == true)
      #expect(!log.lines.contains { $0.contains(token) })
    }
  }

  @Test func `a server that others reach does not start without proofs`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      await #expect(throws: ServerStartError.self) {
        try await TestServer.run(
          in: folder,
          configure: { $0.listen = try ListenAddress(parsing: "0.0.0.0:0") }
        ) { _ in }
      }
    }
  }
}

extension TestServer {
  /// The status of a POST that bears a token; 0 without an answer.
  fileprivate func status(_ path: String, _ body: String, bearing token: String) async -> Int {
    do {
      let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
      return try await send("POST", path, body, headers: headers).status
    } catch {
      return 0
    }
  }
}
