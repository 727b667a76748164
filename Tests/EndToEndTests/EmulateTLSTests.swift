import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// `scripts/emulate-tls`, which `scripts/demo --tls` runs.
  @Suite struct EmulateTLSTests {
    private static let hasPrograms = ["openssl", "socat"].allSatisfy { program in
      ["/usr/bin", "/usr/local/bin", "/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
      }
    }

    @Test(.hangLimit, .enabled(if: hasPrograms))
    func `the emulated service is reached by https, and its certificate goes with it`() async throws
    {
      let (port, tls) = (try freePort(), try freePort())
      let script = try Child(
        [try Child.executable().path, "\(port)", "\(tls)"],
        program: packageRoot.appending(path: "scripts/emulate-tls").path
      )
      #expect(await script.waitForLine("Emulating"), "\(script.text)")
      let said = try #require(
        script.text.split(whereSeparator: \.isWhitespace).first { $0.hasSuffix("emulator.crt") }
      )
      let child = try Child(
        ["teams", "list", "87d349ed-44d7-43e1-9a83-5f2406dee5bd", CloudAnswers.account],
        environment: [
          "CURL_CA_BUNDLE": String(said),
          "ACS_CONNECTION_STRING":
            "endpoint=https://localhost:\(tls)/;accesskey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        ]
      )
      _ = await child.exitCode()
      #expect(child.text.contains("nothing"), "\(child.text)")
      script.terminate()
      _ = await script.exitCode()
      #expect(!FileManager.default.fileExists(atPath: String(said)))
    }
  }
}
