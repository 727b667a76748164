import ArgumentParser
import CallAutomation
import CallModel
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import Foundation
import JSON
import SQLiteJournal

/// `flowctl journal`: what is stored of calls.
struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Read, export, check and back up the journal of calls.",
    discussion: """
      The database is only read; a server may be using it. A call is named by its digest, as logs \
      have it, or the first characters of it.
      """,
    subcommands: [
      JournalShowCommand.self, JournalExportCommand.self, JournalCheckCommand.self,
      JournalBackupCommand.self,
    ],
    defaultSubcommand: JournalShowCommand.self
  )
}

/// `flowctl journal show`.
struct JournalShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Say what happened to a call, and what was done about it, line by line.",
    discussion: """
      Each line has its number and the seconds since the call began; values are left out. With \
      --as-test the call is printed as a scenario of its flow as it is in --flows: what happened is \
      the call's, what the flow does about it is what it does now. Callers' names, headers and \
      numbers, and what is declared sensitive, are replaced.
      """
  )

  @Argument(help: "The call.")
  var call: String

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  @Flag(help: "Print the call as a scenario, for a file *.test.yaml.")
  var asTest = false

  @Option(help: "The folder of the flows, or the flow, for --as-test.", completion: .file())
  var flows = "flows"

  @Option(help: "The environment of flowctl.yaml whose values the flow gets, for --as-test.")
  var environment: String?

  func run() throws {
    do {
      let journal = try JournalReader(path: database)
      let outline = try journal.outline(ofDigest: call, in: database)
      guard !asTest else { return print(try scenario(of: outline, journal), terminator: "") }
      print(quoted("\(outline.id.digest)  \(outline.flow)  \(outline.from) → \(outline.to)"))
      for row in try journal.entries(of: outline.id) { try show(row, of: outline) }
      if let end = outline.end {
        print(padded("", since: outline, at: end.time) + "the call is over (\(end.manner))")
      }
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  private func scenario(of outline: CallOutline, _ journal: JournalReader) throws -> String {
    let project = try RetellingProject(at: flows, environment: environment)
    guard let program = project.programs.first(where: { $0.name == outline.flow }) else {
      throw Complaint("the call is of the flow `\(outline.flow)`, which is not in `\(flows)`")
    }
    var options = RetellingOptions(
      name: "a call of \(shortTime(outline.startedAt.isoDateTime))"
    )
    options.hidesValues = true
    let entries = try journal.entries(of: outline.id).map { row throws(JournalError) in
      try JournalEntry(row)
    }
    return try project.tell(entries, of: program, options)
  }

  private func show(_ row: EntryRow, of outline: CallOutline) throws(JournalError) {
    let beginning = padded("\(row.sequence)", since: outline, at: row.time)
    let indentation = String(repeating: " ", count: beginning.count)
    for (index, line) in try JournalEntry(row).account.enumerated() {
      print((index == 0 ? beginning : indentation) + quoted(line, limit: 400))
    }
  }

  private func padded(_ number: String, since outline: CallOutline, at time: Timestamp) -> String {
    // What begins a call has the time of its delivery, which was before the call was there.
    let seconds = max(0, Double((time - outline.startedAt).count) / 1000)
    let indentation = String(repeating: " ", count: max(0, 5 - number.count))
    return indentation + number + String(format: " %10.3f  ", seconds)
  }
}

/// `flowctl journal export`.
struct JournalExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print calls and what happened to them as JSON, a line each.",
    discussion: """
      A line with `kind: call` begins each call, and lines with `kind: entry` follow in order \
      (schemas/journal.schema.json). Ids that open callbacks, keys to ringing calls and what is \
      sealed are `‹sealed›`.
      """
  )

  @Argument(help: "The calls; all if none is named.")
  var calls: [String] = []

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  func run() throws {
    do {
      let journal = try JournalReader(path: database)
      guard calls.isEmpty else {
        for call in calls { try export(journal.outline(ofDigest: call, in: database), journal) }
        return
      }
      var page = try journal.calls()
      while !page.outlines.isEmpty {
        for outline in page.outlines { try export(outline, journal) }
        page = try journal.calls(after: page.end)
      }
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  private func export(_ outline: CallOutline, _ journal: JournalReader) throws(JournalError) {
    print(outline.exportLine.text(in: .compact))
    for row in try journal.entries(of: outline.id) {
      print(try JournalEntry(row).exportLine(of: outline).text(in: .compact))
    }
  }
}

/// `flowctl journal check`.
struct JournalCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look whether everything in a journal goes together.",
    discussion: """
      Pages and columns, calls with their states, entries, versions and recordings, calls that are \
      to begin later, and flags. The exit code is 1 if something is wrong. The file may be in use, \
      or a copy; one that is copied while it is in use is no whole journal: use `backup`.
      """
  )

  @Argument(help: "The database.", completion: .file())
  var file = "flowctl.sqlite"

  func run() throws {
    do {
      let report = try JournalReader(path: file).check()
      for problem in report.problems { print(quoted(problem.description, limit: 400)) }
      print(report.summary)
      if report.problemCount > 0 { throw ExitCode(1) }
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }
}

/// `flowctl journal backup`.
struct JournalBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a copy of a journal that may be in use, and check it.",
    discussion: """
      The copy is what was stored when the command began. To restore it, put it in the place of the \
      database while no server runs. A file that is there already is not replaced.
      """
  )

  @Argument(help: "The database.", completion: .file())
  var file: String

  @Argument(help: "The file to make.", completion: .file())
  var to: String

  func run() throws {
    do {
      let report = try JournalReader(path: file).backUp(to: to)
      for problem in report.problems { print(quoted(problem.description, limit: 400)) }
      print(report.summary)
      if report.problemCount > 0 { throw ExitCode(1) }
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }
}

extension JournalReport {
  /// How much was looked at, and how much is wrong.
  fileprivate var summary: String {
    let verdict = problemCount == 0 ? "nothing is wrong" : "\(counted(problemCount, "problem"))"
    let parts = [
      counted(calls, "call"), counted(entries, "entry", "entries"), counted(versions, "version"),
    ]
    return "\(parts.joined(separator: ", ")): \(verdict)"
  }
}

/// A number of things.
private func counted(_ count: Int, _ one: String, _ several: String? = nil) -> String {
  "\(count) \(count == 1 ? one : several ?? one + "s")"
}
