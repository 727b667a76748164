import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl doctor`, of a deployment that is well and of ones that are not.
  @Suite struct DoctorTests {
    private static let flow = """
      flow: greeting
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      routes: [{ to: line }]
      settings: { key: sensitive string, crm: uri }
      blocks:
        main:
          - answer
          - http: { get: "${settings.crm}/a", headers: { x-key: "${settings.key}" } }
            on: { failed: continue }
          - hangUp
      """

    private static let environment = """
      environments:
        dev:
          settings: { crm: https://crm.example, key: { env: DOCTOR_TEST_KEY } }
      """

    private func folder() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      try folder.write("greeting.yaml", Self.flow)
      try folder.write("flowctl.yaml", Self.environment)
      return folder
    }

    /// Runs the command to its end; returns its exit code with its output.
    private func doctor(
      _ folder: TemporaryFolder,
      url: String,
      _ arguments: [String] = [],
      _ environment: [String: String]
    ) async throws -> String {
      let child = try Child(
        ["doctor", folder.path, "--public-url", url] + arguments,
        environment: environment
      )
      let code = await child.exitCode()
      return "\(code) \(child.text)"
    }

    @Test(.hangLimit) func `a deployment that is well`() async throws {
      let folder = try folder()
      let deployment = try await Deployment(folder)
      let said = try await doctor(
        folder,
        url: deployment.url,
        deployment.proofArguments,
        deployment.environment.merging(["DOCTOR_TEST_KEY": "secret"]) { $1 }
      )
      // The emulator's URL is no https.
      #expect(said.hasPrefix("1 "), "\(said)")
      for line in [
        "ok    flows: 1 compile: greeting",
        "ok    secrets: all 1 of the flows are there",
        "ok    service: \(deployment.service) knows us by the access key",
        "ok    clock: it is the service's, within 30 s",
        "fail  public URL: \(deployment.url) is not https",
        "ok    public URL: \(deployment.url) leads to this server, and both handshakes come back",
        "ok    callbacks: who has no token of the service is turned away",
        "ok    incoming calls: who is not Event Grid is turned away",
        "ok    Event Grid's secret: who has it is let in",
        "ok    token keys: 1 of \(deployment.service); tokens are to be for the resource e5b7f628-",
        "?     resource account: 1 are routed to; Microsoft Graph is not asked without a token",
        "?     Event Grid's subscription: Azure is not asked without a token in AZURE_TOKEN",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      #expect(said.components(separatedBy: "fail").count == 2, "\(said)")
      let foreign = try await doctor(
        folder,
        url: deployment.url,
        deployment.proofArguments,
        deployment.environment.merging(["EVENT_GRID_SECRET": "another-grid-secret"]) { $1 }
      )
      #expect(
        foreign.contains(
          "fail  public URL: \(deployment.url) leads to another server, or to one with another "
            + "EVENT_GRID_SECRET"
        ),
        "\(foreign)"
      )
      #expect(!foreign.contains("let in") && !foreign.contains("leads to this server"))
      #expect(!foreign.contains("another-grid-secret"))
      await deployment.stop()
    }

    @Test(.hangLimit) func `who answers as a server of flowctl does is not taken for this one`()
      async throws
    {
      let folder = try folder()
      let stub = StubServer()
      try await withServer(stub.respond(to:)) { base in
        func said(_ secret: String) async throws -> String {
          try await doctor(
            folder,
            url: base,
            [],
            [
              "EVENT_GRID_SECRET": secret,
              "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:1/;accesskey=AAECAw==",
            ]
          )
        }
        let known = try await said("a-secret-of-sixteen")
        #expect(
          known.contains("fail  public URL: \(base) leads to another server, or to one with"),
          "\(known)"
        )
        #expect(!known.contains("let in"))
        // It is asked for a proof, and told nothing that is one.
        #expect(!stub.heard.contains("a-secret-of-sixteen"), "\(stub.heard)")
        let unknown = try await said("")
        #expect(
          unknown.contains(
            "?     public URL: both handshakes come back from \(base); whether from"
          ),
          "\(unknown)"
        )
        for (status, origin) in [(500, "eventgrid.azure.net"), (200, "nobody")] {
          stub.shakes(status, origin)
          let said = try await said("")
          #expect(
            said.contains(
              "fail  public URL: the handshake of the CloudEvents schema does not come"
            ),
            "\(said)"
          )
        }
      }
    }

    @Test(.hangLimit) func `Azure says where events go, and whether the AI resource may be used`()
      async throws
    {
      let folder = try folder()
      try folder.write(
        "flowctl.yaml",
        Self.environment + "\n    cognitiveServicesEndpoint: https://contoso-ai.invalid/\n"
      )
      let cloud = CloudAnswers()
      try await withServer(cloud.respond(to:)) { base in
        cloud.setWell(base)
        func said() async throws -> String {
          try await doctor(
            folder,
            url: "https://calls.contoso.com",
            ["--azure", base, "--resource-id", CloudAnswers.resource],
            [
              "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:1/;accesskey=AAECAw==",
              "AZURE_TOKEN": "a-token", "https_proxy": "http://127.0.0.1:1",
              "no_proxy": "127.0.0.1",
            ]
          )
        }
        cloud.setSubscriptions(host: "127.0.0.1", endpoint: "https://Contoso-AI.invalid")
        let well = try await said()
        for line in [
          "ok    resource: its immutable id is \(CloudAnswers.resource)",
          "ok    Event Grid's subscription: flowctl delivers IncomingCall in 2 attempts at most with",
          "ok    AI link: the resource may use contoso-ai",
          "fail  AI endpoint: https://contoso-ai.invalid/ does not answer: ",
        ] {
          #expect(well.contains(line), "\(line)\n\(well)")
        }
        let often = CloudAnswers.subscription(attempts: 30, events: ["IncomingCall"])
        cloud.set(CloudAnswers.subscriptions, #"{"value":[\#(often)]}"#)
        cloud.set(CloudAnswers.roles, #"{"value":[]}"#)
        cloud.setSubscriptions(
          host: "127.0.0.1",
          endpoint: "https://contoso-ai.invalid/",
          resource: "another"
        )
        let ill = try await said()
        for line in [
          "fail  resource: its immutable id is another, and ACS_RESOURCE_ID is another",
          "warn  Event Grid's subscription: flowctl delivers IncomingCall in 30 attempts within 1 m",
          "warn  Event Grid's subscription: none delivers RecordingFileStatusUpdated",
          "fail  AI link: the resource has not the role Cognitive Services User of contoso-ai",
          "do: `flowctl provision` has the commands in step 1, with `azure.aiService`",
        ] {
          #expect(ill.contains(line), "\(line)\n\(ill)")
        }
        cloud.setSubscriptions(host: "elsewhere", endpoint: "https://contoso-ai.invalid/")
        let none = try await said()
        #expect(
          none.contains(
            "?     AI link: the token sees no Communication Services resource 127.0.0.1"
          ),
          "\(none)"
        )
      }
    }

    @Test(.hangLimit) func `of a web server that is neither nothing is concluded`() async throws {
      let folder = try folder()
      let environment = ["EVENT_GRID_SECRET": "a-secret-of-sixteen"]
      let other: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
        .text(404, "<h1>Not Found</h1>")
      }
      try await withServer(other) { base in
        let service = ["ACS_CONNECTION_STRING": "endpoint=\(base)/;accesskey=AAECAw=="]
        let said = try await doctor(
          folder,
          url: base,
          [],
          environment.merging(service) { $1 }
        )
        for line in [
          "fail  service: \(base) answers 404, and not as the service does",
          "fail  public URL: \(base)/healthz answers 404",
          "?     callbacks: \(base) answers 404, and not as `flowctl serve` does",
          "?     incoming calls: \(base) answers 404, and not as `flowctl serve` does",
        ] {
          #expect(said.contains(line), "\(line)\n\(said)")
        }
        for word in ["clock", "turned away", "let in", "secret:"] {
          #expect(!said.contains(word), "\(word)\n\(said)")
        }
      }
    }

    @Test(.hangLimit) func `a deployment that is not`() async throws {
      let folder = try folder()
      let deployment = try await Deployment(folder, isGuarded: false)
      let wrongKey = "endpoint=\(deployment.service)/;accesskey=AAECAw=="
      let said = try await doctor(
        folder,
        url: deployment.url,
        [
          "--resource-id", "e5b7f628-ea94-4fdc-b3d9-1af1fe231111", "--token-issuer", deployment.url,
        ],
        ["ACS_CONNECTION_STRING": wrongKey]
      )
      for line in [
        "fail  secret `key`: the environment variable `DOCTOR_TEST_KEY` is not set",
        "fail  service: \(deployment.service) answers 401",
        "warn  callbacks: nobody is turned away",
        "warn  incoming calls: nobody is turned away",
        "fail  token keys: they cannot be fetched from \(deployment.url)",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      #expect(!said.contains("AAECAw=="))
      let nowhere = try await doctor(
        folder,
        url: "https://127.0.0.1:1",
        ["--json"],
        ["ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:1/;accesskey=AAECAw=="]
      )
      #expect(nowhere.contains(#"{"state":"fail","subject":"service""#), "\(nowhere)")
      #expect(nowhere.contains(#"{"state":"fail","subject":"public URL""#), "\(nowhere)")
      await deployment.stop()
    }

    @Test(.hangLimit) func `an identity without a token is told as what it is`() async throws {
      let folder = try folder()
      let refusing: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
        .json(403, Array(#"{"error":"no identity"}"#.utf8))
      }
      try await withServer(refusing) { base in
        let said = try await doctor(
          folder,
          url: "https://127.0.0.1:1",
          [],
          [
            "ACS_CONNECTION_STRING": "", "ACS_ENDPOINT": "http://127.0.0.1:1",
            "AZURE_POD_IDENTITY_AUTHORITY_HOST": base,
            "AZURE_TENANT_ID": "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
          ]
        )
        for line in [
          "flowctl: AZURE_TENANT_ID is not used: it takes AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET",
          "fail  identity: the machine's managed identity is given no token: "
            + "\(base)/metadata/identity/oauth2/token answers 403: no identity",
          "do: give the machine a managed identity, or set AZURE_TENANT_ID",
        ] {
          #expect(said.contains(line), "\(line)\n\(said)")
        }
        #expect(!said.contains("service: http"), "\(said)")
      }
    }

    @Test(.hangLimit) func `resource accounts are looked for in all pages of Graph`() async throws {
      let folder = try folder()
      let box = GraphPages()
      try await withServer(box.respond) { base in
        box.base = base
        func said(_ account: String, resource: String = "r") async throws -> String {
          box.account = account
          return try await doctor(
            folder,
            url: "https://127.0.0.1:1",
            ["--graph", base, "--resource-id", "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"],
            [
              "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:1/;accesskey=AAECAw==",
              "GRAPH_TOKEN": "graph-token",
            ]
          )
        }
        let id =
          #""id":"CC123456-5678-5678-1234-ccc123456789","userPrincipalName":"ra@contoso.com""#
        let number = #""phoneNumber":"tel:+12065551212""#
        let ours = #""acsResourceId":"e5b7f628-ea94-4fdc-b3d9-1af1fe231111""#
        let well = try await said("{\(id),\(number),\(ours)}")
        #expect(well.contains("ok    resource account: ra@contoso.com has +12065551212"), "\(well)")
        let bare = try await said("{\(id),\(ours)}")
        #expect(bare.contains("fail  resource account: ra@contoso.com has no number"))
        let foreign = try await said(#"{\#(id),\#(number),"acsResourceId":"other"}"#)
        #expect(foreign.contains("belongs to another resource, other"))
        let none = try await said(#"{"id":"x"}"#)
        #expect(none.contains("there is no resource account cc123456-5678"))
        let other = #"{"id":"dd1","userPrincipalName":"sales@contoso.com",\#(ours)}"#
        let more = try await said("{\(id),\(number),\(ours)},\(other)")
        #expect(
          more.contains("warn  resource account: no flow takes the calls of sales@contoso.com"),
          "\(more)"
        )
        try folder.write(
          "greeting.yaml",
          Self.flow.replacing("28:orgid:cc123456", with: "28:gcch:cc123456")
        )
        let government = try await said("{\(id),\(number),\(ours)}")
        #expect(government.contains("ok    resource account: ra@contoso.com has"), "\(government)")
        try folder.write(
          "greeting.yaml",
          """
          flow: greeting
          parameters: { to: phoneNumber }
          identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
          blocks: { main: [{ dial: { to: "${to}", as: line } }, hangUp] }
          """
        )
        let unrouted = try await said("{\(id),\(number),\(ours)}")
        #expect(
          unrouted.contains("warn  resource account: no flow takes the calls of any"),
          "\(unrouted)"
        )
        #expect(unrouted.contains("no flow takes the calls of ra@contoso.com"))
        try folder.write("greeting.yaml", "flow: greeting")
        let broken = try await said("{\(id),\(number),\(ours)}")
        #expect(broken.contains("fail  flows: "), "\(broken)")
        #expect(!broken.contains("no flow takes"), "\(broken)")
        try folder.write("greeting.yaml", Self.flow)
        box.isRefusing = true
        let refused = try await said("{}")
        #expect(refused.contains("Microsoft Graph does not say: it answers 403: no role"))
        #expect(!refused.contains("graph-token"))
      }
    }
  }
}
