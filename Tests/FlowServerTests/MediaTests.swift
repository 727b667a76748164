import CallAutomation
import CallModel
import Cryptography
import FlowRuntime
import Foundation
import HTTPTransport
import JSON
import Logging
import TestSupport
import Testing

@testable import FlowServer

/// The sockets that the service opens for a call's audio, and for what is said (FACTS.md (h)).
@Suite(.hangLimit)
struct MediaTests {
  private static func flow(_ options: String) -> String {
    """
    flow: media
    locale: en-US
    identities:
      line:
        rawId: \(lineRawID)
    routes:
      - to: line
    signals:
      said: { text: string, speaker: string? }
    blocks:
      main:
        - answer: { \(options) }
        - wait: { for: { line: { signal: said } }, timeout: 1h }
          id: heard
          on: { line: continue, timeout: hangUp }
        - log: "heard ${heard.line.text} of ${heard.line.speaker.orValue('nobody')}"
        - wait: 1h
        - hangUp
    """
  }

  /// Serves the flow while a call of it is answered.
  private func answered(
    _ options: String,
    log: LogLines? = nil,
    configure: @escaping @Sendable (inout ServerConfiguration) throws -> Void = { _ in },
    _ body: @escaping @Sendable (TestServer, CallID) async throws -> Void
  ) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(Self.flow(options), to: "media.yaml")
      try await TestServer.run(
        in: folder,
        log: log,
        configure: {
          $0.audioFolder = folder.path + "/audio"
          try configure(&$0)
        }
      ) { server in
        let id = try await server.ring()
        await server.service.wait(for: ":answer")
        try await body(server, id)
      }
    }
  }

  @Test func `the service is told of this server's own sockets`() async throws {
    let options = "streaming: { save: true }, transcription: { signal: said }"
    try await answered(options) { server, id in
      let body = try #require(server.service.bodies(":answer").first)
      #expect(body.contains(#""transportUrl":"wss://calls.example/media/\#(id)/streaming""#))
      #expect(body.contains(#""transportUrl":"wss://calls.example/media/\#(id)/transcription""#))
    }
  }

  @Test func `each voice is kept in a file of its own, at its rate`() async throws {
    try await answered("streaming: { save: true, channels: unmixed, format: pcm24KMono }") {
      server,
      id in
      try await withSocketClient { sockets in
        let service = SocketInbox()
        sockets.open(server.socket("/media/\(id)/streaming"), service)
        var events = service.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        let metadata = AudioMetadata(subscriptionID: "s", sampleRate: 24_000, frameBytes: 960)
        service.open?.send(MediaFrame.audioMetadata(metadata).bytes)
        for number in 0..<120 {
          for (who, sample) in [("4:+14255550123", 1), ("8:acs:a/../b", 2)] {
            let samples = [UInt8](repeating: UInt8(sample), count: 4)
            let frame = AudioFrame(
              participant: Identifier(rawID: who),
              data: encodeBase64(samples),
              isSilent: number % 2 == 0
            )
            service.open?.send(MediaFrame.audio(frame).bytes)
          }
        }
        service.send("not a frame")
        service.open?.close()
        _ = await events.next()
      }
      let folder = server.folder.path + "/audio/"
      let names = ["\(id.digest)-4_+14255550123.wav", "\(id.digest)-8_acs_a____b.wav"]
      await eventually {
        names.allSatisfy { wav(folder + $0).count == 44 + 480 }
      }
      for (number, name) in names.enumerated() {
        let bytes = wav(folder + name)
        #expect(Array(bytes[..<44]) == wavHeader(rate: 24_000, bytes: 480))
        #expect(bytes[44...].allSatisfy { $0 == UInt8(number + 1) })
      }
    }
  }

  /// Milliseconds after the first frame, who, and the sample of all 20 ms of it.
  private static let talk: [(at: Int64?, who: String, sample: UInt8)] = [
    (0, "a", 1), (20, "a", 2),
    // Two are missing, and another voice begins.
    (80, "b", 9), (80, "a", 3),
    // Times jitter.
    (115, "a", 4), (nil, "a", 5),
    // A time that is past, and one that has not come.
    (-1000, "a", 6), (86_400_000, "a", 7), (.max, "a", 8),
  ]

  @Test func `voices that are kept begin together, silent where nothing came`() async throws {
    try await answered("streaming: { save: true, channels: unmixed }") { server, id in
      try await withSocketClient { sockets in
        let service = SocketInbox()
        sockets.open(server.socket("/media/\(id)/streaming"), service)
        var events = service.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        let beginning: Int64 = 1_772_442_300_000
        for (at, who, sample) in Self.talk {
          let frame = AudioFrame(
            time: at.map { Timestamp(milliseconds: $0 == .max ? $0 : beginning + $0) },
            participant: Identifier(rawID: who),
            data: encodeBase64([UInt8](repeating: sample, count: 640))
          )
          service.open?.send(MediaFrame.audio(frame).bytes)
        }
        service.open?.close()
        _ = await events.next()
      }
      let folder = server.folder.path + "/audio/\(id.digest)-"
      await eventually { !wav(folder + "a.wav").isEmpty && !wav(folder + "b.wav").isEmpty }
      #expect(frames(wav(folder + "a.wav")) == [1, 2, 0, 0, 3, 4, 5, 6, 7, 8])
      #expect(frames(wav(folder + "b.wav")) == [0, 0, 0, 0, 9])
    }
  }

  @Test func `audio is passed on as it came, and what comes back is passed back`() async throws {
    let reader = SocketInbox { $0.send($1) }
    try await serve(reader) { port in
      let url = "ws://127.0.0.1:\(port)/bot?key=1"
      try await answered("streaming: { forward: '\(url)', bidirectional: true }") { server, id in
        try await withSocketClient { sockets in
          let service = SocketInbox()
          sockets.open(server.socket("/media/\(id)/streaming"), service)
          var events = service.events.makeAsyncIterator()
          #expect(await events.next() == .opened)
          for text in [#"{"Kind":"AudioMetadata"}"#, "any text", #"{"kind":"StopAudio"}"#] {
            service.send(text)
            #expect(await events.next() == .message(text))
          }
          service.open?.close()
        }
        #expect(await reader.last == .closed(.byPeer(.normal)))
      }
    }
  }

  @Test func `what comes back unasked is dropped`() async throws {
    let reader = SocketInbox { socket, _ in socket.send(Array("back".utf8)) }
    let log = LogLines()
    try await serve(reader) { port in
      try await answered("streaming: { forward: 'ws://localhost:\(port)/' }", log: log) {
        server,
        id in
        try await withSocketClient { sockets in
          let service = SocketInbox()
          sockets.open(server.socket("/media/\(id)/streaming"), service)
          var events = service.events.makeAsyncIterator()
          #expect(await events.next() == .opened)
          service.send("audio")
          var forwarded = reader.events.makeAsyncIterator()
          #expect(await forwarded.next() == .opened)
          #expect(await forwarded.next() == .message("audio"))
          await eventually { reader.open?.lost == 0 }
          service.open?.close()
          #expect(await events.next() == .closed(.byUs(.normal)))
        }
        await eventually { log.lines.contains { $0.contains("the call's audio has ended") } }
      }
    }
  }

  @Test func `where the audio can go nowhere, the service's socket is closed`() async throws {
    let log = LogLines()
    try await answered("streaming: { forward: 'ws://127.0.0.1:1/' }", log: log) { server, id in
      try await withSocketClient { sockets in
        let service = SocketInbox()
        sockets.open(server.socket("/media/\(id)/streaming"), service)
        #expect(await service.last == .closed(.byPeer(.failed)))
      }
      #expect(log.lines.contains { $0.contains("who gets the call's audio is gone") })
    }
  }

  @Test func `what is said is a signal of the call, line by line`() async throws {
    let log = LogLines()
    try await answered("transcription: { signal: said }", log: log) { server, id in
      #expect(await server.tell(id, "CallConnected", id: "e1", context: "1.1") == 200)
      try await withSocketClient { sockets in
        let service = SocketInbox()
        sockets.open(server.socket("/media/\(id)/transcription"), service)
        var events = service.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        for (text, isFinal) in [("I need", false), ("I need help.", true)] {
          let line = TranscriptLine(
            text: text,
            participant: Identifier(rawID: "4:+14255550123"),
            isFinal: isFinal
          )
          service.open?.send(MediaFrame.transcript(line).bytes)
        }
        service.send("{}")
        await eventually {
          log.lines.contains { $0.contains("heard I need help. of 4:+14255550123") }
        }
        service.open?.close()
        _ = await events.next()
      }
      #expect(!log.lines.contains { $0.contains("heard I need of") })
    }
  }

  @Test func `a socket that is not to be has the right status`() async throws {
    try await answered("streaming: { save: true }") { server, id in
      try await withSocketClient { sockets in
        @Sendable func status(_ path: String, _ connection: String = "connection-1") async -> String
        {
          let inbox = SocketInbox()
          sockets.open(server.socket(path, ["x-ms-call-connection-id": connection]), inbox)
          return await inbox.last.map { "\($0)" } ?? ""
        }
        let unknown = String(repeating: "0", count: 32)
        #expect(await status("/media/\(unknown)/streaming").contains("it answers 404"))
        #expect(await status("/media/nobody/streaming").contains("it answers 404"))
        #expect(await status("/media/\(id)/transcription").contains("it answers 404"))
        #expect(await status("/media/\(id)/video").contains("it answers 404"))
        // The answer's id is known a moment after it.
        await eventually {
          await status("/media/\(id)/streaming", "another").contains("it answers 403")
        }
        let first = SocketInbox()
        sockets.open(server.socket("/media/\(id)/streaming"), first)
        var events = first.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        await eventually { await status("/media/\(id)/streaming").contains("it answers 409") }
        #expect(await server.status("GET", "/media/\(id)/streaming") == 409)
        first.open?.close()
        #expect(await events.next() == .closed(.byUs(.normal)))
        await eventually { await server.status("GET", "/media/\(id)/streaming") == 426 }
        #expect(await server.status("POST", "/media/\(id)/streaming") == 405)
        #expect(await server.tell(id, "CallDisconnected", id: "e9") == 200)
        await eventually { await status("/media/\(id)/streaming").contains("it answers 410") }
      }
    }
  }

  @Test func `a socket without the service's token is refused before it is one`() async throws {
    let authority = try #require(TestAuthority())
    try await authority.serve {
      try await answered(
        "streaming: { save: true }",
        configure: {
          $0.callbackAccess = .tokens(
            try .callAutomation(resource: TestAuthority.audience, issuer: authority.issuer)
          )
        }
      ) { server, id in
        let now = HostTime.system.now
        let other = "00000000-0000-0000-0000-000000000000"
        try await withSocketClient { sockets in
          for token in [
            nil, "x", authority.token(["aud": .string(other)], now: now),
            authority.token(["exp": 1_700_000_000], now: now),
          ] {
            let refused = SocketInbox()
            let headers = token.map { ["Authorization": "Bearer \($0)"] as HTTPHeaders } ?? [:]
            sockets.open(server.socket("/media/\(id)/streaming", headers), refused)
            #expect(await refused.last == .closed(.notOpened(reason: "it answers 401")))
          }
          let taken = SocketInbox()
          let token = authority.token(now: now)
          sockets.open(
            server.socket("/media/\(id)/streaming", ["Authorization": "Bearer \(token)"]),
            taken
          )
          var events = taken.events.makeAsyncIterator()
          #expect(await events.next() == .opened)
        }
      }
    }
  }

  @Test func `a bot that takes nothing loses audio, and holds up nobody`() async throws {
    let log = LogLines()
    let over = DispatchSemaphore(value: 0)
    let bot = try RawServer { connection in
      connection.acceptWebSocket()
      over.wait()
    }
    defer {
      over.signal()
      bot.stop()
    }
    try await answered("streaming: { forward: 'ws://127.0.0.1:\(bot.port)/' }", log: log) {
      server,
      id in
      try await withSocketClient { sockets in
        let service = SocketInbox()
        sockets.open(server.socket("/media/\(id)/streaming"), service)
        var events = service.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        // Far more than the system's buffers hold.
        let frame = String(repeating: "a", count: 100_000)
        for _ in 0..<400 { service.send(frame) }
        #expect(await server.status("GET", "/healthz") == 200)
        service.open?.close()
        #expect(await events.next() == .closed(.byUs(.normal)))
      }
      await eventually {
        log.lines.contains { line in
          line.contains("the call's audio has ended") && !line.contains("lost_forward=0")
        }
      }
    }
  }

  /// Serves a socket at any path.
  private func serve(
    _ receiver: SocketInbox,
    _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let limits = WebSocketLimits(messageBytes: 200_000, queuedMessages: 100)
    let server = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
      logger: logger
    ) { _ in .upgraded(limits) { receiver } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await body(try await server.boundPort())
      group.cancelAll()
    }
  }
}

/// The bytes of a file; none where it is not there.
private func wav(_ path: String) -> [UInt8] {
  FileManager.default.contents(atPath: path).map { Array($0) } ?? []
}

/// What each 20 ms of a file of 16 kHz are all made of; 255 for any mixture.
private func frames(_ file: [UInt8]) -> [UInt8] {
  let samples = Array(file.dropFirst(44))
  return stride(from: 0, to: samples.count, by: 640).map { start in
    let frame = Set(samples[start..<min(start + 640, samples.count)])
    return frame.count == 1 ? frame.first ?? 255 : 255
  }
}

extension TestServer {
  fileprivate func socket(_ path: String, _ headers: HTTPHeaders = [:]) -> WebSocketRequest {
    WebSocketRequest(
      url: "ws://127.0.0.1:\(port)\(path)",
      headers: headers,
      limits: WebSocketLimits(messageBytes: 200_000, queuedMessages: 1000)
    )
  }
}
