import CallAutomation
import CallModel
import FlowRuntime
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// Files of recordings that are kept, with a service and a store served on loopback.
@Suite(.hangLimit)
struct RecordingKeeperTests {
  private static let bytes = Array("the whole of a recording.".utf8)
  private static let host = "https://eus.asm.skype.com/v1/objects"

  /// The service's files, and a store that files are PUT to.
  private final class Hosts: Sendable {
    private let state = Mutex<(lines: [String], isEmpty: Bool, putStatus: Int)>(([], false, 201))

    var lines: [String] { state.withLock { $0.lines } }
    func setEmpty() { state.withLock { $0.isEmpty = true } }
    func setPutStatus(_ status: Int) { state.withLock { $0.putStatus = status } }

    func respond(to request: HTTPRequest) -> HTTPResponse {
      state.withLock { state in
        let kind = request.headers["x-ms-blob-type"].map { " \($0)" } ?? ""
        let body = request.body.isEmpty ? "" : " \(request.body.count)"
        state.lines.append("\(request.method) \(request.target)\(kind)\(body)")
        switch request.method {
        case "PUT": return HTTPResponse(status: state.putStatus)
        case "DELETE": return HTTPResponse(status: 200)
        default:
          return HTTPResponse(status: 200, body: state.isEmpty ? [] : RecordingKeeperTests.bytes)
        }
      }
    }
  }

  private func file(
    _ target: KeptFile.Target,
    content: String = Self.host + "/0/content",
    delete: String? = Self.host + "/0",
    deletes: Bool = true
  ) -> KeptFile {
    KeptFile(
      RecordingFile(index: 0, content: content, metadata: nil, format: "wav", delete: delete),
      name: "abc-whole-0.wav",
      target: target,
      deletes: deletes
    )
  }

  /// Runs with a keeper of a folder, which is nil for none.
  private func keeping(
    in root: String?,
    _ body: (RecordingKeeper, Hosts, _ url: String) async throws -> Void
  ) async throws {
    let hosts = Hosts()
    try await withServer(hosts.respond(to:)) { url in
      try await withKeeper(of: root, at: url) { try await body($0, hosts, url) }
    }
  }

  private func temporaryFolder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "keeper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test func `a file is written whole into a folder, and then deleted`() async throws {
    let root = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    try await keeping(in: root.path) { keeper, hosts, _ in
      #expect(await keeper.keep(file(.folder("office/north"))) == .kept)
      let folder = root.appending(path: "office/north")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let written = try Data(contentsOf: folder.appending(path: "abc-whole-0.wav"))
      #expect(names == ["abc-whole-0.wav"] && written == Data(Self.bytes))
      let whole = folder.appending(path: "abc-whole-0.wav").path
      let mode = try FileManager.default.attributesOfItem(atPath: whole)[.posixPermissions]
      // What callers have said is for who runs the server.
      #expect(mode as? Int == 0o600)
      #expect(hosts.lines == ["GET /v1/objects/0/content", "DELETE /v1/objects/0"])
      // After a crash before the deletion nothing is fetched again.
      #expect(await keeper.keep(file(.folder("office/north"))) == .kept)
      #expect(hosts.lines.suffix(1) == ["DELETE /v1/objects/0"] && hosts.lines.count == 3)
    }
  }

  @Test func `what is empty yet comes later, and leaves nothing behind`() async throws {
    let root = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    try await keeping(in: root.path) { keeper, hosts, _ in
      hosts.setEmpty()
      #expect(await keeper.keep(file(.folder("office"))) == .later("the file is empty yet"))
      let office = root.appending(path: "office").path
      let names = try FileManager.default.contentsOfDirectory(atPath: office)
      #expect(names.isEmpty)
    }
  }

  @Test func `a file is PUT below a URL, before its query`() async throws {
    try await keeping(in: nil) { keeper, hosts, url in
      let target = KeptFile.Target.url(url + "/r/?sig=s", publicHostsOnly: false)
      #expect(await keeper.keep(file(target, deletes: false)) == .kept)
      #expect(hosts.lines.last == "PUT /r/abc-whole-0.wav?sig=s BlockBlob \(Self.bytes.count)")
      hosts.setPutStatus(503)
      let later = KeepingResult.later("the URL it is PUT to answers 503")
      #expect(await keeper.keep(file(target)) == later)
      hosts.setPutStatus(403)
      let never = KeepingResult.never("the URL it is PUT to answers 403")
      #expect(await keeper.keep(file(target)) == never)
      #expect(!hosts.lines.contains { $0.hasPrefix("DELETE") })
      // Its host is from data: loopback is none of the internet.
      let fromData = KeptFile.Target.url(url + "/r", publicHostsOnly: true)
      guard case .never = await keeper.keep(file(fromData)) else {
        Issue.record("it went to a private host")
        return
      }
    }
  }

  @Test func `what cannot be kept is said at once`() async throws {
    let root = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    try await keeping(in: nil) { keeper, _, _ in
      guard case .never(let reason) = await keeper.keep(file(.folder("office"))) else {
        Issue.record("kept nowhere")
        return
      }
      #expect(reason.contains("--recordings"))
    }
    try await keeping(in: root.path) { keeper, hosts, _ in
      for target in ["../out", "/etc"] {
        guard case .never = await keeper.keep(file(.folder(target))) else {
          Issue.record("kept in \(target)")
          return
        }
      }
      let foreign = file(.folder("office"), content: "https://evil.example/content")
      guard case .never = await keeper.keep(foreign) else {
        Issue.record("fetched from anywhere")
        return
      }
      let undeletable = file(.folder("office"), delete: nil)
      guard case .never = await keeper.keep(undeletable) else {
        Issue.record("deleted nowhere")
        return
      }
      #expect(hosts.lines == ["GET /v1/objects/0/content"])
    }
  }
}
