import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// The proxies and certificates that an operator's environment names.
  @Suite struct ClientEnvironmentTests {
    @Test(.hangLimit) func `a proxy of the environment is asked`() async throws {
      let (targets, target) = AsyncStream.makeStream(of: String.self)
      try await withServer { request in
        target.yield("\(request.headers["Host"] ?? "")\(request.target)")
        return .json(200, Array(noCalls.utf8))
      } _: { url in
        let list = ["calls", "--server", "http://calls.contoso.invalid"]
        for variable in ["http_proxy", "all_proxy"] {
          let child = try Child(list, environment: alone([variable: url]))
          #expect(await child.exitCode() == 0)
          #expect(child.text == "There are no calls.")
        }
        let direct = alone(["http_proxy": url, "no_proxy": "contoso.invalid"])
        let child = try Child(list, environment: direct)
        #expect(await child.exitCode() == 2)
        #expect(
          child.text.contains("http://calls.contoso.invalid does not answer"),
          "\(child.text)"
        )
      }
      target.finish()
      let asked = await targets.reduce(into: []) { $0.append($1) }
      #expect(
        asked == Array(repeating: "calls.contoso.invalid/api/calls?limit=20", count: 2)
      )
    }

    @Test(.hangLimit) func `a secret can be in a file, in one place at a time`() async throws {
      let (keys, key) = AsyncStream.makeStream(of: String.self)
      let folder = try TemporaryFolder()
      let file = try folder.write("key", Data("of-a-file-of-its-own\n".utf8))
      let empty = try folder.write("empty", Data())
      try await withServer { request in
        key.yield(request.headers["Authorization"] ?? "none")
        return .json(200, Array(noCalls.utf8))
      } _: { url in
        func run(_ variables: [String: String]) async throws -> (status: Int32, text: String) {
          let child = try Child(["calls", "--server", url], environment: alone(variables))
          return (await child.exitCode(), child.text)
        }
        let name = "FLOWCTL_ADMIN_KEY"
        #expect(try await run([name + "_FILE": file]).status == 0)
        let both = try await run([name + "_FILE": file, name: "another-long-key"])
        #expect(both.status == 2)
        #expect(both.text.contains("\(name) and \(name)_FILE are both set"), "\(both.text)")
        let nothing = try await run([name + "_FILE": empty])
        #expect(nothing.status == 2)
        #expect(nothing.text.contains("is empty"), "\(nothing.text)")
        let gone = try await run([name + "_FILE": file + "s"])
        #expect(gone.status == 2)
        #expect(gone.text.contains("cannot be read"), "\(gone.text)")
      }
      key.finish()
      #expect(await keys.reduce(into: []) { $0.append($1) } == ["Bearer of-a-file-of-its-own"])
    }

    @Test(.hangLimit) func `https goes through a proxy's tunnel, to a server it trusts`()
      async throws
    {
      let peer = try await onThread {
        try TLSPeer(protocols: "http/1.1") { connection in
          while !connection.readHead().isEmpty {
            let length = noCalls.utf8.count
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n\(noCalls)")
          }
        }
      }
      let (heads, head) = AsyncStream.makeStream(of: String.self)
      let proxy = try RawServer { client in
        head.yield(client.readHead())
        do {
          let server = try RawConnection(port: peer.port)
          client.write("HTTP/1.1 200 Connection established\r\n\r\n")
          client.join(server)
        } catch {
          client.write("HTTP/1.1 502 Bad Gateway\r\n\r\n")
        }
      }
      let list = ["calls", "--server", "https://calls.contoso.invalid"]
      let proxied = alone(["https_proxy": "http://127.0.0.1:\(proxy.port)"])
      let untrusting = try Child(list, environment: proxied)
      #expect(await untrusting.exitCode() == 2)
      #expect(untrusting.text.contains("certificate"), "\(untrusting.text)")
      let trusting = proxied.merging(["SSL_CERT_FILE": peer.certificate]) { $1 }
      let child = try Child(list, environment: trusting)
      #expect(await child.exitCode() == 0)
      #expect(child.text == "There are no calls.")
      proxy.stop()
      head.finish()
      let asked = await heads.reduce(into: []) { $0.append($1) }
      #expect(asked.count == 2)
      #expect(asked.allSatisfy { $0.hasPrefix("CONNECT calls.contoso.invalid:443 HTTP/1.1\r\n") })
    }
  }
}

private let noCalls = #"{"calls":[]}"#

/// An environment in which nothing else is said of proxies and certificates; what is empty counts as
/// not set.
func alone(_ values: [String: String]) -> [String: String] {
  let names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
  let certificates = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
  let unset = names + names.map { $0.uppercased() } + certificates
  return Dictionary(uniqueKeysWithValues: unset.map { ($0, "") }).merging(values) { $1 }
}
