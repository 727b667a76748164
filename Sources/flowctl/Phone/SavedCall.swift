import CallModel
import Cryptography
import FlowLanguage
import FlowRuntime
import FlowSimulator
import Foundation
import JSON

/// A call over a phone that is written down as a scenario, from the journal of the server that took
/// it.
struct SavedCall {
  let connection: CallConnectionID?
  let program: Program
  let project: RetellingProject
  let emulator: FoundEmulator

  /// Writes it as a file of scenarios; what of it cannot be told is said.
  func write(to path: String) async throws {
    guard let connection else {
      throw Complaint("`\(path)` is not written: nobody took the call")
    }
    let call = try await finishedCall(connection)
    var options = RetellingOptions(name: "a call of \(call.startedAt)")
    options.speed = emulator.speed
    let entries = try await entries(of: call.id)
    let text = try project.tell(entries, of: program, options)
    do {
      try createFiles([(path, text)])
    } catch {
      // The call cannot be had again.
      print(text, terminator: "")
      throw error
    }
    print("`\(path)` has the call; \(try advice(on: path))")
  }

  /// How the scenario is run, which has to be where its flow is found.
  private func advice(on path: String) throws(FolderError) -> String {
    let found = URL(filePath: try FlowFolder(at: path).root).standardizedFileURL
    guard found != project.root else { return "`flowctl test \(path)` runs it." }
    return "move it into `\(project.root.path)`, where `flowctl test` finds its flow."
  }

  /// The server's call of that connection, once it is over there too.
  private func finishedCall(
    _ connection: CallConnectionID
  ) async throws -> (id: String, startedAt: String) {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let calls = try await emulator.admin.ask("GET", "/api/calls?limit=1000", for: "calls")[
        "calls"
      ]?.elements
      let call = calls?.first { $0["connectionId"]?.text == connection.rawValue }
      guard let call, let id = call["id"]?.text else {
        throw Complaint("\(emulator.server) knows nothing of the call")
      }
      if call["endedAt"] != nil || ContinuousClock.now > deadline {
        return (id, shortTime(call["startedAt"]?.text ?? ""))
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func entries(of id: String) async throws -> [JournalEntry] {
    let answer: JSONValue
    do {
      answer = try await emulator.admin.ask("GET", "/api/calls/\(id)/entries", for: "entries")
    } catch {
      throw Complaint(
        "\(emulator.server) does not tell what happened: it is no `flowctl dev` (\(error))"
      )
    }
    return try (answer["entries"]?.elements ?? []).map { entry in
      guard let sequence = entry["sequence"]?.wholeNumber,
        let time = entry["time"]?.wholeNumber,
        let input = entry["input"]?.text, let effects = entry["effects"]?.text
      else { throw Complaint("\(emulator.server) is another version of flowctl") }
      do {
        return try JournalEntry(
          EntryRow(
            sequence: sequence,
            time: Timestamp(milliseconds: Int64(time)),
            input: Data(try decodeBase64(input)),
            effects: Data(try decodeBase64(effects))
          )
        )
      } catch {
        throw Complaint("\(error)")
      }
    }
  }

  /// How long a server may take to end a call after the service has.
  private static let patience = Duration.seconds(15)
}

/// A time as names of scenarios have it, to the second.
func shortTime(_ text: String) -> String {
  String(text.prefix(19)).replacing("T", with: " at ").replacing(":", with: ".")
}
