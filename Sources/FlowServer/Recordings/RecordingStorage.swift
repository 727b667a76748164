package import CallAutomation
internal import CallModel
internal import FlowRuntime
package import HTTPTransport
internal import JSON
package import Logging

/// The files of recordings, where the service keeps them for a day (FACTS.md (b)).
package struct RecordingStorage: Sendable {
  /// How many bytes are asked for at once; a file is fetched in pieces, so that neither side holds
  /// more.
  package var pieceBytes = 1 << 20

  private let client: HTTPClient
  private let service: ServiceClient
  private let endpoint: ServiceEndpoint
  private let scrubber = Scrubber()

  /// Makes access to the files of a resource.
  package init(
    _ endpoint: ServiceEndpoint,
    _ credential: ServiceCredential,
    logger: Logger
  ) throws(HTTPClientError) {
    client = try HTTPClient()
    self.endpoint = endpoint
    service = ServiceClient(
      client: client,
      service: endpoint,
      credential: credential,
      time: .system,
      logger: logger
    )
    credential.secrets.forEach(scrubber.learn)
  }

  /// Hands over a file, piece by piece in order; what it returns is the file's length in bytes.
  ///
  /// `write` may throw, which ends it.
  package func fetch(
    _ url: String,
    _ write: ([UInt8]) throws -> Void
  ) async throws -> Int {
    let location = try location(url)
    var count = 0
    while true {
      let range = count...(count + pieceBytes - 1)
      let request = location.request("GET", of: endpoint, bytes: range)
      let answer = try await ask(request, at: location.base)
      switch answer.status {
      case 200 where count == 0:
        try write(answer.body)
        return answer.body.count
      case 206:
        guard !answer.body.isEmpty else { throw RecordingFailure("a piece of the file is empty") }
        try write(answer.body)
        count += answer.body.count
        guard let length = answer.fileLength else {
          // Without a length a piece that is not full is the last.
          if answer.body.count < pieceBytes { return count }
          continue
        }
        if count >= length { return count }
      case 416 where count > 0: return count
      default: throw RecordingFailure(answer)
      }
    }
  }

  /// Deletes a file; one that is not there any more is none.
  package func delete(_ url: String) async throws(RecordingFailure) {
    let location = try location(url)
    let answer = try await ask(location.request("DELETE", of: endpoint), at: location.base)
    guard [200, 202, 204, 404].contains(answer.status) else { throw RecordingFailure(answer) }
  }

  /// Ends the connections.
  package func close() async { await client.shutdown() }

  private func location(_ url: String) throws(RecordingFailure) -> RecordingLocation {
    guard let location = RecordingLocation(url, of: endpoint) else {
      throw RecordingFailure(
        "it lies at a host on which the service keeps no recordings; one in storage of your own is "
          + "fetched there"
      )
    }
    return location
  }

  private func ask(
    _ request: ServiceRequest,
    at base: String
  ) async throws(RecordingFailure) -> WebAnswer {
    switch await service.send(request, to: base, timeout: .seconds(60)) {
    case .answer(let answer): return answer
    case .notSent(let reason), .uncertain(let reason), .impossible(let reason):
      throw RecordingFailure("it cannot be asked for: \(scrubber.scrub(reason))")
    case .timedOut: throw RecordingFailure("no answer within 60 s")
    }
  }
}

/// Why a file was not fetched or deleted.
package struct RecordingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, for people.
  package let description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ answer: WebAnswer) {
    let code = json(of: answer.body)["error"]?["code"]?.text
    let advice =
      switch answer.status {
      case 401, 403: "; the key is not of the resource that recorded it"
      case 404: "; the service keeps files for 24 hours"
      default: ""
      }
    description = "the service answers \(answer.status)\(code.map { " \($0)" } ?? "")\(advice)"
  }
}

extension WebAnswer {
  /// The length of the whole file, as `Content-Range: bytes 0-9/100` tells it (RFC 9110, 14.4).
  fileprivate var fileLength: Int? {
    let range = headers.first { $0.name.lowercased() == "content-range" }
    return range?.value.split(separator: "/").last.flatMap { Int($0) }
  }
}
