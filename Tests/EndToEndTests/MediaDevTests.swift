import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Audio and what is said, from the emulated caller's file to the flow's, over real sockets.
  @Suite struct MediaDevTests {
    /// The flow of docs/media.md, whose signal waits until the second line.
    private func page() throws -> String {
      let text = try String(
        contentsOf: Child.packageRoot.appending(path: "docs/media.md"),
        encoding: .utf8
      )
      let block = try #require(text.components(separatedBy: "```yaml\n").dropFirst().first)
      return try #require(block.components(separatedBy: "```").first)
    }

    @Test(.hangLimit)
    func `a caller's voice is kept, and what they say reaches the flow`() async throws {
      let (flows, folder) = (try TemporaryFolder(), try TemporaryFolder())
      try flows.write(
        "written-down.yaml",
        page() + "identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }\n"
          + "routes: [{ to: line }]\n"
      )
      try flows.write(
        "flowctl.yaml",
        "environments:\n  test:\n    cognitiveServicesEndpoint: https://ai.contoso.com\n"
      )
      let script = try folder.write(
        "one.call.yaml",
        """
        caller: +14255550123
        voice: voice.wav
        talks: [{ say: I need help., after: 3s }, { press: 5 }]
        """
      )
      // A second of a ramp, at another rate than the stream's.
      let samples = (0..<16_000).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      let wav = wavFile(samples, rate: 16_000)
      try Data(wav).write(to: URL(filePath: folder.path + "/voice.wav"))
      let child = try Child([
        "dev", flows.path, "--once", "--listen", "127.0.0.1:0",
        "--emulator", "127.0.0.1:0", "--audio", folder.path + "/audio", "--call", script,
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "stream ends as done", "transcribe ends as done", "4:+14255550123 said: I need help.",
        "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
      let kept = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/audio").first
      )
      #expect(kept.hasSuffix("-4_+14255550123.wav"))
      let bytes = Array(try Data(contentsOf: URL(filePath: folder.path + "/audio/" + kept)))
      #expect(bytes.count > 44 + 48_000)
      #expect(bytes.count % 2 == 0)
      // Three samples for two: the ramp, then silence.
      let heard = stride(from: 44, to: 44 + 48_000, by: 2).map {
        Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8
      }
      #expect(heard == (0..<24_000).map { $0 * 16_000 / 24_000 })
      #expect(bytes[(44 + 48_000)...].allSatisfy { $0 == 0 })
    }

    @Test(.hangLimit)
    func `a voice that is none, and a bot that is not there, are said, and the call goes on`()
      async throws
    {
      let (flows, folder) = (try TemporaryFolder(), try TemporaryFolder())
      try flows.write(
        "stream.yaml",
        """
        flow: stream
        identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
        routes: [{ to: line }]
        blocks:
          main:
            - answer: { streaming: { forward: "ws://127.0.0.1:1/bot" } }
            - stream: start
            - wait: 3s
            - hangUp
        """
      )
      let script = try folder.write(
        "one.call.yaml",
        "caller: +14255550123\nvoice: one.call.yaml\n"
      )
      let child = try Child([
        "dev", flows.path, "--once", "--listen", "127.0.0.1:0",
        "--emulator", "127.0.0.1:0", "--call", script,
      ])
      #expect(await child.exitCode() == 0, "\(child.text)")
      for expected in [
        "who gets the call's audio is gone", "MediaStreamingFailed", "the call is over",
      ] {
        #expect(child.text.contains(expected), "\(expected)\n\(child.text)")
      }
    }
  }
}

/// A WAV file with one channel of 16 bits.
private func wavFile(_ samples: [UInt8], rate: Int) -> [UInt8] {
  func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let format = number(1, 2) + number(1, 2) + number(rate, 4) + number(2 * rate, 4)
  return Array("RIFF".utf8) + number(36 + samples.count, 4) + Array("WAVEfmt ".utf8)
    + number(16, 4) + format + number(2, 2) + number(16, 2) + Array("data".utf8)
    + number(samples.count, 4) + samples
}
