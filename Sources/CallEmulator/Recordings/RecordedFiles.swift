internal import CallAutomation
internal import CallModel
internal import JSON

/// The path of a recorded file in storage.
struct RecordedFilePath: Hashable {
  /// What all of them begin with.
  static let root = "/v1/objects"

  let documentID: String
  /// What is below the document, such as `content/audio`; empty for all of it.
  let rest: String

  /// Nil where the path leads elsewhere.
  init?(_ path: String) {
    guard path.hasPrefix(Self.root + "/") else { return nil }
    let halves = path.dropFirst(Self.root.count + 1).split(
      separator: "/",
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    guard let id = percentDecoded(halves[0]), !id.isEmpty else { return nil }
    documentID = id
    rest = halves.count == 2 ? String(halves[1]) : ""
  }
}

/// The service's own storage: files live for a day, and the oldest go first where there are many.
struct RecordedFiles: Sendable {
  private let limit: Int
  /// In the order in which they came.
  private var files: [RecordedFile] = []

  /// Storage for that many files.
  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// Takes a file in.
  mutating func keep(_ file: RecordedFile) {
    if files.count == limit { files.removeFirst() }
    files.append(file)
  }

  /// GET of a file or of what is said of it, whole or in part, and DELETE.
  mutating func answer(
    _ request: ServiceRequest,
    _ path: RecordedFilePath,
    at time: Timestamp
  ) throws(ServiceError) -> EmulatorResponse {
    let index = files.firstIndex { file in
      file.documentID == path.documentID && file.ready <= time
        && time - file.ready < EmulatorTiming.recordedFileLife
    }
    guard let index else { throw .notFound("Recording") }
    let file = files[index]
    switch (request.method, path.rest) {
    case ("DELETE", ""):
      files.remove(at: index)
      return EmulatorResponse(status: 200)
    case ("GET", file.contentPath):
      return answer(request, file.content, mediaType: file.recording.format.mediaType)
    case ("GET", "content/acsmetadata"):
      return answer(request, file.metadata.bytes(in: .sorted), mediaType: "application/json")
    default: throw .noResource(request)
    }
  }

  private func answer(
    _ request: ServiceRequest,
    _ bytes: [UInt8],
    mediaType: String
  ) -> EmulatorResponse {
    let type = ServiceRequest.Header("Content-Type", mediaType)
    guard let asked = request.header("Range").flatMap(ByteRange.init) else {
      return EmulatorResponse(status: 200, headers: [type], body: bytes)
    }
    guard let range = asked.range(in: bytes.count) else {
      let whole = ServiceRequest.Header("Content-Range", "bytes */\(bytes.count)")
      return EmulatorResponse(status: 416, headers: [whole], body: [])
    }
    let part = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
    return EmulatorResponse(
      status: 206,
      headers: [type, ServiceRequest.Header("Content-Range", part)],
      body: Array(bytes[range])
    )
  }
}

/// `bytes=a-b`, `bytes=a-` and `bytes=-n` (RFC 9110, 14.1.2).
private struct ByteRange {
  private let first: Int?
  private let last: Int?

  /// Nil for what is none, or several: such a header is ignored.
  init?(_ text: String) {
    guard text.lowercased().hasPrefix("bytes=") else { return nil }
    let ends = text.dropFirst("bytes=".count).split(
      separator: "-",
      omittingEmptySubsequences: false
    )
    guard ends.count == 2 else { return nil }
    let numbers = ends.map { Int($0) }
    guard zip(ends, numbers).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    (first, last) = (numbers[0], numbers[1])
    guard first != nil || last != nil else { return nil }
    if let first, let last, last < first { return nil }
  }

  /// The bytes meant of so many; nil where there are none of them.
  func range(in count: Int) -> Range<Int>? {
    guard let first else {
      guard let last, last > 0, count > 0 else { return nil }
      return max(0, count - last)..<count
    }
    guard first < count else { return nil }
    return first..<min(count, (last ?? count) < count ? (last ?? count) + 1 : count)
  }
}
