import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl provision`, with Microsoft Graph, Azure and the service served on loopback.
  @Suite struct ProvisionTests {
    private static let deployment = "Tests/Provisioning/contoso.yaml"
    private static let application = CloudAnswers.application
    private static let account = CloudAnswers.account
    private static let resource = CloudAnswers.resource
    private static let tenant = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
    private static let agent = "0269be4d-5be0-4770-bf9c-a1bf50ee78d5"

    /// What there is of the world: this machine.
    private static let alone = [
      "ACS_CONNECTION_STRING": "", "ACS_ENDPOINT": "", "EVENT_GRID_SECRET": "",
      "https_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1",
    ]

    private func provision(
      _ arguments: [String],
      _ environment: [String: String] = [:]
    ) async throws -> String {
      let child = try Child(
        ["provision"] + arguments,
        environment: Self.alone.merging(environment) { $1 }
      )
      let code = await child.exitCode()
      return "\(code) \(child.text)"
    }

    /// Runs the check with all answers, and those that a test changes.
    private func check(
      _ deployment: String = Self.deployment,
      assigned: Bool = true,
      environment more: [String: String] = [:],
      _ change: (CloudAnswers) -> Void = { _ in }
    ) async throws -> String {
      var said = ""
      let answers = CloudAnswers()
      let assignments = AssignmentService()
      try await withServer(assignments.respond(to:)) { service in
        try await withServer(answers.respond(to:)) { base in
          answers.setWell(base)
          change(answers)
          let environment = [
            "GRAPH_TOKEN": "a-token", "AZURE_TOKEN": "a-token",
            "ACS_CONNECTION_STRING": "endpoint=\(service)/;accesskey=AAECAw==",
          ].merging(more) { $1 }
          if assigned {
            for arguments in [[Self.account], [Self.agent, "--client", Self.application]] {
              let child = try Child(
                ["teams", "assign", Self.tenant] + arguments,
                environment: environment
              )
              #expect(await child.exitCode() == 0, "\(child.text)")
            }
          }
          said = try await provision(
            [deployment, "--check", "--graph", base, "--azure", base],
            environment
          )
        }
      }
      return said
    }

    /// A server that is ready, behind a certificate; and a deployment that names it.
    private func ready(
      _ body: (_ deployment: String, _ url: String, _ environment: [String: String]) async throws ->
        Void
    ) async throws {
      let peer = try await onThread {
        try TLSPeer(protocols: "http/1.1") { connection in
          while case let head = connection.readHead(), !head.isEmpty {
            let isAsked = head.hasPrefix("GET /readyz ")
            let status = isAsked ? "200 OK" : "404 Not Found"
            connection.write("HTTP/1.1 \(status)\r\nContent-Length: 6\r\n\r\nready\n")
          }
        }
      }
      let url = "https://127.0.0.1:\(peer.port)"
      let folder = try TemporaryFolder()
      let text = try String(
        contentsOf: packageRoot.appending(path: Self.deployment),
        encoding: .utf8
      )
      let path = try folder.write(
        "deployment.yaml",
        text.replacing("https://calls.contoso.com", with: url)
      )
      try await body(path, url, ["CURL_CA_BUNDLE": peer.certificate])
    }

    private static let events = ["IncomingCall", "RecordingFileStatusUpdated"]

    @Test(.hangLimit) func `a deployment where all is done`() async throws {
      try await ready { deployment, url, environment in
        let said = try await check(deployment, environment: environment) { answers in
          answers.set(
            CloudAnswers.subscriptions + "page=2",
            #"{"value":[\#(CloudAnswers.subscription(url, events: Self.events))]}"#
          )
        }
        #expect(
          said == """
            0 ok    resource: contoso is there, as \(Self.resource)
            ok    resource: the resource may use contoso-ai
            ok    bot: contosoCalls is there, as \(Self.application)
            ok    bot: it has the channel of Teams
            ok    application: \(Self.application) is registered, as contosoCalls
            ok    consent: an administrator has consented to TeamsResourceAccount.Read.All
            ok    consent: an administrator has consented to TeamsExtension.ManageCalls
            ok    Microsoft Graph: it tells of 2 resource accounts
            ok    resource account: support@contoso.com is there, as \(Self.account)
            ok    number: support@contoso.com has +12065551212
            ok    server consent: support@contoso.com is assigned
            ok    client consent: alice is assigned
            ok    server: \(url) is ready
            ok    Event Grid's subscription: flowctl delivers IncomingCall in 2 attempts at most \
            within a minute
            """
        )
      }
    }

    @Test(.hangLimit) func `what nobody tells of is to be confirmed by hand, and fails nothing`()
      async throws
    {
      try await ready { deployment, url, environment in
        let said = try await check(deployment, environment: environment) { answers in
          answers.set(
            CloudAnswers.subscriptions + "page=2",
            #"{"value":[\#(CloudAnswers.subscription(url, events: Self.events))]}"#
          )
          answers.set(
            CloudAnswers.principal,
            #"{"error":{"code":"Authorization_RequestDenied","message":"no"}}"#,
            status: 403
          )
        }
        #expect(said.hasPrefix("0 "), "\(said)")
        #expect(
          said.contains("hand  application: the token of GRAPH_TOKEN may not see applications")
        )
        #expect(said.contains("do: look in Entra, under App registrations; or take a GRAPH_TOKEN"))
        #expect(
          said.hasSuffix(
            """


            To confirm by hand:
              2. CCaaS Developer: Provision the AppID (Application ID)
              6. Teams Admin: Grant administrator consent
            """
          ),
          "\(said)"
        )
      }
    }

    @Test(.hangLimit) func `another server at the public URL is told from this one`() async throws {
      try await ready { deployment, url, environment in
        let secret = ["EVENT_GRID_SECRET": "a-secret-of-sixteen"]
        let said = try await check(deployment, environment: environment.merging(secret) { $1 })
        #expect(said.hasPrefix("1 "))
        #expect(
          said.contains(
            "fail  server: \(url) leads to another server, or to one with another EVENT_GRID_SECRET"
          ),
          "\(said)"
        )
        #expect(said.contains("Not known to be done:\n  10. CCaaS Developer"))
      }
    }

    @Test(.hangLimit) func `what the scripts make and nobody did yet is told with its step`()
      async throws
    {
      let said = try await check { answers in
        let none = #"{"error":{"code":"NotFound","message":"none"}}"#
        answers.set(CloudAnswers.roles, #"{"value":[]}"#)
        answers.set(CloudAnswers.bot + "/channels/", none, status: 404)
        answers.set(CloudAnswers.principal, none, status: 404)
        let often = CloudAnswers.subscription(attempts: 30, events: ["IncomingCall"])
        let failed = CloudAnswers.subscription(
          state: "Failed",
          events: ["RecordingFileStatusUpdated"]
        )
        answers.set(CloudAnswers.subscriptions + "page=2", #"{"value":[\#(often),\#(failed)]}"#)
      }
      for line in [
        "fail  resource: the resource has not the role Cognitive Services User of contoso-ai",
        "fail  bot: it has no channel of Teams",
        "fail  application: there is no \(Self.application), or it has no service principal",
        "fail  consent: no administrator has consented to TeamsResourceAccount.Read.All of",
        "fail  consent: no administrator has consented to TeamsExtension.ManageCalls of",
        "fail  server: https://calls.contoso.com does not answer: ",
        "warn  Event Grid's subscription: flowctl delivers IncomingCall in 30 attempts within 1 m",
        "warn  Event Grid's subscription: flowctl is Failed",
        "      do: step 3. CCaaS Developer: Create the Bot",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      let alone = try await check { answers in
        let mine = CloudAnswers.grant(
          "TeamsResourceAccount.Read.All TeamsExtension.ManageCalls",
          type: "Principal"
        )
        answers.set(CloudAnswers.principal + "/oauth2PermissionGrants", #"{"value":[\#(mine)]}"#)
        answers.set(
          CloudAnswers.service + "?api-version=",
          #"{"properties":{"immutableResourceId":"\#(Self.resource)"}}"#
        )
      }
      #expect(alone.contains("fail  consent: no administrator has consented to Teams"), "\(alone)")
      #expect(alone.contains("fail  resource: the resource has no identity of its own"))
    }

    @Test(.hangLimit) func `of a list that is not read to its end nothing is concluded`()
      async throws
    {
      let pages = CloudAnswers()
      try await withServer(pages.respond(to:)) { base in
        pages.setWell(base)
        let next = base + CloudAnswers.accounts + "?page=2"
        pages.set(
          CloudAnswers.accounts,
          #"{"value":[{"id":"other"}],"@odata.nextLink":"\#(next)"}"#
        )
        let foreign = #"{"value":[],"nextLink":"https://contoso.invalid/page2"}"#
        pages.set(CloudAnswers.subscriptions, foreign)
        let said = try await provision(
          [Self.deployment, "--check", "--graph", base, "--azure", base],
          ["GRAPH_TOKEN": "a-token", "AZURE_TOKEN": "a-token"]
        )
        #expect(
          said.contains(
            "?     Microsoft Graph: it does not say: it has more than 20 pages"
          ),
          "\(said)"
        )
        #expect(said.contains("Azure does not say: its next page is at another host"))
        #expect(!said.contains("there is no resource account") && !said.contains("none delivers"))
      }
    }

    @Test(.hangLimit) func `a deployment where little is done`() async throws {
      let said = try await check(assigned: false) { answers in
        let foreign = CloudAnswers.graphAccount
          .replacing(Self.resource, with: "other")
          .replacing("tel:+12065551212", with: "")
        answers.set(CloudAnswers.accounts + "?page=2", #"{"value":[\#(foreign)]}"#)
        answers.set(
          CloudAnswers.service + "?api-version=",
          #"{"error":{"code":"ResourceNotFound","message":"none"}}"#,
          status: 404
        )
        let slow = CloudAnswers.subscription(minutes: 1440, events: ["IncomingCall"])
        answers.set(
          CloudAnswers.subscriptions + "page=2",
          #"{"value":[\#(slow)]}"#
        )
      }
      for line in [
        "fail  resource: there is no contoso",
        "fail  resource account: support@contoso.com belongs to another resource, other",
        "do: step 4. Teams Admin: Provision Resource Account",
        "fail  number: support@contoso.com has none",
        "fail  server consent: support@contoso.com is assigned nothing",
        "fail  client consent: alice is assigned nothing",
        "warn  Event Grid's subscription: flowctl delivers IncomingCall in 2 attempts within 1440 minutes",
        "warn  Event Grid's subscription: none delivers RecordingFileStatusUpdated",
        "  8. CCaaS Developer: Provide server consent",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      #expect(said.hasPrefix("1 ") && !said.contains("a-token"))
    }

    @Test(.hangLimit) func `a 404 of somebody else does not say that something is missing`()
      async throws
    {
      let said = try await check { answers in
        answers.set(CloudAnswers.service + "?api-version=", "<h1>Not Found</h1>", status: 404)
      }
      #expect(said.contains("?     resource: Azure does not say: it answers 404"), "\(said)")
      #expect(!said.contains("there is no contoso"))
    }

    @Test(.hangLimit) func `without tokens nothing is asked`() async throws {
      let said = try await provision(
        [Self.deployment, "--check"],
        ["GRAPH_TOKEN": "", "AZURE_TOKEN": ""]
      )
      for line in [
        "?     Microsoft Graph: it is not asked without a token in GRAPH_TOKEN",
        "?     application: Microsoft Graph is not asked without a token in GRAPH_TOKEN",
        "?     resource: Azure is not asked without a token in AZURE_TOKEN",
        "?     server consent: the service is not asked without ACS_CONNECTION_STRING",
        "do: set AZURE_TOKEN: az account get-access-token",
        "do: set GRAPH_TOKEN to one with TeamsResourceAccount.Read.All",
        "do: set ACS_CONNECTION_STRING, as the commands of step 8 do",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      #expect(!said.contains("do: step ") && said.hasPrefix("1 "), "\(said)")
      #expect(said.contains("Not known to be done:\n  1. CCaaS Developer"), "\(said)")
    }

    @Test(.hangLimit) func `a secret whose file cannot be read is told, and not left out`()
      async throws
    {
      for name in ["ACS_CONNECTION_STRING", "GRAPH_TOKEN", "AZURE_TOKEN"] {
        let said = try await provision(
          [Self.deployment, "--check"],
          [name + "_FILE": "/nowhere/x"]
        )
        #expect(said.hasPrefix("2 "), "\(said)")
        #expect(
          said.contains("\(name)_FILE: the secret's file `/nowhere/x` cannot be read"),
          "\(said)"
        )
      }
    }

    @Test(.hangLimit) func `what is not reached, and a token that is refused, are told apart`()
      async throws
    {
      let said = try await provision(
        [
          Self.deployment, "--check", "--graph", "http://127.0.0.1:1", "--azure",
          "http://127.0.0.1:1",
        ],
        [
          "GRAPH_TOKEN": "a-token", "AZURE_TOKEN": "a-token",
          "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:1/;accesskey=AAECAw==",
        ]
      )
      #expect(said.contains("?     resource: Azure does not say: not sent: "), "\(said)")
      #expect(said.contains("do: look at the network and the proxy"), "\(said)")
      #expect(said.contains("do: look at the endpoint, its key or identity, and the network"))
      #expect(!said.contains("do: step "), "\(said)")
      let answers = CloudAnswers()
      try await withServer(answers.respond(to:)) { base in
        let refused = try await provision(
          [Self.deployment, "--check", "--graph", base, "--azure", base],
          ["GRAPH_TOKEN": "old", "AZURE_TOKEN": "old"]
        )
        #expect(refused.contains("do: take a new AZURE_TOKEN"), "\(refused)")
        #expect(refused.contains("do: the token needs TeamsResourceAccount.Read.All"))
      }
    }

    @Test(
      .hangLimit,
      arguments: [
        (["--check", "--graph", "nonsense"], "--graph takes the URL of an API"),
        (["--azure", "https://"], "--azure takes the URL of an API"),
        (["--json"], "--json is for --check"),
        (
          ["--check", "--for", "admin"],
          "--for and --format are for what is printed without --check"
        ),
        (["--check", "--format", "markdown"], "--for and --format are for"),
      ]
    )
    func `options that do not go together are wrong usage`(
      arguments: [String],
      expected: String
    ) async throws {
      let said = try await provision([Self.deployment] + arguments)
      #expect(said.hasPrefix("2 ") && said.contains(expected), "\(said)")
    }

    @Test(.hangLimit) func `wrong usage says what is right`() async throws {
      let page = try await provision([Self.deployment])
      #expect(page.hasPrefix("0 # From nothing to an answered call: contosoCalls"), "\(page)")
      let script = try await provision([Self.deployment, "--format", "powershell"])
      #expect(script.hasPrefix("2 ") && script.contains("--for developer"), "\(script)")
      let broken = try await provision(["Tests/Provisioning/broken.yaml"])
      #expect(broken.hasPrefix("1 ") && broken.contains("did you mean `resourceGroup`?"))
      let nowhere = try await provision(["nowhere.yaml"])
      #expect(nowhere == "2 flowctl: `nowhere.yaml` cannot be read: no such file or directory")
    }
  }
}
