import ArgumentParser
import CallAutomation
import CallModel
import Diagnostics
import FlowEngine
import FlowRuntime
import FlowServer
import Foundation
import HTTPTransport
import SQLiteJournal

/// `flowctl recordings`: the files of a call's recordings.
struct RecordingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recordings",
    abstract: "List, fetch and delete the files of a call's recordings.",
    discussion: """
      The service keeps them for 24 hours; which there are, the database of the calls knows, where \
      the flow has `on: recordingReady:`. A call \
      is named by its digest, or the first characters of it. The service is asked as `serve` asks it.
      """,
    subcommands: [
      RecordingsListCommand.self, RecordingsGetCommand.self, RecordingsDeleteCommand.self,
    ]
  )
}

/// `flowctl recordings list`.
struct RecordingsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Say which files there are of a call.",
    discussion: """
      As the service told of them: one that was deleted since, or is older than a day, is listed \
      too; `get` finds out.
      """
  )

  @OptionGroup var call: RecordedCall

  func run() async throws {
    let files = try call.files()
    guard !files.isEmpty else { return print(RecordedCall.noFiles) }
    for file in files {
      let length = file.duration.map { "  \(Double($0.count) / 1000) s" } ?? ""
      print(quoted("\(file.name)\(length)  \(file.content)", limit: 600))
    }
  }
}

/// `flowctl recordings get`.
struct RecordingsGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Fetch the files of a call into a folder.",
    discussion:
      "The folder is made where there is none. A file that is there already is left as it is."
  )

  @OptionGroup var call: RecordedCall

  @Option(help: "The folder.", completion: .directory)
  var to = "."

  func run() async throws {
    let files = try call.files()
    guard !files.isEmpty else { throw Complaint(RecordedCall.noFiles) }
    let folder = URL(filePath: to)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Complaint("the folder `\(to)` cannot be made: \(FileFailure(of: error).reason)")
    }
    try await withService { service in
      let storage = RecordingStorage(service)
      for file in files {
        let target = folder.appending(component: file.name)
        guard !FileManager.default.fileExists(atPath: target.path) else {
          print("\(file.name) is there already")
          continue
        }
        do {
          print("\(file.name): \(try await storage.write(file.content, to: target)) bytes")
        } catch let failure as ServiceFailure {
          throw Complaint("\(file.name): \(failure)")
        } catch {
          throw Complaint("`\(target.path)` cannot be written: \(FileFailure(of: error).reason)")
        }
      }
    }
  }
}

/// `flowctl recordings delete`.
struct RecordingsDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete the files of a call where the service keeps them."
  )

  @OptionGroup var call: RecordedCall

  func run() async throws {
    let files = try call.files()
    guard !files.isEmpty else { throw Complaint(RecordedCall.noFiles) }
    try await withService { service in
      let storage = RecordingStorage(service)
      for file in files {
        guard let place = file.delete else {
          throw Complaint("\(file.name): the service has not said where it is deleted")
        }
        let wasThere: Bool
        do {
          wasThere = try await storage.delete(place)
        } catch {
          throw Complaint("\(file.name): \(error)")
        }
        print("\(file.name) is \(wasThere ? "deleted" : "not there any more")")
      }
    }
  }
}

/// A call whose recordings are looked for.
struct RecordedCall: ParsableArguments {
  @Argument(help: "The call.")
  var call: String

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  /// What is said where there are none: of a flow that does not ask, the database is told nothing.
  static let noFiles =
    "the database knows of no files of this call: it is told of them, once the service has them, "
    + "where the flow has `on: recordingReady:`"

  /// The files of its recordings, in the order in which the service told of them; each once, however
  /// often it was told.
  func files() throws -> [RecordedFile] {
    do {
      let journal = try JournalReader(path: database)
      let outline = try journal.outline(ofDigest: call, in: database)
      return try files(of: try journal.entries(of: outline.id))
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  private func files(of rows: [EntryRow]) throws(JournalError) -> [RecordedFile] {
    var files: [RecordedFile] = []
    for row in rows {
      guard case .recordingReady(let ready) = try JournalEntry(row).input.content else { continue }
      for file in ready.files.map({ RecordedFile($0, of: ready) })
      where !files.contains(where: { $0.name == file.name }) {
        files.append(file)
      }
    }
    return files
  }
}

/// A file of a recording, as it is named here.
struct RecordedFile {
  let name: String
  let content: String
  let delete: String?
  let duration: Milliseconds?

  init(_ file: RecordingFile, of recording: RecordingFiles) {
    let format = file.format.map { $0.lowercased().filter { $0.isASCII && $0.isLetter } } ?? ""
    let id = CallID(recording.recordingID.rawValue).digest
    name = "\(id)-\(file.index).\(format.isEmpty ? "bin" : format)"
    content = file.content
    delete = file.delete
    duration = recording.duration
  }
}
