import CallModel
import FlowRuntime
import Foundation
import TestSupport
import Testing

@testable import SQLiteJournal

/// Looking into a journal that somebody else holds, and copying it.
@Suite struct JournalReaderTests {
  @Test func `calls come in pages until there are no more`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      for number in 0..<501 { try await journal.take(try SoundJournal.brief(number)) }
      let reader = try JournalReader(path: path)
      let first = try reader.calls()
      let second = try reader.calls(after: first.end)
      #expect([first, second].map(\.outlines.count) == [500, 1])
      #expect(Set((first.outlines + second.outlines).map(\.id)).count == 501)
      #expect(try reader.calls(after: second.end).outlines.isEmpty)
    }
  }

  @Test func `a backup has what was stored, may be read by its owner alone, and opens`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let copy = folder.path("copy.sqlite")
      try await SoundJournal.write(to: path)
      let journal = try SQLiteJournal(path: path)
      try await journal.take(try SoundJournal.brief(1))
      // What an attempt left that was cut off.
      try Data("half".utf8).write(to: URL(filePath: "\(copy).part"))
      let report = try JournalReader(path: path).backUp(to: copy)
      #expect(report.problems == [])
      #expect(report.calls == 3)
      try await journal.take(try SoundJournal.brief(2))
      let attributes = try FileManager.default.attributesOfItem(atPath: copy)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(!FileManager.default.fileExists(atPath: "\(copy).part"))
      let restored = try SQLiteJournal(path: copy)
      #expect(try await restored.outlines(limit: 9).count == 3)
      #expect(try await restored.openCalls().map(\.id) == [SoundJournal.open])
      #expect(try await restored.entries(of: SoundJournal.open).map(\.sequence) == [1, 2])
      try restored.close()
      try journal.close()
    }
  }

  @Test func `a backup replaces nothing`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let taken = folder.path("taken")
      try await SoundJournal.write(to: path)
      try Data("mine".utf8).write(to: URL(filePath: taken))
      let reader = try JournalReader(path: path)
      let error = JournalError.notWritable(path: taken, reason: "it is there already")
      #expect(throws: error) { try reader.backUp(to: taken) }
      #expect(throws: JournalError.self) { try reader.backUp(to: folder.path("nowhere/copy")) }
      #expect(try Data(contentsOf: URL(filePath: taken)) == Data("mine".utf8))
    }
  }

  @Test func `looking changes nothing of the file, not a byte`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let before = try Data(contentsOf: URL(filePath: path))
      let reader = try JournalReader(path: path)
      _ = try reader.check()
      _ = try reader.calls()
      _ = try reader.backUp(to: folder.path("copy.sqlite"))
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }
}
