import CallModel
import FlowEngine
import FlowLanguage
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct CommitterTests {
  private func creating(_ id: String) -> CallAdvance {
    var advance = CallAdvance(callID: CallID(id), revision: 0)
    advance.creation = CallCreation(
      version: StoredVersion(hash: VersionHash("v"), flow: "f", environment: nil, files: []),
      startedAt: Timestamp(milliseconds: 0),
      from: "a",
      to: "b"
    )
    return advance
  }

  @Test func `advances that gather while one is written share the next commit`() async throws {
    let journal = GatedJournal()
    let committer = Committer(journal: journal, under: try await .all(of: journal))
    journal.close()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      group.addTask { _ = await committer.commit([creating("first")]) }
      await eventually { journal.batches == [1] }
      for number in 0..<20 {
        group.addTask { _ = await committer.commit([creating("\(number)")]) }
      }
      await eventually { committer.pendingCount == 20 }
      journal.open()
      await eventually { journal.batches.count > 1 && committer.pendingCount == 0 }
      #expect(journal.batches == [1, 20])
      committer.close()
      try await group.waitForAll()
    }
  }

  @Test func `a commit waits for the turns that are under way, and not for those that come later`()
    async throws
  {
    let journal = GatedJournal()
    let committer = Committer(journal: journal, under: try await .all(of: journal))
    for shard in 0...2 { committer.expect(shard) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      group.addTask { _ = await committer.commit([creating("0")], of: 0) }
      group.addTask { _ = await committer.commit([creating("1")], of: 1) }
      await eventually { committer.pendingCount == 2 && committer.awaited == [2] }
      committer.expect(3)
      #expect(journal.batches.isEmpty)
      committer.rest(2)
      await eventually { journal.batches == [2] && committer.pendingCount == 0 }
      // Both were answered, and may take another turn: 1 finds nothing for one.
      await eventually { committer.active == [0, 1, 3] }
      group.addTask { _ = await committer.commit([creating("3")], of: 3) }
      await eventually { committer.awaited == [0, 1] }
      committer.rest(1)
      group.addTask { _ = await committer.commit([creating("2")], of: 0) }
      await eventually { journal.batches == [2, 2] }
      committer.close()
      try await group.waitForAll()
    }
  }

  @Test func `an advance that cannot be written fails alone, also in its batch`() async throws {
    let journal = GatedJournal()
    let committer = Committer(journal: journal, under: try await .all(of: journal))
    journal.close()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      group.addTask { _ = await committer.failure(of: creating("same")) }
      await eventually { journal.batches == [1] }
      journal.open()
      let outcomes = await committer.commit(["other", "same", "third"].map { creating($0) })
      #expect(outcomes == [nil, .duplicateCall(CallID("same")), nil])
      committer.close()
    }
  }

  @Test func `a closed committer writes what it has and takes no more`() async throws {
    let journal = MemoryJournal()
    let committer = Committer(journal: journal, under: try await .all(of: journal))
    await withTaskGroup(of: JournalError?.self) { group in
      group.addTask { await committer.failure(of: creating("one")) }
      await eventually { committer.pendingCount == 1 }
      committer.close()
      await committer.run()
      #expect(await group.next() == .some(nil))
    }
    #expect(await committer.failure(of: creating("two")) == .closed)
  }
}

extension Committer {
  fileprivate func failure(of advance: CallAdvance) async -> JournalError? {
    await commit([advance])[0]
  }
}
