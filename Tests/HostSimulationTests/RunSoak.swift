import Dispatch
import Foundation
import TestSupport

/// What a run of `soak` came to.
struct SoakRun: Sendable {
  let status: Int32
  let output: String
  let errors: String
}

/// Runs the program of `scripts/soak`, which stands beside the tests, to its end, and waits for it on
/// none of Swift's own threads.
func runSoak(_ arguments: [String]) async throws -> SoakRun {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(with: Result { try finishedSoak(arguments) })
    }
  }
}

private func finishedSoak(_ arguments: [String]) throws -> SoakRun {
  let folder = FileManager.default.temporaryDirectory.appending(path: "soak-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let names = [folder.appending(path: "output"), folder.appending(path: "errors")]
  let files = try names.map { name in
    try Data().write(to: name)
    return try FileHandle(forWritingTo: name)
  }
  let process = try spawnProgram(
    try executable().path,
    arguments,
    output: files[0].fileDescriptor,
    errors: files[1].fileDescriptor
  )
  var status: Int32 = 0
  waitpid(process, &status, 0)
  let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
  return SoakRun(
    status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1,
    output: texts[0],
    errors: texts[1]
  )
}

private func executable() throws -> URL {
  var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  for _ in 0..<4 {
    let candidate = folder.appending(path: "soak")
    if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    folder.deleteLastPathComponent()
  }
  throw CocoaError(.fileNoSuchFile)
}
