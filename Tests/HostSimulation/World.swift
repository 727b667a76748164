internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import JSON
internal import Logging
internal import Synchronization
internal import TestSupport

/// A host, its disk, its network and the service it asks, under one clock, all of it from one seed.
///
/// The host is the real one; it is killed and started again until all its calls have ended.
final class World: Sendable {
  private struct State {
    var life: Life?
    var lives = 0
    var killsLeft: Int
    /// Where the host is killed next, and how often it gets there before.
    var kill: (boundary: Boundary, left: Int)?
    /// Until when the disk is full.
    var fullUntil = Duration.zero
    /// Since when the disk is well.
    var wellSince = Duration.zero
    /// The step that each call is at.
    var steps: [CallID: StepTrace] = [:]
    var begun = 0
    var signals = 0
    var isLate = false
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

  let seed: UInt64
  let time: VirtualTime
  let dice: Dice
  let executor: SeededExecutor
  let ledger = Mutex(Ledger())
  let service: Mutex<Service>
  let project: ProjectSources
  let disk: any Disk
  let callCount: Int
  private let tallied = Mutex(Tally())
  /// Told of everything that happens; nil where nobody listens.
  private let account: (@Sendable (String) -> Void)?
  private let state: Mutex<State>

  init(
    seed: UInt64,
    of project: ProjectSources,
    on disk: any Disk,
    calls: Int,
    account: (@Sendable (String) -> Void)? = nil
  ) {
    self.seed = seed
    self.account = account
    self.project = project
    self.disk = disk
    callCount = calls
    time = VirtualTime(seed: seed &+ 1)
    dice = Dice(seed: seed &+ 2)
    executor = SeededExecutor(seed: seed &+ 3, time: time)
    service = Mutex(Service(seed: seed))
    let kills = dice.number(in: 2...6)
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
  }

  private func goOn() async {
    while breaches.isEmpty, await live() {}
    guard breaches.isEmpty else { return }
    let accounts = ledger.withLock { $0.accounts }
    tallied.withLock { $0.add("calls", accounts.count) }
  }

  /// The calls that go on at the service.
  ///
  /// One whose answer was lost with all its events, or came to nobody for too long, cannot be named
  /// to the service, so nobody can end it.
  private var openAtService: [Int] {
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

// What goes wrong.
extension World {
  func note(_ fault: Fault) {
    tell("! \(fault.rawValue)")
    tallied.withLock { $0.add(fault.name) }
  }

  /// The host gets to a boundary, and may be killed there.
  func reach(_ boundary: Boundary, _ life: Life) {
    let isRecovering = life.host != nil && life.readySince == nil
    let isKilled = state.withLock { state in
      guard state.life === life, let kill = state.kill,
        kill.boundary == boundary || kill.boundary == .recovering && isRecovering
      else { return false }
      state.kill?.left -= 1
      return kill.left <= 0
    }
    if isKilled { kill(life) }
  }

  private func kill(_ life: Life) {
    let (boundary, steps) = state.withLock { state in
      defer {
        state.kill = nil
        state.killsLeft -= 1
      }
      return (state.kill?.boundary, state.steps)
    }
    guard let boundary, life.end() else { return }
    tell("! the host is killed at \(boundary.rawValue)")
    let open = ledger.withLock { $0.accounts.filter { $0.value.end == nil } }
    tallied.withLock { tally in
      tally.add(boundary.name)
      for (id, step) in steps where open[id] != nil { tally.add("killed in \(step.keyword)") }
    }
  }

  /// Ends a life that can do nothing any more, as a supervisor would.
  func restartSoon(_ life: Life) {
    time.after(dice.milliseconds(in: 1_000...5_000)) { life.end() }
  }

  /// Why nothing can be written now.
  var outage: JournalError? {
    let now = time.now.offset
    return state.withLock { $0.fullUntil > now } ? .diskFull : nil
  }

  private func plan(_ life: Life) {
    // In turn, so that each has its share.
    let place = (Int(truncatingIfNeeded: seed) &* 5 &+ life.number) % Boundary.allCases.count
    let chosen = (Boundary.allCases[abs(place)], dice.number(in: 1...8))
    let turns = dice.number(in: 1...6_000)
    let kill = state.withLock { state -> Boundary? in
      state.life = life
      state.kill = state.killsLeft > 0 ? chosen : nil
      // These are reached a few times only.
      if [.start, .recovering, .recovered].contains(chosen.0) { state.kill?.left %= 3 }
      return state.kill?.boundary
    }
    switch kill {
    case .anywhere?: executor.after(turns: turns) { self.kill(life) }
    case .stop?:
      time.after(dice.milliseconds(in: 1_000...60_000)) { life.host?.stop() }
    default: break
    }
  }

  /// What of the machine goes wrong while a host lives.
  private func planTrouble() {
    if dice.happens(400) {
      let hours = dice.number(in: 1...100)
      let isBack = dice.happens(500)
      time.after(dice.milliseconds(in: 0...90_000)) {
        self.note(isBack ? .clockBack : .clockForward)
        self.time.jump(by: .seconds(hours * (isBack ? -60 : 60)))
      }
    }
    if dice.happens(150) {
      let length = dice.milliseconds(in: 300...20_000)
      time.after(dice.milliseconds(in: 0...60_000)) {
        self.note(.diskFull)
        let now = self.time.now.offset
        self.state.withLock { state in
          state.fullUntil = max(state.fullUntil, now + length)
          state.wellSince = state.fullUntil
        }
      }
    }
  }
}

// The lives of the host.
extension World {
  /// Lets a host live until it is killed or all is done; whether another one is needed.
  private func live() async -> Bool {
    let number = state.withLock { state in
      state.lives += 1
      return state.lives
    }
    tallied.withLock { $0.add("lives") }
    let life = Life(number, time.hostTime())
    do {
      let journal = try disk.open()
      try await reconcile(journal)
      guard breaches.isEmpty else { return false }
      await run(life, journal)
    } catch {
      ledger.withLock { $0.note("the journal cannot be opened: \(error)") }
      return false
    }
    life.end()
    disk.crash(isPowerCut: dice.happens(500))
    return await wait(after: life)
  }

  private func run(_ life: Life, _ opened: any Journal) async {
    let store = FlowStore(journal: opened, zones: SystemZones())
    guard case .loaded = store.load(project) else {
      return ledger.withLock { $0.note("the flows do not compile") }
    }
    let journal = SimulatedJournal(opened, life, self)
    let network = SimulatedNetwork(life, self)
    let host = CallHost(
      journal: journal,
      store: store,
      sender: network,
      configuration: configuration(life)
    )
    plan(life)
    do {
      let stock = try await host.takeStock()
      guard !life.isOver else { return }
      life.listen(host, store)
      planTrouble()
      if state.withLock({ $0.takeFirst() }) { begin(store) }
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await host.run()
          if life.end() { self.tallied.withLock { $0.add(Boundary.stop.name) } }
        }
        group.addTask {
          await host.recover(stock) {
            self.reach(.recovered, life)
            life.ready(at: self.time.now.offset)
          }
        }
        group.addTask { await self.watch(life) }
        await life.untilOver()
        group.cancelAll()
      }
    } catch {
      // The program ends, and is started again.
      life.end()
    }
  }

  private func configuration(_ life: Life) -> HostConfiguration {
    var logger = Logger(label: "simulation")
    logger.logLevel = .critical
    var configuration = HostConfiguration(publicURL: "https://host.test", logger: logger)
    configuration.time = life.time
    configuration.shards = dice.number(in: 1...3)
    configuration.random = { [dice] in Double(dice.number(in: 0...999)) / 1000 }
    configuration.secrets = SecretReading { _ throws(SecretFailure) in "secret" }
    configuration.keepFile = { [dice] _ in dice.happens(800) ? .kept : .later("not yet") }
    configuration.observer = { self.see($0, in: life) }
    return configuration
  }

  private func see(_ trace: CallTrace, in life: Life) {
    if !life.isOver { tell("\(trace.callID.digest) \(trace.content.line)") }
    switch trace.content {
    case .request(let label, _): life.label(RequestLabel(trace.callID, label))
    case .step(let step):
      switch step.mark {
      case .started:
        tallied.withLock { $0.add("step \(step.keyword)") }
        state.withLock { $0.steps[trace.callID] = step }
      case .ended, .skipped, .entered: break
      }
    case .input, .log, .answer, .ended: break
    }
  }

  /// Compares what is on disk with what was written.
  private func reconcile(_ journal: any Journal) async throws {
    let (ids, doubtful) = ledger.withLock { ledger in
      (Array(ledger.accounts.keys) + ledger.doubtful.map(\.callID), ledger.doubtful.count)
    }
    guard !ids.isEmpty || doubtful > 0 else { return }
    let found = try await journal.find(ids).compactMapValues { found in
      if case .call(let call) = found { call } else { nil }
    }
    let now = time.now.offset
    ledger.withLock { $0.reconcile(found, at: now) }
  }

  /// Looks every second of a life whether all timers fire, and whether all is done.
  private func watch(_ life: Life) async {
    while await life.time.sleep(for: .seconds(1)), breaches.isEmpty {
      let now = time.now.offset
      let wellSince = state.withLock { $0.wellSince }
      if let ready = life.readySince, now - max(ready, wellSince) > .seconds(20) {
        let overdue = ledger.withLock { $0.overdue(at: life.time.now, by: .seconds(15)) }
        ledger.withLock { ledger in
          for id in overdue { ledger.note("\(id.digest): a timer did not fire") }
        }
      }
      let isAtEnd = isQuiet
      checkTime()
      if isAtEnd { life.end() }
    }
    life.end()
  }

  /// Whether no call goes on, but for files that may still come.
  private var isQuiet: Bool {
    let areAllBegun = state.withLock { $0.begun == callCount }
    guard areAllBegun else { return false }
    let isQuiet = ledger.withLock { ledger in
      ledger.scheduled.isEmpty && ledger.accounts.values.allSatisfy(\.isDone)
    }
    guard isQuiet else { return false }
    return openAtService.isEmpty && service.withLock { $0.emulator.nextDue == nil }
  }

  /// Every call ends, and then all is quiet.
  private func checkTime() {
    let now = time.timestamp
    if time.now.offset > .seconds(8 * 3600), !state.withLock({ $0.isLate }) {
      let begun = state.withLock { $0.begun }
      let open = openAtService
      let due = service.withLock { $0.emulator.nextDue.map { "\($0 - now)" } ?? "never" }
      ledger.withLock { ledger in
        let scheduled = ledger.scheduled.map { "\($0.key.digest) in \($0.value - now)" }
        let undone = ledger.accounts.filter { !$0.value.isDone }.map(\.key.digest)
        ledger.note(
          "after eight hours there is no rest: \(begun) calls have begun, \(undone) go on, "
            + "\(scheduled) are to begin, \(open) are open at the service, which does something in \(due)"
        )
      }
    }
    ledger.withLock { ledger in
      for (id, account) in ledger.accounts where !account.isDone {
        guard let started = account.creation?.startedAt, now - started > .seconds(6 * 3600) else {
          continue
        }
        ledger.note(
          "\(id.digest): it has not ended after six hours, at \(account.state?.machine?.path ?? "–")"
        )
      }
    }
  }

  /// Lets time pass until the next life; false where none is needed.
  private func wait(after life: Life) async -> Bool {
    guard breaches.isEmpty else { return false }
    let isOver = ledger.withLock { $0.accounts.values.allSatisfy { $0.end != nil } }
    guard isQuiet else {
      let isLong = dice.happens(150)
      if isLong { note(.longOutage) }
      await time.pass(dice.milliseconds(in: isLong ? 60_000...600_000 : 0...4_000))
      return true
    }
    guard !isOver else { return false }
    // Files of recordings are awaited for a day.
    let isLate = state.withLock { state in
      defer { state.isLate = true }
      return state.isLate
    }
    guard !isLate else {
      ledger.withLock { ledger in
        for (id, account) in ledger.accounts where account.end == nil {
          ledger.note("\(id.digest): it is not closed a day after its end")
        }
      }
      return false
    }
    await time.pass(.seconds(26 * 3600))
    return true
  }
}

// Calls begin.
extension World {
  private func begin(_ store: FlowStore) {
    guard let flow = store.flow(named: "generated") else {
      return ledger.withLock { $0.note("there is no flow to call") }
    }
    var callers = Callers(dice: SeededGenerator(seed: seed &+ 4))
    for number in 0..<callCount {
      let script = callers.script(number, to: flow.program.routes.first)
      let start = dice.milliseconds(in: 0...90_000)
      if flow.program.placesCalls {
        let arguments = callers.arguments(of: flow.program, calling: script.caller)
        service.withLock { $0.emulator.expect(script) }
        time.after(start) { self.start(number, arguments) }
      } else {
        time.after(start) {
          self.change { _ = $0.emulator.place(script, at: $1) }
          self.state.withLock { $0.begun += 1 }
        }
      }
    }
    for _ in 0..<callCount {
      time.after(dice.milliseconds(in: 1_000...180_000)) { self.disturb(flow.program) }
    }
  }

  /// Has the host begin a call, until it has.
  private func start(_ number: Int, _ arguments: [String: CELValue]) {
    Task(executorPreference: executor) { [self] in
      let id = CallID(String(repeating: "0", count: 28) + "\(1000 + number)")
      while breaches.isEmpty {
        if let life, let host = life.host, let flow = life.store?.flow(named: "generated") {
          let outcome = await host.start(with: arguments, as: id, on: flow)
          if !life.isOver, outcome == .committed || outcome == .duplicate {
            ledger.withLock { $0.acknowledgeBeginning(of: id) }
            break
          }
        }
        await time.pass(.milliseconds(500))
      }
      state.withLock { $0.begun += 1 }
    }
  }
}

// What others do to calls.
extension World {
  /// Another system posts a signal, an operator ends a call or flips a flag.
  private func disturb(_ program: Program) {
    guard let life, let host = life.host else { return }
    let open = ledger.withLock { $0.accounts.filter { $0.value.end == nil }.map(\.key).sorted() }
    guard let id = dice.roll({ $0.pick(open) }) else { return }
    let number = state.withLock { $0.nextSignal() }
    var callers = Callers(dice: SeededGenerator(seed: seed &+ UInt64(1_000 + number)))
    let choice = dice.number(in: 0...9)
    Task(executorPreference: executor) { [self] in
      if choice == 0 {
        note(.hangUpRequested)
        _ = await host.hangUp(id)
      } else if choice < 3, let name = callers.dice.pick(program.flags.keys.sorted()) {
        note(.flagChange)
        // What it is worth does not matter here: the next change is another one.
        _ = try? await host.flags.change(name, to: .bool(choice == 1))
      } else if let signal = callers.signal(number, of: program) {
        note(.signal)
        let outcome = await host.signal(signal, to: id)
        guard outcome == .committed, !life.isOver else { return }
        ledger.withLock { $0.acknowledge([signal.id], of: id) }
      }
    }
  }
}
