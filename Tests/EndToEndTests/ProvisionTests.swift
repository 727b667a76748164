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

    private func provision(
      _ arguments: [String],
      _ environment: [String: String] = [:]
    ) async throws -> String {
      let child = try Child(
        ["provision"] + arguments,
        environment: ["ACS_CONNECTION_STRING": "", "ACS_ENDPOINT": ""].merging(environment) { $1 }
      )
      let code = await child.exitCode()
      return "\(code) \(child.text)"
    }

    /// Runs the check with all answers, and those that a test changes.
    private func check(
      assigned: Bool = true,
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
          ]
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
            [Self.deployment, "--check", "--graph", base, "--azure", base],
            environment
          )
        }
      }
      return said
    }

    @Test(.hangLimit) func `a deployment where all is done`() async throws {
      let said = try await check()
      for line in [
        "ok    resource: contoso is there, as \(Self.resource)",
        "ok    bot: contosoCalls is there, as \(Self.application)",
        "ok    Microsoft Graph: it tells of 2 resource accounts",
        "ok    resource account: support@contoso.com is there, as \(Self.account)",
        "ok    number: support@contoso.com has +12065551212",
        "ok    server consent: support@contoso.com is assigned",
        "ok    client consent: alice is assigned",
        "ok    Event Grid's subscription: flowctl delivers IncomingCall within a minute",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      // What cannot be asked is left to be looked at.
      #expect(said.contains("Not known to be done:\n  2. CCaaS Developer: Provision the AppID"))
      #expect(!said.contains("  4. Teams Admin") && !said.contains("fail"), "\(said)")
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
        "warn  Event Grid's subscription: flowctl delivers for more than a minute",
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
        "?     resource: Azure is not asked without a token in AZURE_TOKEN",
        "?     server consent: the service is not asked without ACS_CONNECTION_STRING",
        "do: set AZURE_TOKEN: az account get-access-token",
        "do: set GRAPH_TOKEN to one with TeamsResourceAccount.Read.All",
        "do: set ACS_CONNECTION_STRING, as the commands of step 8 do",
      ] {
        #expect(said.contains(line), "\(line)\n\(said)")
      }
      #expect(!said.contains("do: step"), "\(said)")
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
      #expect(!said.contains("do: step"), "\(said)")
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
