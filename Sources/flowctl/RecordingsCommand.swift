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
      The service keeps them for 24 hours, and says once where each is: it has no list, neither of a \
      call nor of a recording. The database of the calls keeps what it says where the flow has \
      `on: recordingReady:`; of other flows the server's log has it (`recording is ready`, with \
      `content` and `delete`), and `get` and `delete` take such a URL too. A call is named by its \
      digest, or the first characters of it, a recording by its id. The service is asked as `serve` \
      asks it.
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
    abstract: "Say which files there are of a call or a recording.",
    discussion: """
      As the service told of them: one that was deleted since, or is older than a day, is listed \
      too; `get` finds out. A recording of whose files the database was not told is a line with its \
      id.
      """
  )

  @OptionGroup var call: RecordedCall

  func run() async throws {
    let (files, bare) = try call.found()
    guard !files.isEmpty || !bare.isEmpty else { return print(RecordedCall.nothing) }
    for file in files {
      let length = file.duration.map { "  \(Double($0.count) / 1000) s" } ?? ""
      print(quoted("\(file.name)\(length)  \(file.content)", limit: 600))
    }
    for id in bare { print(quoted("\(id.rawValue)  \(RecordedCall.noFiles)", limit: 800)) }
  }
}

/// `flowctl recordings get`.
struct RecordingsGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Fetch the files of a call or a recording, or one at a URL, into a folder.",
    discussion:
      "The folder is made where there is none. A file that is there already is left as it is."
  )

  @OptionGroup var call: RecordedCall

  @Option(help: "The folder.", completion: .directory)
  var to = "."

  func run() async throws {
    let files = try call.filesOrURL()
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
    abstract: "Delete the files of a call or a recording where the service keeps them.",
    discussion: "Of a file at a URL it is the one that the service told as the place to delete it."
  )

  @OptionGroup var call: RecordedCall

  func run() async throws {
    let files = try call.filesOrURL()
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

/// A call whose recordings are looked for, or one recording.
struct RecordedCall: ParsableArguments {
  @Argument(help: "The call, a recording's id, or of `get` and `delete` a file's URL.")
  var call: String

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  /// What is said of a recording without files: of a flow that does not ask, the database is told
  /// nothing.
  static let noFiles =
    "its files are not known here: the database is told of them, once the service has them, where "
    + "the flow has `on: recordingReady:`; else the server's log says where they are "
    + "(`recording is ready`), and `get` and `delete` take that URL"

  /// What is said where there is nothing.
  static let nothing = "the database knows of no recording of this call"

  private var isURL: Bool { call.contains("://") }

  /// The files that are known, each once, however often it was told, in the order in which the service
  /// told of them; and the recordings of which none is.
  func found() throws -> (files: [RecordedFile], bare: [RecordingID]) {
    guard !isURL else {
      throw Complaint("a URL is of one file: `flowctl recordings get` fetches it")
    }
    do {
      let journal = try JournalReader(path: database)
      let recording = RecordingID(call)
      if let id = try journal.call(ofRecording: recording) {
        return try found(of: [recording], in: journal.entries(of: id))
      }
      let id = try journal.outline(ofDigest: call, in: database).id
      return try found(of: journal.recordings(of: id), in: journal.entries(of: id))
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  /// The files that are known, or the one at the URL; that there is none is a complaint.
  func filesOrURL() throws -> [RecordedFile] {
    guard !isURL else { return [RecordedFile(url: call)] }
    let (files, bare) = try found()
    guard files.isEmpty else { return files }
    throw Complaint(bare.isEmpty ? Self.nothing : Self.noFiles)
  }

  private func found(
    of recordings: [RecordingID],
    in rows: [EntryRow]
  ) throws(JournalError) -> ([RecordedFile], [RecordingID]) {
    var files: [RecordedFile] = []
    var told: Set<RecordingID> = []
    for row in rows {
      guard case .recordingReady(let ready) = try JournalEntry(row).input.content,
        recordings.contains(ready.recordingID)
      else { continue }
      told.insert(ready.recordingID)
      for file in ready.files.map({ RecordedFile($0, of: ready) })
      where !files.contains(where: { $0.name == file.name }) {
        files.append(file)
      }
    }
    return (files, recordings.filter { !told.contains($0) })
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

  /// The file at a URL, of which nothing else is known: which form it has neither.
  init(url: String) {
    name = "\(CallID(url).digest).bin"
    content = url
    delete = url
    duration = nil
  }
}
