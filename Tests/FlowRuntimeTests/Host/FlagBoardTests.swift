import CEL
import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowRuntime

/// What operators say of flags: kept by the journal, and taken in by calls with what happens to them
/// (SEMANTICS.md, rule 67).
@Suite(.hangLimit)
struct FlagBoardTests {
  /// A flow that waits for its answer, then says what its flags are.
  private func flow(_ flags: String, _ text: String) -> ProjectFile {
    let text = """
      flow: greeting
      identities: { line: { rawId: \(lineRawID) } }
      routes: [{ to: line }]
      flags: { \(flags) }
      prompts: { hello: { file: "https://media.contoso.com/\(text).wav" } }
      blocks: { main: [answer, { play: hello }, hangUp] }
      """
    return ProjectFile(path: "greeting.yaml", bytes: Array(text.utf8))
  }

  private var emergency: ProjectFile {
    flow("emergency: bool = false", "${string(flags.emergency)}")
  }

  /// The file that is played next.
  private func played(_ test: TestHost) async throws -> String {
    let play = try #require(try await test.sender.next().request)
    let body = String(decoding: play.body, as: UTF8.self)
    let parts = body.components(separatedBy: "media.contoso.com/")
    return parts.count > 1 ? String(parts[1].prefix { $0 != "." }) : body
  }

  @Test func `a change enters a call with its next input`() async throws {
    let file = emergency
    try await TestHost(files: [file]).running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      try await test.host.flags.change("emergency", to: .bool(true))
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      #expect(try await self.played(test) == "true")
      let inputs = try await test.journal.entries(of: id).map { try JournalEntry($0).input }
      let changes = inputs.map(\.flags).filter { $0 != .none }
      #expect(changes == [FlagChanges(set: ["emergency": .bool(true)])])
      #expect(test.traces.inputs.contains { $0.hasSuffix("flags emergency") })
    }
  }

  @Test func `what operators said survives a start, and calls of before have it`() async throws {
    let journal = MemoryJournal()
    let file = emergency
    let id = callID(for: ringing())
    try await TestHost(journal: journal, files: [file]).running { test in
      try await test.host.flags.change("emergency", to: .bool(true))
      try await test.host.flags.change("notice", to: .string("Fire"))
      try await test.host.flags.change("notice", to: nil)
      try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      // What came with the ring is in the journal, as it is in the state.
      let first = try #require(try await test.journal.entries(of: id).first)
      let set = FlagChanges(set: ["emergency": .bool(true)])
      #expect(try JournalEntry(first).input.flags == set)
    }
    let after = try TestHost(journal: MemoryJournal(copying: journal), files: [file])
    _ = try await after.host.takeStock()
    #expect(after.host.flags.values == ["emergency": .bool(true)])
    try await after.running { test in
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      #expect(try await self.played(test) == "true")
      // Later changes are newer than those of before.
      try await test.host.flags.change("emergency", to: .bool(false))
      #expect(try await test.journal.flags().map(\.revision).max() == 4)
    }
  }

  @Test func `a call reads a flag by the type that its own version declares`() async throws {
    let old = emergency
    let new = flow("emergency: string = calm", "${flags.emergency}")
    try await TestHost(files: [old]).running { test in
      let pinned = try await test.ring("old")
      try await test.sender.next().answer(200, answered)
      guard case .loaded = test.store.load(sources([new])) else {
        throw TestFailure("the fixture does not compile")
      }
      #expect(test.store.flags["emergency"]?.type == .string)
      try await test.host.flags.change("emergency", to: .string("fire"))
      let connected = event(.callConnected, id: "e1")
      #expect(await test.host.deliver([connected], to: pinned) == .committed)
      #expect(try await self.played(test) == "false")
      let current = try await test.ring("new")
      try await test.sender.next().answer(200, answered)
      #expect(await test.host.deliver([connected], to: current) == .committed)
      #expect(try await self.played(test) == "fire")
    }
  }

  @Test func `a value of a type that is declared no more counts as none`() async throws {
    let old = emergency
    let new = flow("emergency: string = calm", "${flags.emergency}")
    try await TestHost(files: [old]).running { test in
      try await test.host.flags.change("emergency", to: .bool(true))
      guard case .loaded = test.store.load(sources([new])) else {
        throw TestFailure("the fixture does not compile")
      }
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      #expect(try await self.played(test) == "calm")
    }
  }

  @Test func `a change that cannot be stored is none`() async throws {
    let journal = GatedJournal()
    let file = emergency
    try await TestHost(journal: journal, files: [file]).running { test in
      try await test.host.flags.change("emergency", to: .bool(true))
      journal.fail(with: .diskFull)
      await #expect(throws: JournalError.diskFull) {
        try await test.host.flags.change("emergency", to: .bool(false))
      }
      #expect(test.host.flags.values == ["emergency": .bool(true)])
      #expect(test.host.unreadiness?.contains("disk is full") == true)
    }
  }

  @Test func `of changes at once the one that began last stays, in memory as in the journal`()
    async throws
  {
    let journal = MemoryJournal()
    let board = FlagBoard(journal: journal)
    await withTaskGroup(of: Void.self) { group in
      for number in 1...40 {
        group.addTask {
          let value: CELValue? = number % 3 == 0 ? nil : .int(Int64(number))
          do { try await board.change("level", to: value) } catch { Issue.record(error) }
        }
      }
    }
    let again = FlagBoard(journal: journal)
    try again.restore(await journal.flags())
    #expect(again.values == board.values)
    #expect(try await journal.flags().map(\.revision) == [40])
  }
}
