import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl serve` as an operator sees it.
  @Suite struct ServeTests {
    private let key = "accesskey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    @Test func `it says what is wrong with the world, and exits with 2`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let taken = try freePort()
      let holder = try Child(["emulate", "--listen", "127.0.0.1:\(taken)"])
      #expect(await holder.waitForLine("Emulating"))
      let good = "endpoint=http://127.0.0.1:9/;\(key)"
      let cases: [(string: String, database: String, listen: String, says: String)] = [
        ("", "a.sqlite", "127.0.0.1:0", "ACS_CONNECTION_STRING"),
        ("nonsense", "a.sqlite", "127.0.0.1:0", "endpoint"),
        ("endpoint=http://x/;accesskey=%%%", "a.sqlite", "127.0.0.1:0", "accesskey"),
        (good, "no/such/folder/a.sqlite", "127.0.0.1:0", "no/such/folder"),
        (good, ".", "127.0.0.1:0", folder.path),
        (good, "a.sqlite", "127.0.0.1:\(taken)", "\(taken)"),
        (good, "a.sqlite", "nowhere", "HOST:PORT"),
      ]
      for (string, database, listen, says) in cases {
        let child = try Child(
          [
            "serve", folder.path, "--public-url", "https://calls.example.com", "--listen", listen,
            "--database", folder.url.appending(path: database).path,
          ],
          environment: ["ACS_CONNECTION_STRING": string]
        )
        #expect(await child.exitCode() == 2, "\(says): \(child.text)")
        #expect(child.text.contains(says), "\(child.text)")
      }
      holder.terminate()
      _ = await holder.exitCode()
    }

    @Test func `a folder of recordings that cannot be one ends the start, and another is made`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      try folder.write("taken", "a file")
      func serve(_ recordings: String) throws -> Child {
        try Child(
          [
            "serve", folder.path, "--public-url", "https://calls.example.com",
            "--listen", "127.0.0.1:0", "--database", folder.path + "/a.sqlite",
            "--recordings", folder.path + "/" + recordings,
          ],
          environment: ["ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:9/;\(key)"]
        )
      }
      for recordings in ["taken", "taken/below"] {
        let child = try serve(recordings)
        #expect(await child.exitCode() == 2, "\(child.text)")
        let expected = "recordings cannot be kept in `\(folder.path)/\(recordings)`"
        #expect(child.text.contains(expected), "\(child.text)")
      }
      let child = try serve("some/new")
      #expect(await child.waitForLine("ready"), "\(child.text)")
      #expect(FileManager.default.fileExists(atPath: folder.path + "/some/new"))
      child.terminate()
      #expect(await child.exitCode() == 0)
    }

    @Test func `flows with errors are printed as validate prints them`() async throws {
      let folder = try TemporaryFolder()
      try folder.write(
        "a.yaml",
        sampleFlow().replacingOccurrences(of: "play: goodbye", with: "play: godbye")
      )
      let child = try Child(
        [
          "serve", folder.path, "--public-url", "https://calls.example.com",
          "--listen", "127.0.0.1:0", "--database", folder.url.appending(path: "a.sqlite").path,
        ],
        environment: ["ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:9/;\(key)"]
      )
      #expect(await child.exitCode() == 1)
      #expect(child.text.contains("error[unknown-name]"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.yaml"])
    }

    @Test(.hangLimit)
    func `webhooks that are no good get the right status, and the server lives`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder, isGuarded: false)
      let unknownCall = String(repeating: "0", count: 32)
      let event = """
        [{"id":"1","source":"calling/callConnections/x","specversion":"1.0",
          "type":"Microsoft.Communication.CallConnected","data":{"callConnectionId":"x"}}]
        """
      let validation = """
        [{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",
          "data":{"validationCode":"abc"},"eventTime":"2026-03-02T09:00:00Z"}]
        """
      #expect(try await deployment.status("POST", "/api/incomingCall", "{") == 400)
      #expect(try await deployment.status("POST", "/api/incomingCall", validation) == 200)
      #expect(try await deployment.status("OPTIONS", "/api/incomingCall", origin: true) == 200)
      #expect(try await deployment.status("POST", "/api/callbacks/\(unknownCall)", event) == 404)
      #expect(try await deployment.status("POST", "/api/callbacks/xyz", event) == 404)
      #expect(try await deployment.status("GET", "/nowhere") == 404)
      #expect(try await deployment.status("GET", "/healthz") == 200)
      #expect(try await deployment.status("GET", "/readyz") == 200)
      deployment.server.terminate()
      #expect(await deployment.server.exitCode() == 0, "\(deployment.server.text)")
      await deployment.stop()
    }

    @Test(.hangLimit) func `a server asks for the proofs that its options name`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      let call = String(repeating: "0", count: 32)
      #expect(try await deployment.status("POST", "/api/incomingCall", "[]") == 401)
      #expect(try await deployment.status("POST", "/api/callbacks/\(call)", "[]") == 401)
      #expect(try await deployment.status("OPTIONS", "/api/incomingCall", origin: true) == 200)
      #expect(!deployment.server.text.contains("callback tokens are not checked"))
      await deployment.stop()
    }

    @Test(.hangLimit) func `a collector is told the spans of a call that has ended`() async throws {
      let requests = Mutex<[HTTPRequest]>([])
      let folder = try TemporaryFolder()
      try folder.write("pay.yaml", payingFlow)
      try folder.write("flowctl.yaml", sampleEnvironment)
      try await withServer { request in
        requests.withLock { $0.append(request) }
        return .json(200, Array("{}".utf8))
      } _: { url in
        let deployment = try await Deployment(folder, serverArguments: ["--otlp", url])
        try await deployment.place(
          "{ caller: +14255550123, turns: [{ press: 471147, after: 1s }] }"
        )
        #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
        // What is not sent yet is sent before it ends.
        await deployment.stop()
      }
      let request = try #require(requests.withLock { $0.first })
      #expect(request.method == "POST" && request.path == "/v1/traces")
      let text = String(decoding: request.body, as: UTF8.self)
      for word in [#""name":"call""#, #""name":"recognize""#, #""name":"answer""#, "main/4"] {
        #expect(text.contains(word), "\(word) is not in \(text)")
      }
      #expect(!text.contains("471147") && !text.contains("+14255550123"))
    }

    @Test(.hangLimit) func `SIGTERM lets a request end that is under way, and takes no other`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder, isGuarded: false)
      let body = """
        [{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",
          "data":{"validationCode":"abc"},"eventTime":"2026-03-02T09:00:00Z"}]
        """
      let half = try await deployment.beginRequest("/api/incomingCall", body: body, leavingOut: 9)
      deployment.server.terminate()
      await deployment.waitUntilClosed()
      half.write(String(body.suffix(9)))
      let answer = try await onThread { half.readHead() }
      #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
      #expect(await deployment.server.exitCode() == 0, "\(deployment.server.text)")
      #expect(!deployment.server.text.contains("stopped before"))
      await deployment.stop()
    }

    @Test(.hangLimit) func `--drain ends a server whose clients do not`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(
        folder,
        isGuarded: false,
        serverArguments: ["--drain", "1"]
      )
      let half = try await deployment.beginRequest("/api/incomingCall", body: "[ ]", leavingOut: 1)
      let start = ContinuousClock.now
      deployment.server.terminate()
      #expect(await deployment.server.exitCode() == 0, "\(deployment.server.text)")
      #expect(ContinuousClock.now - start >= .seconds(1))
      #expect(deployment.server.text.contains("stopped before all that was under way had ended"))
      half.finishWriting()
      let check = try Child(["journal", "check", folder.path + "/calls.sqlite"])
      #expect(await check.exitCode() == 0, "\(check.text)")
      await deployment.stop()
    }

    @Test(.hangLimit, arguments: ["collector:4318", "ftp://collector", "http://", "http://u@h"])
    func `a collector without a URL is a plain error`(url: String) async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      let child = try Child(
        [
          "serve", folder.path, "--public-url", "https://calls.example.com", "--otlp", url,
          "--database", folder.url.appending(path: "a.sqlite").path,
        ],
        environment: ["ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:9/;\(key)"]
      )
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.contains("is no URL of a collector"), "\(child.text)")
    }

    @Test(.hangLimit) func `a server that others reach does not start unguarded`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      let child = try Child(
        [
          "serve", folder.path, "--listen", "0.0.0.0:0", "--public-url", "https://a.example",
          "--database", folder.url.appending(path: "calls.sqlite").path,
        ],
        environment: ["ACS_CONNECTION_STRING": "endpoint=https://a.example/;accesskey=AAECAw=="]
      )
      #expect(await child.exitCode() == 2)
      #expect(child.text.contains("set ACS_RESOURCE_ID, and EVENT_GRID_SECRET"))
    }
  }
}
