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
      // A fifth of a second of a ramp, at another rate than the stream's: all of it is sent long before
      // the caller speaks.
      let samples = (0..<3_200).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
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
      #expect(bytes.count > 44 + 9_600)
      #expect(bytes.count % 2 == 0)
      // Three samples for two: the ramp, then silence.
      let heard = stride(from: 44, to: 44 + 9_600, by: 2).map {
        Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8
      }
      #expect(heard == (0..<4_800).map { $0 * 16_000 / 24_000 })
      #expect(bytes[(44 + 9_600)...].allSatisfy { $0 == 0 })
    }

    @Test(.hangLimit)
    func `audio is passed on over TLS, to who has a certificate that is trusted`() async throws {
      let (heard, hears) = AsyncStream.makeStream(of: String.self)
      let bot = try await onThread {
        try TLSPeer(protocols: "http/1.1") { connection in
          connection.acceptWebSocket()
          while let frame = connection.nextFrame() {
            hears.yield(frame.text)
            guard frame.isClose else { continue }
            // Said back, as the protocol has it.
            connection.write([0x88, 0])
            return hears.finish()
          }
          hears.finish()
        }
      }
      let (flows, folder) = (try TemporaryFolder(), try TemporaryFolder())
      try flows.write("stream.yaml", forwarding(to: "wss://127.0.0.1:\(bot.port)/bot"))
      let script = try folder.write("one.call.yaml", "caller: +14255550123\n")
      let command = [
        "dev", flows.path, "--once", "--listen", "127.0.0.1:0",
        "--emulator", "127.0.0.1:0", "--call", script,
      ]
      let untrusting = try Child(command)
      #expect(await untrusting.exitCode() == 0, "\(untrusting.text)")
      #expect(untrusting.text.contains("MediaStreamingFailed"), "\(untrusting.text)")
      let child = try Child(command, environment: alone(["SSL_CERT_FILE": bot.certificate]))
      #expect(await child.exitCode() == 0, "\(child.text)")
      try #require(!child.text.contains("MediaStreamingFailed"), "\(child.text)")
      let messages = await heard.reduce(into: []) { $0.append($1) }
      #expect(messages.first?.contains("AudioMetadata") == true)
      #expect(messages.dropFirst().first?.contains("AudioData") == true)
    }

    private func forwarding(to url: String) -> String {
      """
      flow: stream
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      routes: [{ to: line }]
      blocks:
        main:
          - answer: { streaming: { forward: "\(url)" } }
          - stream: start
          - wait: 3s
          - hangUp
      """
    }

    @Test(.hangLimit)
    func `a bot that is not there is said, and the call goes on`() async throws {
      let (flows, folder) = (try TemporaryFolder(), try TemporaryFolder())
      try flows.write("stream.yaml", forwarding(to: "ws://127.0.0.1:1/bot"))
      let script = try folder.write("one.call.yaml", "caller: +14255550123\n")
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

extension RawConnection {
  /// The next frame of a client's, unmasked (RFC 6455, section 5.2); nil at the end.
  fileprivate func nextFrame() -> (isClose: Bool, text: String)? {
    guard let head = read(count: 2) else { return nil }
    var length = Int(head[1] & 0x7F)
    if length == 126 {
      guard let more = read(count: 2) else { return nil }
      length = Int(more[0]) << 8 | Int(more[1])
    }
    guard let mask = read(count: 4), let bytes = read(count: length) else { return nil }
    let plain = bytes.enumerated().map { $1 ^ mask[$0 % 4] }
    return (head[0] & 0x0F == 8, String(decoding: plain, as: UTF8.self))
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
