internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowLanguage
internal import FlowRuntime
internal import Foundation

/// Keeps files of recordings: fetches each from the service, writes it into a folder or sends it on,
/// and deletes it where it was (SEMANTICS.md, rule 65).
struct RecordingKeeper: Sendable {
  /// Where folders lie; nil where the server has none for recordings.
  let root: String?
  let storage: RecordingStorage
  let client: ServiceClient

  /// Files up to this long can be sent on: they are held in memory for that.
  private static let longestUpload = 256 << 20

  /// One try.
  func keep(_ file: KeptFile) async -> KeepingResult {
    do {
      switch file.target {
      case .folder(let folder): try await write(file, in: folder)
      case .url(let url, let publicHostsOnly):
        try await upload(file, to: url, publicHostsOnly: publicHostsOnly)
      }
      guard file.deletes else { return .kept }
      guard let place = file.file.delete else {
        return .never("the service has not said where it is deleted")
      }
      try await storage.delete(place)
      return .kept
    } catch let failure as ServiceFailure {
      return failure.mayPass ? .later(failure.description) : .never(failure.description)
    } catch {
      // A disk that is full may be emptied.
      return .later("it cannot be written: \(FileFailure(of: error).reason)")
    }
  }

  /// Writes beside the place, and puts the whole there; one that is there is whole.
  private func write(_ file: KeptFile, in folder: String) async throws {
    guard let root else {
      throw ServiceFailure("the server keeps no recordings: start it with --recordings FOLDER")
    }
    guard isFolderInside(folder), isFolderInside(file.name) else {
      throw ServiceFailure("`\(folder)` is not a folder below the server's")
    }
    let place = URL(filePath: root).appending(path: folder)
    let target = place.appending(component: file.name)
    guard !FileManager.default.fileExists(atPath: target.path) else { return }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try await storage.write(file.file.content, to: target)
  }

  /// PUTs it below the URL, whose query stays where it is.
  private func upload(_ file: KeptFile, to url: String, publicHostsOnly: Bool) async throws {
    var bytes: [UInt8] = []
    _ = try await storage.fetch(file.file.content) { piece in
      guard bytes.count + piece.count <= Self.longestUpload else {
        throw ServiceFailure("it is longer than 256 MiB, which cannot be sent on: use a folder")
      }
      bytes += piece
    }
    let request = WebRequest(
      method: "PUT",
      url: Self.location(of: file.name, below: url),
      headers: [
        ServiceRequest.Header("content-type", "application/octet-stream"),
        // Azure's storage makes no file without it; others take no notice.
        ServiceRequest.Header("x-ms-blob-type", "BlockBlob"),
      ],
      body: bytes,
      publicHostsOnly: publicHostsOnly
    )
    switch await client.send(request, timeout: .seconds(300)) {
    case .answer(let answer) where (200...299).contains(answer.status): return
    case .answer(let answer):
      throw ServiceFailure(
        "the URL it is PUT to answers \(answer.status)",
        mayPass: [404, 408, 429].contains(answer.status) || answer.status >= 500
      )
    case .notSent(let reason), .uncertain(let reason):
      throw ServiceFailure("it cannot be PUT: \(reason)", mayPass: true)
    case .timedOut: throw ServiceFailure("it cannot be PUT in time", mayPass: true)
    case .impossible(let reason): throw ServiceFailure("it cannot be PUT: \(reason)")
    }
  }

  /// `https://x/a?sig=s` and `f.wav` as `https://x/a/f.wav?sig=s`.
  static func location(of name: String, below url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    let slash = path.hasSuffix("/") ? "" : "/"
    return path + slash + percentEncoded(name) + url[path.endIndex...]
  }
}
