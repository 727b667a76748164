import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowLanguage
import Foundation
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct CallHostTests {
  @Test func `a call is committed, answered, played to and hung up in that order`() async throws {
    try await TestHost().running { test in
      let id = try await test.ring()
      let answer = try await test.sender.next()
      #expect(answer.line == "POST :answer")
      #expect(
        answer.request?.header("Repeatability-Request-ID")
          == repeatabilityID(callID: id, ordinal: 1)
      )
      answer.answer(200, answered)
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      let play = try await test.sender.next()
      #expect(play.line == "POST :play")
      play.answer(202)
      let context = OperationContext(ordinal: 2, attempt: 1)
      #expect(
        await test.host.deliver([event(.playCompleted, id: "e2", context: context)], to: id)
          == .committed
      )
      let terminate = try await test.sender.next()
      #expect(terminate.line == "POST :terminate")
      terminate.answer(204)
      #expect(await test.host.deliver([event(.callDisconnected, id: "e3")], to: id) == .committed)
      await test.clock.passUntil { test.traces.ends == [.over] }
      #expect(try await test.journal.call(id)?.end?.manner == .over)
      #expect(try await test.journal.openCalls().isEmpty)
    }
  }

  @Test func `files of a recording find their call after its end, also after a crash`() async throws
  {
    let journal = MemoryJournal()
    let flow = ProjectFile(
      path: "greeting.yaml",
      bytes: Array(
        """
        flow: greeting
        identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
        routes: [{ to: line }]
        blocks: { main: [answer, { record: start }, { wait: 1h }, hangUp] }
        on: { recordingReady: [{ log: "${recording.files[0].content}" }] }
        """.utf8
      )
    )
    let recording = RecordingID("r1")
    let files = RecordingFiles(
      recordingID: recording,
      startedAt: nil,
      duration: nil,
      files: [
        RecordingFile(index: 0, content: "https://x", metadata: nil, format: nil, delete: nil)
      ]
    )
    let id = callID(for: ringing())
    try await TestHost(journal: journal, files: [flow]).running { test in
      #expect(await test.host.deliver(files) == .unknownCall)
      try await test.ring()
      try await test.sender.next().answer(200, answered)
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      try await test.sender.next().answer(202)
      let started = event(.recordingStateChanged(recording, .active), id: "e2")
      #expect(await test.host.deliver([started], to: id) == .committed)
      #expect(await test.host.deliver([event(.callDisconnected, id: "e3")], to: id) == .committed)
    }
    let after = MemoryJournal(copying: journal)
    try await TestHost(journal: after, files: [flow]).running { test in
      #expect(await test.host.deliver(files) == .committed)
      let owner = try await test.journal.call(ofRecording: recording)
      let stored = try await test.journal.call(id)
      #expect(owner == id)
      #expect(stored != nil && stored?.end == nil)
      #expect(test.traces.inputs.contains("recording ready 1"))
    }
  }

  @Test func `a second delivery of the same IncomingCall is the same call`() async throws {
    try await TestHost().running { test in
      let id = try await test.ring()
      let flow = try #require(test.store.flow(for: ringing().to))
      #expect(await test.host.begin(ringing(), as: id, on: flow) == .duplicate)
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      #expect(test.sender.count == 1)
    }
  }

  @Test func `an event for a call that never was is unknown, for one that ended a no-op`()
    async throws
  {
    try await TestHost().running { test in
      let stranger = CallID(String(repeating: "0", count: 32))
      #expect(await test.host.deliver([.hangUpRequested], to: stranger) == .unknownCall)
      let flow = try #require(test.store.flow(for: ringing().to))
      let old = callID(for: ringing("old"))
      #expect(await test.host.abandon(ringing("old"), as: old, on: flow) == .committed)
      #expect(await test.host.deliver([.hangUpRequested], to: old) == .ended)
      #expect(await test.host.begin(ringing("old"), as: old, on: flow) == .duplicate)
      let stored = try #require(try await test.journal.call(old))
      #expect(stored.end?.manner == .abandoned)
      #expect(try stored.stored().entryCount == 1)
      #expect(try await test.journal.entries(of: old).count == 1)
      #expect(test.sender.count == 0)
    }
  }

  @Test func `an event of another leg is not the call's`() async throws {
    try await TestHost().running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      let foreign = event(.callConnected, id: "e1", connection: "connection-2")
      let own = CallConnectionID("connection-1")
      let others = OtherLegs(count: 1, first: CallConnectionID("connection-2"), bound: own)
      #expect(await test.host.deliver([foreign], to: id) == .mismatch(others))
      #expect(test.sender.count == 1)
      // What else came with it is the call's.
      let connected = event(.callConnected, id: "e2", connection: "connection-1")
      #expect(await test.host.deliver([foreign, connected], to: id) == .mismatch(others))
      #expect(test.traces.inputs.contains("CallConnected"))
    }
  }

  @Test func `an idle call leaves memory and comes back when something happens to it`()
    async throws
  {
    try await TestHost().running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      #expect(test.host.callsInMemory == 1)
      await test.clock.passUntil { test.host.callsInMemory == 0 }
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      #expect(test.host.callsInMemory == 1)
      #expect(try await test.sender.next().line == "POST :play")
    }
  }

  @Test func `what comes while a commit takes its time waits, and shares the next one`()
    async throws
  {
    let journal = GatedJournal()
    try await TestHost(journal: journal).running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      let before = journal.batches.count
      journal.close()
      await withTaskGroup(of: DeliveryOutcome.self) { group in
        group.addTask { await test.host.deliver([event(.playStarted, id: "first")], to: id) }
        await eventually { journal.batches.count == before + 1 }
        for number in 0..<300 {
          group.addTask { await test.host.deliver([event(.playStarted, id: "p\(number)")], to: id) }
        }
        await eventually { test.host.post.shards.home(of: id).waitingCount == 300 }
        journal.open()
        for await outcome in group { #expect(outcome == .committed) }
      }
      #expect(journal.batches.dropFirst(before) == [1, 300])
    }
  }

  @Test func `of two begins in one turn the second is a duplicate, unless neither can be stored`()
    async throws
  {
    let journal = GatedJournal()
    try await TestHost(journal: journal).running { test in
      let flow = try #require(test.store.flow(for: ringing().to))
      for isFull in [true, false] {
        journal.fail(with: isFull ? .diskFull : nil)
        journal.close()
        let before = journal.batches.count
        let id = callID(for: ringing())
        let outcomes = await withTaskGroup(of: DeliveryOutcome.self) { group in
          // Holds the shard up, so that what follows shares a turn.
          let other = ringing("other \(isFull)")
          let otherID = CallID(
            "\(id.rawValue.prefix(2))\(callID(for: other).rawValue.dropFirst(2))"
          )
          group.addTask { await test.host.begin(other, as: otherID, on: flow) }
          await eventually { journal.batches.count == before + 1 }
          for _ in 0..<2 { group.addTask { await test.host.begin(ringing(), as: id, on: flow) } }
          await eventually { test.host.post.shards.home(of: id).waitingCount == 2 }
          journal.open()
          return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(outcomes == (isFull ? [.unavailable(.diskFull)] : [.committed, .duplicate]))
      }
    }
  }

  @Test func `an advance that does not follow on what is stored fails alone, and its call is read`()
    async throws
  {
    let journal = MemoryJournal()
    try await TestHost(journal: journal).running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      let stored = try #require(try await journal.call(id))
      var foreign = CallAdvance(callID: id, revision: stored.revision)
      foreign.state = try StoredForm.encode(
        stored.stored(),
        under: stored.key,
        of: id,
        revision: stored.revision + 1
      )
      #expect(try await journal.write([foreign], under: test.host.leases.all).isEmpty)
      let connected = event(.callConnected, id: "e1")
      #expect(await test.host.deliver([connected], to: id) == .unavailable(.conflict(id)))
      #expect(await test.host.deliver([connected], to: id) == .committed)
      #expect(try await test.sender.next().line == "POST :play")
    }
  }

  @Test func `what cannot be committed changes nothing and can be offered again`() async throws {
    let journal = GatedJournal()
    try await TestHost(journal: journal).running { test in
      let id = try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      journal.fail(with: .diskFull)
      let connected = event(.callConnected, id: "e1")
      #expect(await test.host.deliver([connected], to: id) == .unavailable(.diskFull))
      #expect(test.sender.count == 1)
      journal.fail(with: nil)
      #expect(await test.host.deliver([connected], to: id) == .committed)
      #expect(try await test.sender.next().line == "POST :play")
    }
  }

  @Test func `a call whose state cannot be read is terminated, and no other`() async throws {
    let journal = MemoryJournal()
    let broken = try await TestHost(journal: journal).reachingPrompt()
    let revision = try #require(try await journal.call(broken)).revision
    var damage = CallAdvance(callID: broken, revision: revision)
    damage.state = Data("{}".utf8)
    #expect(try await journal.write([damage]).isEmpty)
    try await TestHost(journal: journal).running { test in
      #expect(await test.host.deliver([.hangUpRequested], to: broken) == .ended)
      let terminate = try await test.sender.next()
      #expect(terminate.line == "POST :terminate")
      terminate.answer(204)
      #expect(try await test.journal.call(broken)?.end?.manner == .faulted)
      try await test.ring("key-2")
      #expect(try await test.sender.next().line == "POST :answer")
    }
  }

  @Test func `when the call is over, nothing of it is sent any more`() async throws {
    try await TestHost().running { test in
      let id = try await test.reachPrompt()
      try await test.sender.next().answer(503)
      await test.clock.untilSomebodySleeps(for: .milliseconds(250))
      #expect(await test.host.deliver([event(.callDisconnected, id: "e9")], to: id) == .committed)
      await test.clock.passUntil { test.traces.ends == [.over] }
      #expect(test.sender.count == 2)
      #expect(try await test.journal.call(id)?.stored().outbox.items.isEmpty == true)
    }
  }

  @Test func `stopping handles what waits for a turn and leaves what is not sent`() async throws {
    let journal = MemoryJournal()
    let test = try TestHost(journal: journal)
    let id = callID(for: ringing())
    let flow = try #require(test.store.flow(for: ringing().to))
    try await test.host.hold(journal)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await test.host.run() }
      #expect(await test.host.begin(ringing(), as: id, on: flow) == .committed)
      let answer = try await test.sender.next()
      test.host.stop()
      answer.answer(200, answered)
      try await group.waitForAll()
    }
    #expect(await test.host.deliver([.hangUpRequested], to: id) == .unavailable(.closed))
    let stored = try #require(try await journal.call(id))
    #expect(stored.connectionID == CallConnectionID("connection-1"))
    #expect(try stored.stored().outbox.items.isEmpty)
  }
}
