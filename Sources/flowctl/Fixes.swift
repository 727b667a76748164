import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import Foundation

/// What `flowctl validate --fix` does before it validates.
struct Fixes {
  let paths: [String]
  let environment: String?
  /// Whether changes are only shown.
  let isTried: Bool

  /// Makes the changes and says them on standard error; only tried, prints them as a difference and
  /// throws the exit code.
  func run() throws {
    var changes = false
    // Wrong usage is said before anything is changed.
    let folders = try paths.map { path in
      guard path != "-" else { throw Complaint("standard input cannot be changed: name files") }
      let (folder, sources) = try readFolder(path)
      if environment != nil, let complaint = compileProject(sources).environmentComplaint {
        throw complaint
      }
      return (folder, sources)
    }
    for (folder, sources) in folders {
      let fixed = fixProject(sources) { folder.contains($0) }
      for (old, new) in zip(sources.files, fixed.files) where old != new {
        changes = true
        try replace(old, by: new)
      }
      for made in fixed.made where !isTried { complain(line(made)) }
    }
    if isTried { throw ExitCode(changes ? 1 : 0) }
  }

  private func replace(_ old: ProjectFile, by new: ProjectFile) throws {
    let (before, after) = (text(old), text(new))
    if isTried {
      print(unifiedDiff(from: before, to: after, named: old.path), terminator: "")
    } else {
      try writeFile(at: old.path, with: after)
    }
  }

  /// The whole text, with a byte order mark if there is one: only UTF-8 is ever changed.
  private func text(_ file: ProjectFile) -> String {
    String(decoding: file.bytes, as: UTF8.self)
  }

  private func readFolder(_ path: String) throws -> (FlowFolder, ProjectSources) {
    do throws(FolderError) {
      let folder = try FlowFolder(at: path)
      let reading = try folder.read(
        environment: environment,
        requiresValues: false,
        zones: SystemZones()
      )
      return (folder, reading.sources)
    } catch {
      throw Complaint(error)
    }
  }

  private func line(_ made: FixedProject.MadeFix) -> String {
    let position = made.file.position(of: made.fix.span.start)
    let place = "\(made.file.name):\(position.line):\(position.column)"
    let what = quoted(
      "\(made.finding.message): \(made.fix.title)",
      limit: QuotingLimits.sentence
    )
    return "\(place): fixed [\(made.finding.code.rawValue)] \(what)"
  }
}
