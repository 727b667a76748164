import CallModel
import FlowRuntime
import Foundation
import SQLiteJournal
import TestSupport
import Testing

/// What a crash leaves of the journal's files, at any byte of what was being written.
@Suite(.hangLimit) struct TornWriteTests {
  /// The bytes of the database and of its write-ahead log.
  private struct Image {
    var database: Data
    var log: Data

    init(at path: String) throws {
      database = try Data(contentsOf: URL(filePath: path))
      log = try Data(contentsOf: URL(filePath: path + "-wal"))
    }

    /// Opens a journal on the bytes, and says what it has of the calls.
    func calls(_ ids: [CallID], in folder: TemporaryFolder) async throws -> [CallID: Int] {
      let path = folder.path("image-\(UUID().uuidString).sqlite")
      try database.write(to: URL(filePath: path))
      try log.write(to: URL(filePath: path + "-wal"))
      let journal = try SQLiteJournal(path: path)
      let found = try await journal.find(ids).compactMapValues { found -> Int? in
        guard case .call(let call) = found else { return nil }
        #expect(call.state == Self.state(of: call.id, call.revision))
        return call.revision
      }
      for id in found.keys {
        #expect(try await journal.entries(of: id).map(\.sequence) == Array(1...(found[id] ?? 0)))
      }
      try journal.close()
      return found
    }

    /// What an advance leaves: of many lengths, so that rows move from page to page.
    static func state(of id: CallID, _ revision: Int) -> Data {
      var dice = SeededGenerator(seed: UInt64(revision) &+ UInt64(id.rawValue.utf8.first ?? 0))
      return Data((0..<dice.number(in: 10...6_000)).map { _ in UInt8(dice.below(256)) })
    }
  }

  @Test func `what was acknowledged is there, what was under way is whole or not at all`()
    async throws
  {
    var dice = SeededGenerator(seed: 11)
    let ids = ["a", "b", "c", "d"].map { CallID($0) }
    var torn = 0
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      var acknowledged: [CallID: Int] = [:]
      var before = try Image(at: path)
      for _ in 0..<60 {
        let chosen = dice.some(ids, atLeast: 1)
        try await journal.take(chosen.map { advance($0, after: acknowledged[$0] ?? 0) })
        let told = acknowledged
        for id in chosen { acknowledged[id, default: 0] += 1 }
        let after = try Image(at: path)
        // Whatever follows on what is flushed is no part of it.
        var longer = after
        longer.log.append(Data((0..<dice.below(9_000)).map { _ in UInt8(dice.below(256)) }))
        #expect(try await longer.calls(ids, in: folder) == acknowledged)
        if after.database == before.database, after.log.count > before.log.count {
          var image = after
          image.log = after.log.prefix(dice.number(in: before.log.count...(after.log.count - 1)))
          let found = try await image.calls(ids, in: folder)
          #expect(found == told, "cut at \(image.log.count) of \(after.log.count)")
          // A sector that was not written is what was there before: nothing, or something else.
          image = after
          let place = dice.number(in: before.log.count...(after.log.count - 1))
          image.log[place] ^= UInt8(dice.number(in: 1...255))
          #expect(try await image.calls(ids, in: folder) == told, "changed at \(place)")
          torn += 2
        }
        before = after
      }
      try journal.close()
    }
    #expect(torn >= 60)
  }

  private func advance(_ id: CallID, after revision: Int) -> CallAdvance {
    var advance = revision == 0 ? beginning(id.rawValue) : following(id.rawValue, revision)
    advance.state = Image.state(of: id, revision + 1)
    advance.entries = [line(revision + 1)]
    return advance
  }
}
