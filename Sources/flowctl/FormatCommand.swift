import ArgumentParser
import Diagnostics
import FlowRuntime
import FlowSyntax
import Foundation

/// `flowctl fmt`: lays flow files out.
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Lay out flows, their tests and flowctl.yaml.",
    discussion: """
      Two columns a level, lists under their key too, one blank between what stands on a line, at \
      most one empty line in a row. Comments, quotes, order and what is lined up stay; what a flow \
      means does not change.

      Exit codes: 0 where all is laid out now; 1 with --check or --diff where something is not, or \
      where a file cannot be read whole, which is left as it is.
      """
  )

  @Argument(help: "Files, or folders of flows; `-` for standard input.", completion: .file())
  var paths: [String]

  @Flag(help: "Change nothing; name the files that would change.")
  var check = false

  @Flag(help: "Change nothing; show what would change.")
  var diff = false

  func run() throws {
    var (fails, isUnread) = (false, false)
    for path in try files() {
      do {
        guard let (text, formatted) = try laidOut(path) else {
          fails = true
          continue
        }
        if path == "-", !check, !diff {
          print(formatted, terminator: "")
        } else if formatted != text {
          fails = try report(path, from: text, to: formatted) || fails
        }
      } catch let error as Complaint {
        // The others are laid out all the same.
        complain("flowctl: \(error)")
        isUnread = true
      }
    }
    if isUnread { throw ExitCode(2) }
    if fails { throw ExitCode(1) }
  }

  /// A file's text, and that text laid out, with the byte order mark and the line breaks that it has;
  /// nil where it cannot be read whole, which is said.
  private func laidOut(_ path: String) throws -> (text: String, formatted: String)? {
    let bytes = try path == "-" ? standardInput() : contents(of: path)
    var files = SourceFiles()
    let (file, findings) = readSource(bytes, name: path, into: &files)
    guard findings.isEmpty else {
      complain("flowctl: `\(path)` is not UTF-8")
      return nil
    }
    guard let formatted = formatYAML(file) else {
      complain(refusal(of: file, in: files))
      return nil
    }
    let mark = bytes.count > file.text.utf8.count ? "\u{FEFF}" : ""
    let isOfWindows = file.text.contains("\r\n")
    let lines = isOfWindows ? formatted.replacing("\n", with: "\r\n") : formatted
    return (mark + file.text, mark + lines)
  }

  /// Says or makes a change; whether it is one that fails the run.
  private func report(_ path: String, from text: String, to formatted: String) throws -> Bool {
    if diff { print(unifiedDiff(from: text, to: formatted, named: path), terminator: "") }
    if !check, !diff { try writeFile(at: path, with: formatted) }
    if check || !diff { print(path) }
    return check || diff
  }

  private func refusal(of file: SourceFile, in files: SourceFiles) -> String {
    let errors = parseYAML(file).findings.filter { $0.severity == .error }
    guard errors.isEmpty else { return renderedFindings(errors, files: files) }
    return "flowctl: `\(file.name)` has what is not laid out: several documents, or keys after `?`"
  }

  private func files() throws -> [String] {
    do {
      var paths: [String] = []
      for path in self.paths {
        let found = path == "-" ? [path] : try FlowFolder(at: path).paths()
        guard !found.isEmpty else { throw Complaint("there are no flows in `\(path)`") }
        paths += found
      }
      return paths
    } catch let error as FolderError {
      throw Complaint(error)
    }
  }
}
