import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import TestSupport
import Testing

@testable import FlowRuntime

/// What calls that were would have come to with other flows.
@Suite(.hangLimit)
struct ReplayTests {
  /// What is in the journal of a call that has been answered, played to and hung up.
  private func history() async throws -> (id: CallID, entries: [JournalEntry]) {
    let journal = MemoryJournal()
    let test = try TestHost(journal: journal)
    let id = callID(for: ringing())
    try await test.running { test in
      _ = try await test.reachPrompt()
      _ = try await test.sender.next()
    }
    return (id, try await journal.entries(of: id).map { try JournalEntry($0) })
  }

  private func program(_ file: ProjectFile) throws -> Program {
    let project = compileProject(sources([file]))
    return try #require(project.programs.first)
  }

  @Test func `the same flow leads to the same, and so does one that is only written otherwise`()
    async throws
  {
    let (id, entries) = try await history()
    #expect(entries.count >= 3)
    let same = try replay(entries, of: id, on: program(greeting()))
    #expect(same == ReplayOutcome(result: .same, inputs: entries.count))
    let file = greeting()
    let commented = ProjectFile(
      path: file.path,
      bytes: Array("# Said otherwise.\n".utf8) + file.bytes
    )
    #expect(try replay(entries, of: id, on: program(commented)).result == .same)
  }

  @Test func `another prompt is the first effect that differs`() async throws {
    let (id, entries) = try await history()
    let outcome = try replay(entries, of: id, on: program(greeting(file: "another")))
    #expect(outcome.result == .differs)
    let difference = try #require(outcome.difference)
    #expect(difference.happened.hasPrefix("CallConnected"))
    guard case .send(let did)? = difference.did, case .send(let would)? = difference.would else {
      Issue.record("not two commands: \(difference)")
      return
    }
    #expect(did.command.kind == .play && would.command.kind == .play && did != would)
  }

  @Test func `a history with a gap cannot be told`() async throws {
    let (id, entries) = try await history()
    let outcome = try replay(Array(entries.dropFirst()), of: id, on: program(greeting()))
    #expect(outcome == ReplayOutcome(unknown: "its history is not all there", after: 0))
    #expect(try replay([], of: id, on: program(greeting())).result == .unknown)
  }
}
