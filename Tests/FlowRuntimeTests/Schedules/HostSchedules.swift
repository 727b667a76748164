import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// Whole calls, whoever comes in between.
@Suite(.hangLimit)
struct HostSchedules {
  @Test func `two calls are answered, played to and hung up, each command once`() async throws {
    for seed in UInt64(1)...20 {
      let journal = MemoryJournal()
      let store = FlowStore(journal: journal, zones: SystemZones())
      guard case .loaded = store.load(sources([greeting()])) else {
        Issue.record("the fixture does not compile")
        return
      }
      let flow = try #require(store.flow(for: ringing().to))
      let service = QuickService()
      let leases = try await journal.claim(Partition.all)
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        let host = service.host(journal, store, scheduler.clock.hostTime)
        host.leases.hold(leases)
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await host.run() }
          await withTaskGroup(of: Void.self) { calls in
            for key in QuickService.keys {
              calls.addTask { await service.play(key, on: host, flow) }
            }
          }
          host.stop()
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      for key in QuickService.keys {
        let id = callID(for: ringing(key))
        #expect(service.commands(of: id) == ["answer", "play", "terminate"], "seed \(seed)")
        #expect(try await journal.call(id)?.end?.manner == .over, "seed \(seed)")
      }
      guard isDone else { return }
    }
  }

  @Test func `what an answer withdraws is not sent after it`() async throws {
    let flow = """
      flow: ringing
      locale: en-US
      identities:
        line: { rawId: "\(lineRawID)" }
        alice: { microsoftTeamsUser: { user: cc123456-5678-5678-1234-ccc123456790 } }
      routes: [{ to: line }]
      prompts: { hello: { file: "https://media.contoso.com/hello.wav" } }
      blocks:
        main:
          - answer
          - addAgent: { to: alice, music: hello }
          - hangUp
      """
    let file = ProjectFile(path: "ringing.yaml", bytes: Array(flow.utf8))
    for seed in UInt64(1)...20 {
      let journal = MemoryJournal()
      let store = FlowStore(journal: journal, zones: SystemZones())
      guard case .loaded = store.load(sources([file])) else {
        Issue.record("the fixture does not compile")
        return
      }
      let flow = try #require(store.flow(for: ringing().to))
      let service = QuickService(refusing: "play")
      let leases = try await journal.claim(Partition.all)
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        let host = service.host(journal, store, scheduler.clock.hostTime)
        host.leases.hold(leases)
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await host.run() }
          await service.play(QuickService.keys[0], on: host, flow)
          host.stop()
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      // The music was refused since the call is over; nobody is rung after that.
      let commands = service.commands(of: callID(for: ringing(QuickService.keys[0])))
      #expect(commands == ["answer", "play"], "seed \(seed)")
      guard isDone else { return }
    }
  }
}

/// A service that answers within a few turns and tells what came of it before, after or while it
/// answers; each event twice.
private final class QuickService: RequestSending {
  static let keys = ["key-1", "key-2"]
  /// That there is no such call.
  private static var gone: SendResult {
    .status(404, #"{"error":{"code":"8522","message":"gone"}}"#)
  }

  private struct State {
    var commands: [CallID: [String]] = [:]
  }

  /// What it refuses, since there is no call any more; nil for nothing.
  private let refused: String?
  private let state = Mutex(State())
  private let events = Mutex<[CallID: AsyncStream<CallInput.Content>.Continuation]>([:])

  init(refusing refused: String? = nil) { self.refused = refused }

  func commands(of id: CallID) -> [String] { state.withLock { $0.commands[id] ?? [] } }

  func host(_ journal: any Journal, _ store: FlowStore, _ time: HostTime) -> CallHost {
    quietHost(journal, store, self, time) { trace in
      guard case .ended = trace.content else { return }
      self.events.withLock { $0[trace.callID] }?.finish()
    }
  }

  /// Lets a call ring, and tells its events until it is over.
  func play(_ key: String, on host: CallHost, _ flow: PinnedProgram) async {
    let incoming = ringing(key)
    let id = callID(for: incoming)
    let (stream, continuation) = AsyncStream.makeStream(of: CallInput.Content.self)
    events.withLock { $0[id] = continuation }
    async let first = host.begin(incoming, as: id, on: flow)
    async let second = host.begin(incoming, as: id, on: flow)
    _ = await (first, second)
    for await event in stream {
      async let once = host.deliver([event], to: id)
      async let twice = host.deliver([event], to: id)
      _ = await (once, twice)
    }
  }

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    let body = String(decoding: request.body, as: UTF8.self)
    let name = request.action
    let id = Self.keys.map { callID(for: ringing($0)) }
      .first { request.path.contains($0.rawValue) || body.contains($0.rawValue) }
    guard let id, request.method == "POST" else { return Self.gone }
    state.withLock { $0.commands[id, default: []].append(name) }
    if name == refused { return Self.gone }
    tell(name, of: id, request.operationContext)
    await Task.yield()
    return .status(200, #"{"callConnectionId":"\#(id)","serverCallId":"server-1"}"#)
  }

  private func tell(_ name: String, of id: CallID, _ context: OperationContext?) {
    let content: CallEvent.Content? =
      switch name {
      case "answer": .callConnected
      case "play": .playCompleted
      case "terminate": .callDisconnected
      default: nil
      }
    guard let content else { return }
    let told = event(content, id: name, context: context, connection: "\(id)")
    _ = events.withLock { $0[id] }?.yield(told)
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    .impossible(reason: "no flow runs here")
  }
}
