import CallAutomation
import CallModel
import FlowLanguage
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// A host with a manual clock, a scripted network and flows, on a journal.
struct TestHost: Sendable {
  let host: CallHost
  let store: FlowStore
  let sender = ScriptedSender()
  let clock: ManualClock
  let journal: any Journal
  let traces = Traces()

  init(
    journal: any Journal = MemoryJournal(),
    clock: ManualClock = ManualClock(),
    files: [ProjectFile] = [greeting()]
  ) throws {
    self.clock = clock
    self.journal = journal
    store = FlowStore(journal: journal, zones: SystemZones())
    guard case .loaded = store.load(sources(files)) else {
      throw TestFailure("the fixture does not compile")
    }
    let traces = traces
    host = quietHost(journal, store, sender, clock.hostTime) { traces.add($0) }
  }

  /// Runs the host while the body runs, and drops it as a crash would: nothing is drained.
  func running(_ body: @Sendable (TestHost) async throws -> Void) async throws {
    if host.leases.all.partitions.isEmpty { try await host.hold(journal) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await host.run() }
      defer { group.cancelAll() }
      try await body(self)
    }
  }

  /// Lets a call ring and waits until it is committed.
  @discardableResult
  func ring(_ key: String = "key-1") async throws -> CallID {
    let incoming = ringing(key)
    let id = callID(for: incoming)
    let flow = try #require(store.flow(for: incoming.to))
    #expect(await host.begin(incoming, as: id, on: flow) == .committed)
    return id
  }

  /// Brings a call to where its prompt plays, and returns its id.
  func reachPrompt(_ key: String = "key-1") async throws -> CallID {
    let id = try await ring(key)
    try await sender.next().answer(200, answered)
    #expect(await host.deliver([event(.callConnected, id: "e1-\(key)")], to: id) == .committed)
    return id
  }
}

/// A host whose log is silent and whose chances are always the same.
func quietHost(
  _ journal: any Journal,
  _ store: FlowStore,
  _ sender: any RequestSending,
  _ time: HostTime,
  observer: @escaping @Sendable (CallTrace) -> Void
) -> CallHost {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  var configuration = HostConfiguration(publicURL: "https://calls.example", logger: logger)
  configuration.time = time
  configuration.random = { 1 }
  configuration.observer = observer
  return CallHost(journal: journal, store: store, sender: sender, configuration: configuration)
}

extension CallHost {
  /// Takes all partitions of a journal, without a look at what it has of them.
  func hold(_ journal: any Journal) async throws {
    leases.hold(try await journal.claim(Partition.all))
  }
}

extension HeldLeases {
  /// Those of all partitions.
  static func all(of journal: any Journal) async throws -> HeldLeases {
    HeldLeases(try await journal.claim(Partition.all))
  }
}

/// What a host told its observer.
final class Traces: Sendable {
  private let all = Mutex<[CallTrace]>([])

  func add(_ trace: CallTrace) { all.withLock { $0.append(trace) } }

  /// All of it.
  var everything: [CallTrace] { all.withLock { $0 } }

  /// The inputs in a few words.
  var inputs: [String] {
    all.withLock { traces in
      traces.compactMap { trace in
        if case .input(let input) = trace.content { input.summary } else { nil }
      }
    }
  }

  /// How calls ended.
  var ends: [CallEnd.Manner] {
    all.withLock { traces in
      traces.compactMap { trace in
        if case .ended(let manner) = trace.content { manner } else { nil }
      }
    }
  }
}

/// A test that cannot go on.
struct TestFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension TestHost {
  /// Runs until the first call's prompt was asked for and is not answered, drops the host, and
  /// returns the call.
  func reachingPrompt() async throws -> CallID {
    let reached = Mutex<CallID?>(nil)
    try await running { test in
      let id = try await test.reachPrompt()
      reached.withLock { $0 = id }
    }
    return try #require(reached.withLock { $0 })
  }
}
