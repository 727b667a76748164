internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Synchronization
internal import TestSupport

/// A host, its disk, its network and the service it asks, under one clock, all of it from one seed.
///
/// The host is the real one; it is killed and started again until all its calls have ended.
final class World: Sendable {
  /// How far it is.
  struct State {
    var life: Life?
    var lives = 0
    var killsLeft: Int
    /// Where the host is killed next, and how often it gets there before.
    var kill: (boundary: Boundary, left: Int)?
    /// Until when the disk is full.
    var fullUntil = Duration.zero
    /// Since when the disk is well.
    var wellSince = Duration.zero
    /// When all is to be quiet.
    var restsBy = VirtualTime.start + World.longest
    /// The step that each call is at.
    var steps: [CallID: StepTrace] = [:]
    var begun = 0
    var signals = 0
    /// How many lives there were a day after the last call.
    var lateLives = 0
    var isPopulated = false

    /// Whether nobody calls yet; once.
    mutating func takeFirst() -> Bool {
      defer { isPopulated = true }
      return !isPopulated
    }

    /// A number for the next signal.
    mutating func nextSignal() -> Int {
      signals += 1
      return signals
    }
  }

  /// How often a host is killed at most.
  static let mostKills = 6

  let seed: UInt64
  let time: VirtualTime
  let dice: Dice
  let executor: SeededExecutor
  let ledger = Mutex(Ledger())
  let service: Mutex<Service>
  let project: ProjectSources
  /// Has compiled the project: that each life does so again would show nothing.
  let compiler: ProjectCompiler
  let disk: any Disk
  let callCount: Int
  let tallied = Mutex(Tally())
  /// Told of everything that happens; nil where nobody listens.
  private let account: (@Sendable (String) -> Void)?
  let state: Mutex<State>

  init(
    seed: UInt64,
    of project: ProjectSources,
    compiledBy compiler: ProjectCompiler,
    on disk: any Disk,
    calls: Int,
    account: (@Sendable (String) -> Void)? = nil
  ) {
    self.seed = seed
    self.account = account
    self.project = project
    self.compiler = compiler
    self.disk = disk
    callCount = calls
    time = VirtualTime(seed: seed &+ 1)
    dice = Dice(seed: seed &+ 2)
    executor = SeededExecutor(seed: seed &+ 3, time: time)
    service = Mutex(Service(seed: seed))
    let kills = dice.number(in: 2...Self.mostKills)
    state = Mutex(State(killsLeft: kills))
  }

  /// The life of the host that has begun last.
  var life: Life? { state.withLock { $0.life } }

  /// What has happened.
  var tally: Tally { tallied.withLock { $0 } }

  /// What has gone wrong; nothing else is to be found after it.
  var breaches: [String] { ledger.withLock { $0.breaches } }

  /// Tells whoever listens.
  func tell(_ text: @autoclosure () -> String) {
    account?("\(Milliseconds(time.now.offset).count) \(text())")
  }

  /// Lets the world run to its end.
  func run() {
    let standstill = executor.run { await self.goOn() }
    if let standstill { ledger.withLock { $0.note("\(standstill.rawValue)") } }
    // What is still to come holds the world, and so does its host.
    time.forget()
    executor.forget()
    state.withLock { $0.life = nil }
  }

  private func goOn() async {
    while breaches.isEmpty, await live() {}
    guard breaches.isEmpty else { return }
    let count = ledger.withLock { $0.accounts.count }
    tallied.withLock { tally in
      tally.add("calls", min(count, callCount))
      tally.add("calls that calls have scheduled", max(0, count - callCount))
    }
  }

  /// The calls that go on at the service.
  ///
  /// One whose answer was lost with all its events, or came to nobody for too long, cannot be named
  /// to the service, so nobody can end it.
  var openAtService: [Int] {
    let known = ledger.withLock { ledger in
      Set(ledger.accounts.values.compactMap(\.state?.machine?.connectionID))
    }
    return service.withLock { service in
      service.emulator.summaries.filter { call in
        call.state != "ended" && call.connectionID.map { known.contains($0) } ?? true
      }.map(\.number)
    }
  }
}
