import CallModel
import Diagnostics
import FlowLanguage
import TestSupport
import Testing

@testable import FlowRuntime

@Suite struct FlowStoreTests {
  private let line = Identifier(rawID: lineRawID)
  private let broken = ProjectFile(path: "broken.yaml", bytes: Array("flow: broken\nblox: {}".utf8))

  @Test func `a project with an error changes nothing, and says why`() throws {
    let store = FlowStore(journal: MemoryJournal(), zones: SystemZones())
    guard case .loaded = store.load(sources([greeting()])) else {
      throw TestFailure("the fixture does not compile")
    }
    let before = try #require(store.flow(for: line)).version
    guard case .refused(let project) = store.load(sources([greeting(file: "new"), broken])) else {
      throw TestFailure("not refused")
    }
    #expect(project.findings.contains { $0.severity == .error })
    #expect(store.flow(for: line)?.version == before)
  }

  @Test func `the same sources are the same version, others are another`() throws {
    let store = FlowStore(journal: MemoryJournal(), zones: SystemZones())
    guard case .loaded(_, isChanged: true) = store.load(sources([greeting()])),
      case .loaded(_, isChanged: false) = store.load(sources([greeting()])),
      case .loaded(_, isChanged: true) = store.load(sources([greeting(file: "new")]))
    else { throw TestFailure("not loaded as expected") }
  }

  @Test func `a reload does again only what changed`() throws {
    let store = FlowStore(journal: MemoryJournal(), zones: SystemZones())
    let other = ProjectFile(
      path: "other.yaml",
      bytes: Array("flow: other\nblocks: { main: [answer, hangUp] }".utf8)
    )
    guard case .loaded = store.load(sources([greeting(), other])),
      case .loaded(let project, _) = store.load(sources([greeting(file: "new"), other]))
    else { throw TestFailure("not loaded") }
    #expect(project.work.checked == ["greeting.yaml"])
    #expect(store.current.map(\.flow) == ["greeting", "other"])
  }

  @Test func `a call to nobody's number has no flow`() {
    let store = FlowStore(journal: MemoryJournal(), zones: SystemZones())
    #expect(store.flow(for: line) == nil)
  }

  @Test func `a version is compiled again from the journal, under its own name`() async throws {
    let journal = MemoryJournal()
    let store = FlowStore(journal: journal, zones: SystemZones())
    guard case .loaded = store.load(sources([greeting()])) else {
      throw TestFailure("the fixture does not compile")
    }
    let old = try #require(store.flow(for: line))
    var advance = CallAdvance(callID: CallID("a"), revision: 0)
    advance.creation = CallCreation(
      version: old.stored,
      startedAt: Timestamp(milliseconds: 0),
      from: callerRawID,
      to: lineRawID
    )
    #expect(try await journal.write([advance]).isEmpty)
    let restarted = FlowStore(journal: journal, zones: SystemZones())
    #expect(try await restarted.program(of: old.version, for: CallID("c")).version == old.version)
    await #expect(throws: VersionFailure.self) {
      try await restarted.program(of: VersionHash("never"), for: CallID("c"))
    }
  }
}
