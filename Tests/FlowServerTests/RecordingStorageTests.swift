import CallAutomation
import FlowRuntime
import HTTPTransport
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// Files of recordings, from a server that gives parts of them as it likes.
@Suite(.hangLimit)
struct RecordingStorageTests {
  private static let file = Array("the whole of a recording.".utf8)
  private static let url = "https://eus.asm.skype.com/v1/objects/0/content/audio"

  /// How a server answers a request for a part.
  enum Manner: CaseIterable {
    case parts, partsWithoutLength, whole, emptyParts, gone, wholeLater, otherPart
  }

  /// What is fetched in pieces of so many bytes, and the parts that were asked for.
  private func fetched(
    _ manner: Manner,
    pieceBytes: Int = 10
  ) async throws -> (outcome: String, ranges: [String]) {
    let ranges = Box<[String]>()
    ranges.value = []
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let outcome = Box<String>()
    try await withServer { request in
      let range = request.headers["Range"] ?? ""
      ranges.value = (ranges.value ?? []) + [range]
      guard request.headers["x-ms-host"] == "127.0.0.1",
        request.headers["Authorization"]?.hasPrefix("HMAC-SHA256") == true
      else { return HTTPResponse(status: 401) }
      return Self.answer(manner, range)
    } _: { url in
      let connection = try ServiceConnection(
        try ServiceEndpoint(parsing: url),
        .accessKey([1, 2, 3]),
        logger: logger
      )
      var storage = RecordingStorage(connection)
      storage.pieceBytes = pieceBytes
      var bytes: [UInt8] = []
      do {
        let count = try await storage.fetch(Self.url) { bytes += $0 }
        outcome.value = "\(count) \(String(decoding: bytes, as: UTF8.self))"
      } catch {
        outcome.value = "\(error)"
      }
      await connection.close()
    }
    return (outcome.value ?? "", ranges.value ?? [])
  }

  private static func answer(_ manner: Manner, _ range: String) -> HTTPResponse {
    let bounds = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
    guard bounds.count == 2 else { return HTTPResponse(status: 400) }
    switch manner {
    case .whole: return HTTPResponse(status: 200, body: file)
    case .gone: return .json(404, Array(#"{"error":{"code":"8522","message":"x"}}"#.utf8))
    case .emptyParts: return HTTPResponse(status: 206)
    case .wholeLater where bounds[0] > 0: return HTTPResponse(status: 200, body: file)
    case .otherPart:
      return HTTPResponse(
        status: 206,
        headers: ["Content-Range": "bytes 5-14/\(file.count)"],
        body: Array(file[5...14])
      )
    case .parts, .partsWithoutLength, .wholeLater:
      guard bounds[0] < file.count else { return HTTPResponse(status: 416) }
      let last = min(bounds[1], file.count - 1)
      var response = HTTPResponse(status: 206, body: Array(file[bounds[0]...last]))
      if manner != .partsWithoutLength {
        response.headers["Content-Range"] = "bytes \(bounds[0])-\(last)/\(file.count)"
      }
      return response
    }
  }

  @Test func `a file is fetched piece by piece, to its length`() async throws {
    let whole = "25 the whole of a recording."
    let parts = try await fetched(.parts)
    #expect(parts.outcome == whole)
    #expect(parts.ranges == ["bytes=0-9", "bytes=10-19", "bytes=20-29"])
    let exact = try await fetched(.parts, pieceBytes: 5)
    #expect(exact.outcome == whole && exact.ranges.count == 5)
  }

  @Test func `a server may keep the length to itself, or give the whole`() async throws {
    let whole = "25 the whole of a recording."
    let silent = try await fetched(.partsWithoutLength)
    #expect(silent.outcome == whole && silent.ranges.count == 3)
    // The last piece is full: that it was the last is known by asking for more.
    let exact = try await fetched(.partsWithoutLength, pieceBytes: 5)
    #expect(exact.outcome == whole && exact.ranges.count == 6)
    let all = try await fetched(.whole)
    #expect(all.outcome == whole && all.ranges.count == 1)
  }

  @Test func `a piece that was not asked for is never kept`() async throws {
    let later = try await fetched(.wholeLater)
    #expect(later.outcome == "the whole file comes where a piece was asked for")
    let other = try await fetched(.otherPart)
    #expect(other.outcome == "another piece comes than was asked for")
  }

  /// More than a response may have that is held as a whole.
  @Test func `a long file from a host that takes no ranges is fetched as it comes`() async throws {
    let long = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 / 4099 ^ $0) }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    try await withServer { _ in
      HTTPResponse(status: 200, body: long)
    } _: { url in
      let connection = try ServiceConnection(
        try ServiceEndpoint(parsing: url),
        .accessKey([1, 2, 3]),
        logger: logger
      )
      var bytes: [UInt8] = []
      var longest = 0
      let count = try await RecordingStorage(connection).fetch(Self.url) { piece in
        bytes += piece
        longest = max(longest, piece.count)
      }
      #expect(count == long.count && bytes == long)
      #expect(longest <= 1 << 20)
      await connection.close()
    }
  }

  @Test func `what is not there, or never ends, is a failure`() async throws {
    let gone = try await fetched(.gone)
    #expect(gone.outcome == "the service answers 404 8522; the service keeps files for 24 hours")
    #expect(try await fetched(.emptyParts).outcome == "a piece of the file is empty")
  }
}
