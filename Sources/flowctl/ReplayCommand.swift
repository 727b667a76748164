import ArgumentParser
import CallAutomation
import CallModel
import Diagnostics
import FieldCoding
import FlowEngine
import FlowLanguage
import FlowRuntime
import JSON
import SQLiteJournal

/// `flowctl replay`: what calls that were would have come to with other flows.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Try changed flows against the calls that a database remembers.",
    discussion: """
      What happened to each call is given to the flow as it is in the folder, and what that would \
      have led to is compared with what was done: up to the first effect that differs, since caller \
      and service would have done something else from there. Nothing is sent, and the database is \
      only read; a server may be using it. Exit code 1 where a call would have gone differently.
      """
  )

  @Argument(help: "The digest of one call, or its first characters; else the last ones are tried.")
  var call: String?

  @Option(help: "The folder of the flows to try, or one flow.", completion: .file())
  var against: String

  @Option(help: "How many calls are tried, those that began last.")
  var last = 100

  @Option(help: "The database that holds the calls.", completion: .file())
  var database = "flowctl.sqlite"

  @Option(help: "The environment of flowctl.yaml whose values the flows get.")
  var environment: String?

  @Option(help: "How results are printed: text or json.")
  var format = ReplayFormat.text

  func validate() throws {
    guard (1...100_000).contains(last) else {
      throw ValidationError("--last takes a whole number from 1 to 100000")
    }
  }

  func run() throws {
    let programs = try readPrograms(at: against, environment: environment)
    let replayed = try replays(on: programs)
    switch format {
    case .text: printText(replayed)
    case .json: print(json(replayed).text(in: .pretty))
    }
    guard replayed.allSatisfy({ $0.outcome.result != .differs }) else { throw ExitCode(1) }
  }
}

/// How results are printed.
enum ReplayFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

/// A call and what it would have come to.
private struct ReplayedCall {
  let outline: CallOutline
  let outcome: ReplayOutcome
}

extension ReplayCommand {
  fileprivate func replays(on programs: [Program]) throws -> [ReplayedCall] {
    do {
      let journal = try JournalReader(path: database)
      let outlines =
        try call.map { [try journal.outline(ofDigest: $0, in: database)] }
        ?? journal.outlines(limit: last)
      return try outlines.map { outline in
        let entries = try journal.entries(of: outline.id)
        return ReplayedCall(outline: outline, outcome: outcome(of: outline, entries, on: programs))
      }
    } catch let error as JournalError {
      throw Complaint(error)
    }
  }

  private func outcome(
    of outline: CallOutline,
    _ rows: [EntryRow],
    on programs: [Program]
  ) -> ReplayOutcome {
    guard outline.end?.manner != .abandoned else {
      return ReplayOutcome(unknown: "it rang too long ago to be run", after: 0)
    }
    var entries: [JournalEntry] = []
    do throws(JournalError) {
      for row in rows { entries.append(try JournalEntry(row)) }
    } catch {
      return ReplayOutcome(unknown: error.description, after: entries.count)
    }
    guard let program = programs.first(where: { $0.name == outline.flow }) else {
      return ReplayOutcome(differs: "no flow is named `\(outline.flow)`")
    }
    if case .incoming(let incoming)? = entries.first?.input.content {
      let taking = programs.first { $0.routes.contains { $0.rawID == incoming.to.rawID } }
      guard taking?.name == outline.flow else {
        let other = taking.map { "the flow `\($0.name)` would take it" } ?? "no flow would take it"
        return ReplayOutcome(differs: other)
      }
    }
    return replay(entries, of: outline.id, on: program)
  }

  fileprivate func printText(_ calls: [ReplayedCall]) {
    for call in calls {
      let columns = [call.outline.id.digest, call.outline.flow, call.outcome.words]
      print(columns.map { quoted($0, limit: QuotingLimits.sentence) }.joined(separator: "  "))
      guard let difference = call.outcome.difference else { continue }
      let (did, would) = difference.shown
      print("  did    \(quoted(did, limit: QuotingLimits.sentence))")
      print("  would  \(quoted(would, limit: QuotingLimits.sentence))")
    }
    let counts = ReplayOutcome.Result.allCases.map { result in
      "\(calls.count { $0.outcome.result == result }) \(result.rawValue)"
    }
    print(
      "\(calls.count) \(calls.count == 1 ? "call" : "calls"): \(counts.joined(separator: ", "))"
    )
  }

  fileprivate func json(_ calls: [ReplayedCall]) -> JSONValue {
    let rows = calls.map { call -> JSONValue in
      let difference = call.outcome.difference
      return .members([
        "call": .string(call.outline.id.digest), "flow": .string(call.outline.flow),
        "version": .string(call.outline.version.rawValue),
        "result": .string(call.outcome.result.rawValue), "inputs": .integer(call.outcome.inputs),
        "reason": call.outcome.reason.map { .string($0) },
        "time": difference.map { .string($0.time.isoDateTime + "Z") },
        "happened": difference.map { .string($0.happened) },
        "did": difference.map { $0.did?.readableJSON ?? .null },
        "would": difference.map { $0.would?.readableJSON ?? .null },
      ])
    }
    return .members(["calls": .array(rows)])
  }
}

extension ReplayOutcome {
  fileprivate var words: String {
    switch result {
    case .same: "same, \(inputs) inputs"
    case .unknown: "cannot be told: \(reason ?? "")"
    case .differs:
      difference.map { "differs at input \($0.sequence), \($0.happened)" }
        ?? "differs: \(reason ?? "")"
    }
  }
}

extension ReplayOutcome.Difference {
  /// Both effects in words; where these are the same, with the first of their parts that is not.
  fileprivate var shown: (did: String, would: String) {
    let words = (did?.words ?? "nothing more", would?.words ?? "nothing more")
    guard words.0 == words.1,
      let part = did?.readableJSON.firstDifference(from: would?.readableJSON ?? .null)
    else { return words }
    let (own, other) = (part.own?.text(in: .compact), part.other?.text(in: .compact))
    return (
      "\(words.0), \(part.place): \(own ?? "nothing")",
      "\(words.1), \(part.place): \(other ?? "nothing")"
    )
  }
}

extension Effect {
  fileprivate var words: String {
    switch self {
    case .setTimer(let id, let due): "set timer \(id) to \(due.isoDateTime)Z"
    case .cancelTimer(let id): "cancel timer \(id)"
    case .send, .http, .fetch, .read, .withdraw, .release, .schedule, .log, .trace: summary ?? ""
    }
  }
}
