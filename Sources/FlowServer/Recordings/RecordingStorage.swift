internal import CallAutomation
internal import CallDispatch
internal import FlowRuntime
package import Foundation
internal import HTTPTransport
internal import JSON

/// The files of recordings, where the service keeps them for a day (FACTS.md (b)).
package struct RecordingStorage: Sendable {
  /// How many bytes are asked for at once.
  ///
  /// A file is fetched in pieces, so that neither side holds more; of a host that gives the whole all the
  /// same, no more waits to be written either.
  package var pieceBytes = 1 << 20

  private let connection: ServiceConnection

  /// The files of the resource to which the connection leads.
  package init(_ connection: ServiceConnection) {
    self.connection = connection
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
      let request = location.request("GET", of: connection.endpoint, bytes: range)
      var whole = 0
      let answer = try await connection.fetch(
        request,
        from: location.base,
        timeout: .seconds(300)
      ) { bytes in
        guard count == 0 else {
          throw ServiceFailure("the whole file comes where a piece was asked for", mayPass: true)
        }
        whole += bytes.count
        try write(bytes)
      }
      switch answer.status {
      case 200 where count == 0:
        // It is told of before it is there.
        guard whole > 0 else { throw ServiceFailure("the file is empty yet", mayPass: true) }
        return whole
      case 206:
        guard !answer.body.isEmpty else {
          throw ServiceFailure("a piece of the file is empty", mayPass: true)
        }
        guard answer.pieceStart.map({ $0 == count }) ?? true else {
          throw ServiceFailure("another piece comes than was asked for", mayPass: true)
        }
        try write(answer.body)
        count += answer.body.count
        guard let length = answer.fileLength else {
          // Without a length a piece that is not full is the last.
          if answer.body.count < pieceBytes { return count }
          continue
        }
        if count >= length { return count }
      case 416 where count > 0: return count
      default: throw ServiceFailure(answer)
      }
    }
  }

  /// Writes a file beside its place, and puts the whole there once it is on the disk; what it returns
  /// is its length in bytes.
  @discardableResult
  package func write(_ url: String, to target: URL) async throws -> Int {
    let part = target.appendingPathExtension("part")
    // Unlike `createFile`, it says why it cannot.
    try Data().write(to: part)
    // What callers have said is nobody else's on the machine.
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part.path)
    do {
      let handle = try FileHandle(forWritingTo: part)
      let count = try await fetch(url) { try handle.write(contentsOf: $0) }
      try handle.synchronize()
      try handle.close()
      try FileManager.default.moveItem(at: part, to: target)
      return count
    } catch {
      // What is left of it is of no use; the first failure is what is told.
      try? FileManager.default.removeItem(at: part)
      throw error
    }
  }

  /// Deletes a file; false where it is not there any more.
  @discardableResult
  package func delete(_ url: String) async throws(ServiceFailure) -> Bool {
    let location = try location(url)
    let request = location.request("DELETE", of: connection.endpoint)
    let answer = try await ask(request, at: location.base)
    guard [200, 202, 204, 404].contains(answer.status) else { throw ServiceFailure(answer) }
    return answer.status != 404
  }

  private func location(_ url: String) throws(ServiceFailure) -> RecordingLocation {
    guard let location = RecordingLocation(url, of: connection.endpoint) else {
      throw ServiceFailure(
        "it lies at a host on which the service keeps no recordings; one in storage of your own is "
          + "fetched there"
      )
    }
    return location
  }

  private func ask(
    _ request: ServiceRequest,
    at base: String
  ) async throws(ServiceFailure) -> WebAnswer {
    try await connection.ask(request, to: base, timeout: .seconds(60))
  }
}

extension ServiceFailure {
  /// Why a file was not given or deleted.
  fileprivate init(_ answer: WebAnswer) {
    let code = webhookJSON(answer.body)?["error"]?["code"]?.text
    let advice =
      switch answer.status {
      case 401, 403: "; the key is not of the resource that recorded it"
      case 404: "; the service keeps files for 24 hours"
      default: ""
      }
    self.init(
      "the service answers \(answer.status)\(code.map { " \($0)" } ?? "")\(advice)",
      mayPass: [404, 408, 429].contains(answer.status) || answer.status >= 500
    )
  }
}

extension WebAnswer {
  /// The length of the whole file, as `Content-Range: bytes 0-9/100` tells it (RFC 9110, 14.4).
  fileprivate var fileLength: Int? {
    contentRange?.split(separator: "/").last.flatMap { Int($0) }
  }

  /// Where the piece begins in the file, as the same header tells it.
  fileprivate var pieceStart: Int? {
    contentRange?.split(separator: " ").last?.split(separator: "-").first.flatMap { Int($0) }
  }

  private var contentRange: String? {
    headers.first { $0.name.lowercased() == "content-range" }?.value
  }
}
