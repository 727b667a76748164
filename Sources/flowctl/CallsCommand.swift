import ArgumentParser
import CallAutomation
import CallModel
import Diagnostics
import FieldCoding
import FlowEngine
import FlowRuntime
import Foundation
import JSON
import SQLiteJournal

/// `flowctl calls`: from a line of the log to a call.
struct CallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "List the calls of a database or of a server, or show one.",
    discussion: """
      Logs name a call by a digest of its id, because whoever knows the id can post events to the \
      call. The database is only read; a server may be using it. With --server the calls are asked \
      of that server's admin API, whose key is read from FLOWCTL_ADMIN_KEY.
      """
  )

  @Argument(help: "The digest of a call as the log has it, or its first characters.")
  var call: String?

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  @Option(help: "Ask the server of this URL, not a database.")
  var server: String?

  @Option(help: "How many calls are listed, the last begun first.")
  var limit = 20

  @Option(help: "List only calls that keep a version of their flow that begins so.")
  var flowVersion: String?

  @Flag(help: "List the versions that open calls keep, and how many do.")
  var flowVersions = false

  @Flag(help: "Show the call's id, which opens its callbacks.")
  var showID = false

  @Flag(help: "Show all that is stored of the call's state, as JSON.")
  var state = false

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("--limit takes a whole number from 1 to 10000")
    }
    guard !showID || call != nil else { throw ValidationError("--show-id needs a call") }
    guard !state || call != nil else { throw ValidationError("--state needs a call") }
    guard server == nil || !(state || showID) else {
      throw ValidationError("--state and --show-id are for a database")
    }
    guard call == nil || (flowVersion == nil && !flowVersions) else {
      throw ValidationError("--flow-version and --flow-versions list calls: name none")
    }
    guard server == nil || !flowVersions else {
      throw ValidationError("--flow-versions is for a database")
    }
    guard server == nil || limit <= 1000 else {
      throw ValidationError("a server lists at most 1000 calls")
    }
  }

  func run() async throws {
    if let server { return try await ask(server) }
    do {
      let journal = try JournalReader(path: database)
      if flowVersions { return listVersions(try journal.outlines(limit: Self.searched)) }
      guard let call else {
        let calls = try journal.outlines(versionPrefix: flowVersion ?? "", limit: limit)
        return try list(calls, of: journal)
      }
      try show(call, of: journal)
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  private func ask(_ server: String) async throws {
    var admin = AdminOptions()
    admin.server = server
    guard let call else {
      var path = "/api/calls?limit=\(limit)"
      if let flowVersion { path += "&version=\(try pathPart(flowVersion, "a version"))" }
      let calls = try await admin.ask("GET", path, for: "calls")["calls"]?.elements ?? []
      guard !calls.isEmpty else { return print("There are no calls.") }
      for call in calls {
        let end = call["endedAt"].map { _ in ["state", "endedAt", "reason"] } ?? ["state"]
        let parties = "\(call["from"]?.text ?? "") → \(call["to"]?.text ?? "")"
        let columns =
          ["call", "startedAt", "flow"].map { call[$0]?.text ?? "" } + [parties]
          + end.compactMap { call[$0]?.text }
        print(columns.map { quoted($0) }.joined(separator: "  "))
      }
      return
    }
    let shown = try await admin.ask(
      "GET",
      "/api/calls/\(try pathPart(call, "a call"))",
      for: "call"
    )
    show(lines(shown))
  }

  private func show(_ lines: [(name: String, value: String)]) {
    for (name, value) in lines {
      print(name.padding(toLength: 10, withPad: " ", startingAt: 0) + " " + quoted(value))
    }
  }

  /// A call as the server tells of it, in the words of one of a database.
  private func lines(_ shown: JSONValue) -> [(String, String)] {
    func line(_ name: String, _ member: String) -> (String, String)? {
      shown[member]?.text.map { (name, $0) }
    }
    let latencies = CallLatency.allCases.compactMap { latency in
      shown["\(latency.rawValue)Ms"]?.wholeNumber.map { "\(latency.rawValue) \($0) ms" }
    }
    let ended = shown["endedAt"]?.text.map { "\($0) \(shown["state"]?.text ?? "")" }
    return [
      line("call", "call"), line("flow", "flow"),
      shown["version"]?.text.map { ("version", String($0.prefix(12))) },
      line("from", "from"), line("to", "to"), line("began", "startedAt"),
      line("connection", "connectionId"), line("phase", "phase"), line("path", "path"),
      latencies.isEmpty ? nil : ("latencies", latencies.joined(separator: ", ")),
      line("state", "unreadable"), line("reason", "reason"), ended.map { ("ended", $0) },
    ].compactMap(\.self)
  }

  /// Of how many calls versions are counted, those that began last.
  private static let searched = 500_000

  /// A version's sources are kept for as long as a call needs them.
  private func listVersions(_ calls: [CallOutline]) {
    let versions = Dictionary(grouping: calls.filter { $0.end == nil }, by: \.version)
    guard !versions.isEmpty else { return print("No call in `\(database)` is open.") }
    let rows = versions.values.compactMap { calls in calls.last.map { ($0, calls.count) } }
    for (oldest, count) in rows.sorted(by: { $0.0.startedAt < $1.0.startedAt }) {
      let columns = [
        String(oldest.version.rawValue.prefix(12)), oldest.flow,
        count == 1 ? "1 call" : "\(count) calls", "since \(text(of: oldest.startedAt))",
      ]
      print(columns.map { quoted($0) }.joined(separator: "  "))
    }
  }

  private func list(_ calls: some Collection<CallOutline>, of journal: JournalReader) throws {
    guard !calls.isEmpty else { return print("There are no calls in `\(database)`.") }
    for call in calls {
      let end = try call.end.map { try ending($0, of: call.id, journal) }
      let columns = [
        call.id.digest, text(of: call.startedAt), call.flow, "\(call.from) → \(call.to)",
        try end ?? standing(call.id, of: journal),
      ]
      print(columns.map { quoted($0) }.joined(separator: "  "))
    }
  }

  /// How a call ended, when, and why.
  private func ending(_ end: CallEnd, of id: CallID, _ journal: JournalReader) throws -> String {
    let reason = try journal.call(id)?.endReason
    return [end.manner.rawValue, text(of: end.time), reason?.rawValue].compactMap(\.self)
      .joined(separator: "  ")
  }

  /// What a call that is not closed does.
  private func standing(_ id: CallID, of journal: JournalReader) throws -> String {
    // Of a state that cannot be read, showing the call says why.
    guard let end = try? journal.call(id)?.machine()?.awaitsFilesUntil else { return "open" }
    return "over, its recordings' files are awaited until \(text(of: end))"
  }

  private func show(_ prefix: String, of journal: JournalReader) throws {
    let outline = try journal.outline(ofDigest: prefix, in: database)
    guard let stored = try journal.call(outline.id) else {
      throw Complaint("the call \(outline.id.digest) is gone from `\(database)`")
    }
    guard !state else {
      guard let machine = try stored.machine() else {
        let reason =
          switch outline.end?.manner {
          case .over: "it was erased"
          case .abandoned: "it rang too long ago to be run"
          case .faulted, nil: "it could not go on"
          }
        throw Complaint("the call \(outline.id.digest) has no state any more: \(reason)")
      }
      let json = outline.end == nil ? machine.sealedJSON : machine.readableJSON
      let text = json.text(in: .pretty)
      for line in text.split(separator: "\n") { print(quoted(String(line), limit: .max)) }
      return
    }
    show(lines(stored))
  }

  private func lines(_ stored: StoredCall) -> [(String, String)] {
    let outline = stored.outline
    var lines = [
      ("call", outline.id.digest), ("flow", outline.flow),
      ("version", String(outline.version.rawValue.prefix(12))),
      ("from", outline.from), ("to", outline.to), ("began", text(of: outline.startedAt)),
    ]
    if showID { lines.insert(("id", outline.id.rawValue), at: 1) }
    if let connection = outline.connectionID { lines.append(("connection", connection.rawValue)) }
    do {
      if let machine = try stored.machine() {
        lines.append(("phase", machine.phase.rawValue))
        if let path = machine.path { lines.append(("path", path)) }
        if let reason = machine.endReason { lines.append(("reason", reason.rawValue)) }
        if let end = machine.awaitsFilesUntil { lines.append(("files due", text(of: end))) }
        let latencies = machine.latencies
        let known = CallLatency.allCases.compactMap { latency in
          latencies[latency].map { "\(latency.rawValue) \($0.count) ms" }
        }
        if !known.isEmpty { lines.append(("latencies", known.joined(separator: ", "))) }
      }
    } catch {
      lines.append(("state", error.description))
    }
    if let reason = outline.endReason { lines.append(("reason", reason.rawValue)) }
    if let end = outline.end {
      lines.append(("ended", "\(text(of: end.time)) \(end.manner.rawValue)"))
    }
    return lines
  }

  private func text(of time: Timestamp) -> String { time.isoDateTime + "Z" }
}

extension JournalReader {
  /// The one call whose digest begins so; none and several are complaints that name the database.
  func outline(ofDigest prefix: String, in database: String) throws -> CallOutline {
    let found = try outlines(digestPrefix: prefix.lowercased(), limit: shownMatches)
    guard let outline = found.first else {
      throw Complaint("no call in `\(database)` has a digest that begins with `\(prefix)`")
    }
    guard found.count == 1 else {
      let digests = found.map(\.id.digest).joined(separator: ", ")
      throw Complaint("several calls have digests that begin with `\(prefix)`: \(digests)")
    }
    return outline
  }
}

/// How many calls of an ambiguous digest are named.
private let shownMatches = 5
