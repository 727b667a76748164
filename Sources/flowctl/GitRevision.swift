import FlowRuntime
import Foundation

/// Does something with what a revision of git has at a path, which is written below the temporary
/// folder for as long as that takes; paths are from the working directory, as the user sees them.
///
/// The body has its path, nil where the revision has nothing there, and where that folder stands, for
/// which `REV:` is to be shown.
func withRevision<Result>(
  _ revision: String,
  of path: String,
  do body: (_ path: String?, _ folder: String) throws -> Result
) throws -> Result {
  let name = "\(revision):\(path)"
  let commit = try git([
    "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}",
  ])
  guard commit.code == 0 else { throw Complaint("git knows no revision `\(revision)`") }
  let prefix = try git(["rev-parse", "--show-prefix"]).output
  let top = try git(["rev-parse", "--show-toplevel"]).output
  let folder = FileManager.default.temporaryDirectory
    .appending(component: "flowctl-diff-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  // Where the search upwards for flowctl.yaml ends.
  try makeFolder(at: folder.appending(component: ".git").path)
  let archive = folder.appending(component: ".archive")
  let packed = try git(["-C", top, "archive", "--format=tar", "-o", archive.path, commit.output])
  guard packed.code == 0 else { throw Complaint("git cannot read `\(name)`: \(packed.output)") }
  let unpacked = try runProgram("tar", ["-xf", archive.path, "-C", folder.path])
  guard unpacked.code == 0 else { throw Complaint("`\(name)` cannot be read: \(unpacked.output)") }
  let place = folder.appending(path: prefix + path).standardizedFileURL
  let isThere =
    place.path.hasPrefix(folder.standardizedFileURL.path)
    && FileManager.default.fileExists(atPath: place.path)
  return try body(isThere ? place.path : nil, folder.standardizedFileURL.path)
}

/// The last commit that two revisions have in common.
func commonCommit(of first: String, _ second: String) throws -> String {
  let found = try git(["merge-base", first, second])
  guard found.code == 0 else {
    throw Complaint("git knows no commit that `\(first)` and `\(second)` have in common")
  }
  return found.output
}

private func git(_ arguments: [String]) throws -> (code: Int32, output: String) {
  try runProgram("git", arguments)
}

/// Runs another program to its end; what it says, both its outputs in one, without the last line
/// end.
private func runProgram(
  _ name: String,
  _ arguments: [String]
) throws -> (code: Int32, output: String) {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { throw Complaint("`\(name)` cannot be run: no descriptor is left") }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
  posix_spawn_file_actions_addclose(&actions, ends[0])
  var words = ([name] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var identifier: pid_t = 0
  let code = posix_spawnp(&identifier, name, &actions, nil, &words, environ)
  close(ends[1])
  let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
  guard code == 0 else { throw Complaint("`\(name)` is needed and cannot be run") }
  let data = output.readDataToEndOfFile()
  var status: Int32 = 0
  waitpid(identifier, &status, 0)
  var text = String(decoding: data, as: UTF8.self)
  while text.last?.isNewline == true { text.removeLast() }
  return (status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, text)
}
