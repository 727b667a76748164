import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowGeneration
import FlowLanguage
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// Generated flows on a host that is killed in the middle of a call and started again.
@Suite(.hangLimit)
struct GeneratedSchedules {
  @Test func `a call ends and nothing is sent twice, wherever the host is killed`() async throws {
    var calls = 0
    let count = ProcessInfo.processInfo.environment["COUNT"].flatMap { UInt64($0) } ?? 60
    for seed in 1...max(1, count) {
      let store = FlowStore(journal: MemoryJournal(), zones: SystemZones())
      var generator = FlowGenerator(seed: seed)
      let project = generator.flow().sources(zones: SystemZones())
      guard case .loaded = store.load(project),
        let flow = store.current.first, let line = flow.program.routes.first
      else { continue }
      var dice = SeededGenerator(seed: seed)
      let service = ObligingService(ringing(at: line), CrashingJournal(after: dice.below(24) + 1))
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await service.live(flow, project, scheduler)
        await service.liveAgain(project, scheduler)
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(service.repeated == [], "seed \(seed)")
      #expect(service.isOver, "seed \(seed)")
      calls += service.hasBegun ? 1 : 0
      guard isDone else { return }
    }
    #expect(calls * 4 > count)
  }
}

/// A service that answers at once, connects, plays and hangs up, hears nobody, and refuses the rest,
/// until its silent caller has had enough and leaves; with the host that it serves, on a journal
/// that ends with the first life of it.
private final class ObligingService: RequestSending {
  fileprivate struct State {
    /// The commands after which the caller leaves, taken or refused: silence takes no time here, and
    /// a flow may ask again and again.
    static let patienceOfCaller = 30

    /// How many commands there were.
    var asked = 0

    /// The commands of this life of the host, by name and context.
    var sent: Set<String> = []
    var repeated: [String] = []
    var events: [CallInput.Content] = []
    var told = 0
    /// How often the flow asked other systems.
    var webRequests = 0
    /// Rung when there is an event.
    var bell: AsyncStream<Void>.Continuation?
    var isGone = false
    var hasBegun = false
    var isOver = false

    /// The first event that nobody was told.
    var untold: CallInput.Content? { told < events.count ? events[told] : nil }
  }

  private let incoming: IncomingCall
  private let id: CallID
  private let journal: CrashingJournal
  private let state = Mutex(State())

  init(_ incoming: IncomingCall, _ journal: CrashingJournal) {
    self.incoming = incoming
    self.journal = journal
    id = callID(for: incoming)
  }

  /// What was sent more than once in one life of the host.
  var repeated: [String] { state.withLock { $0.repeated } }
  /// Whether a host has said that the call is over, or none ever took it.
  var isOver: Bool { state.withLock { $0.isOver || !$0.hasBegun } }
  var hasBegun: Bool { state.withLock { $0.hasBegun } }

  /// A host takes the call; until it is over, or the journal takes nothing more.
  func live(_ flow: PinnedProgram, _ project: ProjectSources, _ scheduler: SeededScheduler) async {
    let host = host(journal, project, scheduler.clock.hostTime)
    do {
      try await host.hold(journal)
    } catch {
      Issue.record("the calls cannot be had: \(error)")
    }
    await running(host) {
      let outcome = await host.begin(incoming, as: id, on: flow)
      guard outcome == .committed else { return }
      state.withLock { $0.hasBegun = true }
      await tell(host, scheduler) { self.isOver || self.journal.hasCrashed }
    }
  }

  /// Another host goes on with what was committed, while events come in.
  func liveAgain(_ project: ProjectSources, _ scheduler: SeededScheduler) async {
    guard !isOver else { return }
    state.withLock { $0.sent = [] }
    let host = host(journal.remains, project, scheduler.clock.hostTime)
    do {
      let stock = try await host.takeStock()
      await running(host) {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await host.recover(stock) {} }
          await tell(host, scheduler) { self.isOver }
          group.cancelAll()
        }
      }
    } catch {
      Issue.record("no stock is taken: \(error)")
    }
  }

  private func host(
    _ journal: any Journal,
    _ project: ProjectSources,
    _ time: HostTime
  ) -> CallHost {
    let store = FlowStore(journal: journal, zones: SystemZones())
    _ = store.load(project)
    return quietHost(journal, store, self, time) { trace in
      guard case .ended = trace.content, trace.callID == self.id else { return }
      self.state.withLock { $0.isOver = true }
    }
  }

  /// Runs a host while the body runs, and drops it as a crash would.
  private func running(_ host: CallHost, _ body: () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await host.run() }
      await body()
      group.cancelAll()
    }
  }

  /// Tells each event as soon as there is one, until it is taken; looks whether all is done
  /// when time has passed, ever more of it, for some calls last for hours.
  private func tell(
    _ host: CallHost,
    _ scheduler: SeededScheduler,
    until isDone: @escaping @Sendable () -> Bool
  ) async {
    let time = scheduler.clock.hostTime
    let (news, bell) = AsyncStream.makeStream(of: Void.self)
    state.withLock { $0.bell = bell }
    bell.yield()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        var patience = Duration.seconds(1)
        while !isDone(), await time.sleep(for: patience) {
          patience = min(patience * 2, .seconds(600))
        }
        bell.finish()
      }
      for await _ in news {
        while !isDone(), !Task.isCancelled, let next = state.withLock({ $0.untold }) {
          // Some turns later, so that it comes before, while or after the command is answered.
          for _ in 0..<scheduler.random(below: 40) { await Task.yield() }
          switch await host.deliver([next], to: id) {
          case .committed, .duplicate, .ended, .mismatch, .unwanted: state.withLock { $0.told += 1 }
          case .unavailable, .unknownCall: _ = await time.sleep(for: .milliseconds(250))
          }
        }
      }
      group.cancelAll()
    }
  }

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    await Task.yield()
    let result = state.withLock { $0.answer(request) }
    await Task.yield()
    return result
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    await Task.yield()
    state.withLock { $0.askOthers() }
    return .status(200, "{}")
  }
}

extension ObligingService.State {
  /// Other systems take no time either: a flow that asks them again and again wears the caller out.
  fileprivate mutating func askOthers() {
    webRequests += 1
    guard webRequests == Self.patienceOfCaller, hasBegun, !isGone else { return }
    isGone = true
    events.append(event(.callDisconnected, id: "left"))
    bell?.yield()
  }

  fileprivate mutating func answer(_ request: ServiceRequest) -> SendResult {
    guard !isGone else {
      return .status(404, #"{"error":{"code":"8522","message":"gone"}}"#)
    }
    guard request.method == "POST" else {
      let list = #"{"value":[{"identifier":{"rawId":"\#(callerRawID)"}}]}"#
      let isList = request.path.hasSuffix("participants")
      return .status(200, isList ? list : #"{"callConnectionState":"connected"}"#)
    }
    let name = request.action
    // Calls that the flow has begun later are others': nobody is reached.
    guard name != "/calling/callConnections" else {
      return .status(400, #"{"error":{"code":"8500","message":"no"}}"#)
    }
    let context = request.operationContext
    if let context, !sent.insert("\(name) \(context)").inserted {
      repeated.append("\(name) \(context)")
    }
    asked += 1
    isGone = name == "terminate" || asked > Self.patienceOfCaller
    guard let content = content(of: name) else {
      if isGone { leave() }
      return .status(400, #"{"error":{"code":"8500","message":"no"}}"#)
    }
    let silence = name == "recognize" ? ResultInformation(code: 400, subCode: 8510) : nil
    let number = "event-\(events.count)"
    events.append(event(content, id: number, context: context, result: silence))
    if isGone, name != "terminate" { leave() }
    bell?.yield()
    return .status(name == "answer" ? 200 : 202, answered)
  }

  private mutating func leave() {
    events.append(event(.callDisconnected, id: "left"))
    bell?.yield()
  }

  /// What comes of a command.
  private func content(of name: String) -> CallEvent.Content? {
    switch name {
    case "answer": .callConnected
    case "play": .playCompleted
    case "recognize": .recognizeFailed(sourceIndex: nil)
    case "terminate": .callDisconnected
    default: nil
    }
  }
}
