import ArgumentParser
import FlowRuntime
import FlowServer
import Foundation
import ProjectTemplates

/// `flowctl init`: the files of a project to begin with.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a project to begin with: a flow, its scenarios, a caller, flowctl.yaml.",
    discussion: """
      What it writes validates, passes its tests and runs in `flowctl dev`. No file is ever \
      overwritten: where one of them is there already, nothing is written.

      \(ProjectTemplate.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
      """
  )

  @Argument(help: "The folder of the project; it is made if need be.", completion: .directory)
  var folder = "."

  @Option(help: "What the project is to be.")
  var template = ProjectTemplate.supportLine

  func run() throws {
    let files = template.files.map { (path: inFolder($0.name), text: $0.text) }
    if let there = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) {
      throw Complaint("`\(there.path)` is there already; nothing is written")
    }
    let made = missingFolders
    if let project = try project(around: made.last) {
      throw Complaint("`\(folder)` is within the project of `\(project)`; nothing is written")
    }
    do {
      try makeFolder(at: folder)
      try createFiles(files)
    } catch {
      for path in made { rmdir(path) }
      throw error
    }
    print((files.map { "wrote \($0.path)" } + [""] + next).joined(separator: "\n"))
  }

  /// The project that the folder is in, or would be: `missing` is the outermost folder to be made.
  private func project(around missing: String?) throws -> String? {
    let place =
      missing.map { URL(filePath: $0).deletingLastPathComponent() }
      ?? URL(filePath: folder).standardizedFileURL
    do throws(FolderError) {
      let found = try FlowFolder(at: place.path)
      return found.configuration == nil ? nil : found.root
    } catch {
      throw Complaint(error)
    }
  }

  /// The folders that are not there yet, from within.
  private var missingFolders: [String] {
    var path = URL(filePath: folder).standardizedFileURL
    var missing: [String] = []
    while !FileManager.default.fileExists(atPath: path.path) {
      missing.append(path.path)
      path.deleteLastPathComponent()
    }
    return missing
  }

  /// What to do next, as it can be pasted.
  private var next: [String] {
    let names = Set(template.files.map(\.name))
    let trial = template.trial.map { names.contains($0) ? inFolder($0) : $0 }
    return [["validate", folder], ["test", folder], ["dev", folder] + trial].map { words in
      (["flowctl"] + words).map(typed).joined(separator: " ")
    }
  }

  /// A word as a shell reads it.
  private func typed(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      $0.isASCIILetterOrDigit || "-_./=+:@%,".utf8.contains($0)
    }
    return isPlain && !word.isEmpty ? word : shellQuoted(word)
  }

  private func inFolder(_ name: String) -> String {
    folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}

extension ProjectTemplate: ExpressibleByArgument {}
