import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl teams`, against a server that answers as FACTS.md (k) has it.
  @Suite struct TeamsTests {
    private static let tenant = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
    private static let object = "cc123456-5678-5678-1234-ccc123456789"
    private static let client = "11111111-2222-3333-4444-555555555555"

    @Test(.hangLimit) func `assigns, says what is assigned, takes away, exchanges`() async throws {
      let fake = AssignmentService()
      try await withServer(fake.respond) { base in
        func teams(_ arguments: [String], token: String = "entra-token") async throws -> String {
          let child = try Child(
            ["teams"] + arguments,
            environment: [
              "ACS_CONNECTION_STRING": "endpoint=\(base)/;accesskey=AAECAw==",
              "ENTRA_TOKEN": token,
            ]
          )
          let code = await child.exitCode()
          return "\(code) \(child.text)"
        }
        let pair = [Self.tenant, Self.object]
        #expect(try await teams(["list"] + pair) == "0 \(Self.object): nothing")
        #expect(try await teams(["assign"] + pair) == "0 \(Self.object) is assigned")
        #expect(try await teams(["list"] + pair) == "0 \(Self.object): resource account")
        let agent = try await teams(["assign"] + pair + ["--client", Self.client])
        #expect(agent == "0 \(Self.object) is assigned, where something was before")
        #expect(try await teams(["list"] + pair) == "0 \(Self.object): agent, in \(Self.client)")
        #expect(try await teams(["remove"] + pair) == "0 \(Self.object) is assigned nothing")
        #expect(try await teams(["remove"] + pair) == "0 \(Self.object) is assigned nothing")
        let path = "/access/teamsExtension/tenants/\(Self.tenant)/assignments/\(Self.object)"
        #expect(
          fake.requests.filter { $0.hasPrefix("PUT") } == [
            #"PUT \#(path)?api-version=2025-06-30 {"principalType":"teamsResourceAccount"}"#,
            #"PUT \#(path)?api-version=2025-06-30 {"clientIds":["\#(Self.client)"],"principalType":"user"}"#,
          ]
        )
        let told = try await teams(["token"])
        #expect(told == "0 a token of 8:acs:a_b_c, until 2026-11-26T12:00:00Z")
        #expect(try await teams(["token", "--print"]) == "0 acs-token")
        let refused = try await teams(["token"], token: "other")
        #expect(refused.hasPrefix("2 ") && refused.contains("403: UserLicenseNotPresentForbidden"))
        #expect(!refused.contains("other"))
        let wrong = try await teams(["assign", "contoso", Self.object])
        #expect(wrong.hasPrefix("2 ") && wrong.contains("`contoso` is no id"))
        #expect(try await teams(["token"], token: "").contains("ENTRA_TOKEN is not set"))
      }
    }

    @Test(.hangLimit) func `all of it can be tried with the emulator`() async throws {
      let port = try freePort()
      let emulator = try Child(["emulate", "--listen", "127.0.0.1:\(port)"])
      #expect(await emulator.waitForLine("Emulating"))
      let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
      // {"alg":"RS256","kid":"k"} and {"tid":…,"oid":…}, signed by nobody.
      let claims = #"{"tid":"\#(Self.tenant)","oid":"\#(Self.object)"}"#
      let payload = Data(claims.utf8).base64EncodedString().filter { $0 != "=" }
      let entraToken = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.\(payload).c2ln"
      func teams(_ arguments: [String]) async throws -> String {
        let child = try Child(
          ["teams"] + arguments,
          environment: [
            "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:\(port)/;accesskey=\(key)",
            "ENTRA_TOKEN": entraToken,
          ]
        )
        let code = await child.exitCode()
        return "\(code) \(child.text)"
      }
      let pair = [Self.tenant, Self.object]
      #expect(try await teams(["list"] + pair) == "0 \(Self.object): nothing")
      let agent = try await teams(["assign"] + pair + ["--client", Self.client])
      #expect(agent == "0 \(Self.object) is assigned")
      #expect(try await teams(["list"] + pair) == "0 \(Self.object): agent, in \(Self.client)")
      #expect(try await teams(["remove"] + pair) == "0 \(Self.object) is assigned nothing")
      let token = try await teams(["token"])
      let resource = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
      #expect(
        token.hasPrefix("0 a token of 8:acs:\(resource)_\(Self.tenant)_\(Self.object), until "),
        "\(token)"
      )
      emulator.terminate()
      _ = await emulator.exitCode()
    }

    @Test(.hangLimit, arguments: ["list", "remove", "assign"])
    func `a web server that is not the service says nothing of what is assigned`(
      command: String
    ) async throws {
      let other: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
        .text(404, "<h1>File not found</h1>")
      }
      try await withServer(other) { base in
        let child = try Child(
          ["teams", command, Self.tenant, Self.object],
          environment: ["ACS_CONNECTION_STRING": "endpoint=\(base)/;accesskey=AAECAw=="]
        )
        #expect(await child.exitCode() == 2)
        let expected = "flowctl: the service answers 404, and not as the service does"
        #expect(child.text.hasPrefix(expected), "\(child.text)")
      }
    }
  }
}
