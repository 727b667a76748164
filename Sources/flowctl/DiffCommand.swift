import ArgumentParser
import FlowComparison
import FlowLanguage
import Foundation

/// `flowctl diff`: what is another in flows than it was, in words.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what callers would notice of a change, in words.",
    discussion: """
      OLD and NEW are files or folders, or what a git revision has: `main:flows`. With --git, OLD is \
      what that revision has at NEW, and with --git main..topic both are; with main...topic it is what topic began from. \
      Comments, the order of keys and layout make no difference.

      Exit codes: 0 whatever is said; 1 where flows cannot be read without an error, and with \
      --breaking where others relied on what is gone.
      """
  )

  @Argument(help: "The earlier flows, or with --git the path of both.", completion: .file())
  var old: String

  @Argument(help: "The later flows.", completion: .file())
  var new: String?

  @Option(help: "The revision of git that the earlier flows are read from, or two: A..B.")
  var git: String?

  @Option(help: "How changes are written.")
  var format = ChangesFormat.text

  @Flag(
    help: """
      Exit with 1 where a parameter, an output, a signal, a flag, a setting or a route that others \
      rely on has changed.
      """
  )
  var breaking = false

  @Option(help: "The environment of flowctl.yaml the flows are checked with.")
  var environment: String?

  func validate() throws {
    guard (git == nil) != (new == nil) else {
      throw ValidationError("name OLD and NEW, or --git REV and one path")
    }
  }

  func run() throws {
    let places = try revisions().map { "\($0):\(old)" }
    let earlier = try programs(places.first ?? old)
    let later = try programs(new ?? places.dropFirst().first ?? old)
    guard earlier != nil || later != nil else {
      throw Complaint("there is no file or folder `\(old)`, neither before nor now")
    }
    let changes = compare(earlier ?? [], later ?? [])
    print(renderChanges(changes, as: format), terminator: "")
    if breaking, changes.contains(where: \.isBreaking) { throw ExitCode(1) }
  }

  /// The revisions that `--git` names: A, A..B, or A...B.
  private func revisions() throws -> [String] {
    guard let git else { return [] }
    let isSinceBranch = git.contains("...")
    let ends = git.split(separator: isSinceBranch ? "..." : "..", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "HEAD" : String($0) }
    guard ends.count < 3 else { throw Complaint("`\(git)` is not A..B: two revisions") }
    return isSinceBranch ? [try commonCommit(of: ends[0], ends[1]), ends[1]] : ends
  }

  /// The flows of a path; nil where `--git` asks for one that is not there then.
  private func programs(_ path: String) throws -> [Program]? {
    guard !FileManager.default.fileExists(atPath: path) else {
      return try readPrograms(at: path, environment: environment)
    }
    guard let colon = path.firstIndex(of: ":") else {
      return git == nil ? try readPrograms(at: path, environment: environment) : nil
    }
    let revision = String(path[..<colon])
    let inside = String(path[path.index(after: colon)...])
    return try withRevision(revision, of: inside) { path, folder in
      guard let path else {
        guard git == nil else { return nil }
        throw Complaint("there is no file or folder `\(inside)` in `\(revision)`")
      }
      return try readPrograms(at: path, environment: environment) {
        $0.replacing(folder + "/", with: "\(revision):").replacing(folder, with: "\(revision):")
      }
    }
  }
}

extension ChangesFormat: ExpressibleByArgument {}
