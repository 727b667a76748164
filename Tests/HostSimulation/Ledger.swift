internal import CallDispatch
internal import CallModel
internal import Cryptography
internal import FlowEngine
internal import FlowRuntime
internal import Foundation

/// What is on disk of each call, and what was acknowledged: what the host does is held against it.
struct Ledger: Sendable {
  /// What is on disk of a call.
  struct Account: Sendable {
    var creation: CallCreation?
    var revision = 0
    var entryCount = 0
    var bytes = Data()
    var key: SealingKey?
    var state: StoredState?
    var nextDue: Timestamp?
    var end: CallEnd?
    /// The ids of the events and signals that were handled.
    var handled: Set<EventID> = []
    /// What was asked for, in all advances.
    var asked: Set<OperationContext> = []
    var webRequests: [Int: HTTPEffect] = [:]
    /// What others need not wait for.
    var released: Set<Int> = []
    /// Since when the host knows that it is on disk that the call is over.
    var overSince: Duration?

    /// Whether nothing but the files of recordings is awaited.
    var isDone: Bool {
      guard end == nil else { return true }
      guard let machine = state?.machine, let state else { return false }
      return machine.phase == .gone && state.outbox.items.isEmpty && machine.path == nil
    }
  }

  private(set) var accounts: [CallID: Account] = [:]
  /// What was acknowledged.
  private var acknowledged: [CallID: Set<EventID>] = [:]
  /// Which calls are to begin later, and when.
  private(set) var scheduled: [CallID: Timestamp] = [:]
  /// What was handed to the disk and not confirmed: it may be there or not.
  private(set) var doubtful: [CallAdvance] = []
  /// What has gone wrong.
  private(set) var breaches: [String] = []

  mutating func note(_ breach: String) { breaches.append(breach) }

  mutating func require(_ holds: Bool, _ breach: @autoclosure () -> String) {
    if !holds { note(breach()) }
  }
}

// What gets onto the disk.
extension Ledger {
  /// Notes that advances are about to be written.
  mutating func begin(_ advances: [CallAdvance]) { doubtful = advances }

  /// Notes what became of the advances that were about to be written.
  mutating func end(_ advances: [CallAdvance], rejected: [Int: JournalError]) {
    doubtful = []
    for (place, advance) in advances.enumerated() where rejected[place] == nil {
      commit(advance)
    }
  }

  /// Notes that the host is told what became of advances.
  mutating func tell(_ advances: [CallAdvance], at now: Duration) {
    for advance in advances { noteEnd(of: advance.callID, at: now) }
  }

  private mutating func noteEnd(of id: CallID, at now: Duration) {
    guard let account = accounts[id], account.overSince == nil,
      account.state?.machine?.isDisconnected ?? true
    else { return }
    accounts[id]?.overSince = now
  }

  /// Notes that nothing of them was written.
  mutating func dropDoubtful() { doubtful = [] }

  /// Takes in that an advance is on disk.
  private mutating func commit(_ advance: CallAdvance) {
    let id = advance.callID
    if advance.isUnscheduled { scheduled[id] = nil }
    for row in advance.scheduled { scheduled[row.id] = row.due }
    guard !advance.onlyUnschedules else { return }
    var account = accounts[id] ?? Account()
    require(
      advance.revision == account.revision && (advance.creation != nil) == (account.revision == 0),
      "\(id.digest): advance \(advance.revision) is written over \(account.revision)"
    )
    let before = account.state
    account.creation = account.creation ?? advance.creation
    account.revision += 1
    account.bytes = advance.state
    account.nextDue = advance.nextDue
    account.end = advance.end ?? account.end
    read(advance, into: &account, after: before)
    accounts[id] = account
  }

  private mutating func read(
    _ advance: CallAdvance,
    into account: inout Account,
    after before: StoredState?
  ) {
    let name = advance.callID.digest
    do {
      switch advance.key {
      case .drawn(let key)?: account.key = key
      case .forgotten?: account.key = nil
      case nil: break
      }
      let clear = try StoredForm.open(
        advance.state,
        under: account.key,
        of: advance.callID,
        revision: advance.revision + 1
      )
      let state: StoredState = try StoredForm.decode(from: clear)
      require(
        try StoredForm.encode(state) == clear,
        "\(name): a state is not read as it was stored"
      )
      require(
        state.isToBeSealed == (account.key != nil),
        "\(name): a state is \(account.key == nil ? "in clear" : "sealed")"
      )
      account.state = state
      for row in advance.entries {
        account.entryCount += 1
        require(
          row.sequence == account.entryCount,
          "\(name): entry \(row.sequence) comes as number \(account.entryCount)"
        )
        let entry = try JournalEntry(row)
        if let id = entry.input.content.eventID, !account.handled.insert(id).inserted {
          checkRepeated(entry, alone: advance.entries.count == 1, before, state, name)
        }
        for effect in entry.effects { account.take(effect) }
      }
    } catch {
      note("\(name): what is stored cannot be read: \(error)")
    }
    require(advance.end?.manner != .faulted, "\(name): the call was given up")
  }

  /// A second delivery changes nothing (SEMANTICS.md 1.8, P6).
  private mutating func checkRepeated(
    _ entry: JournalEntry,
    alone: Bool,
    _ before: StoredState?,
    _ after: StoredState,
    _ name: String
  ) {
    require(
      entry.effects.isEmpty,
      "\(name): \(entry.input.summary) came a second time and had effects"
    )
    if alone {
      require(
        before?.machine == after.machine,
        "\(name): \(entry.input.summary) came a second time and changed the call"
      )
    }
  }
}

extension Ledger.Account {
  fileprivate mutating func take(_ effect: Effect) {
    switch effect {
    case .send(let send): asked.insert(send.context)
    case .http(let request): webRequests[request.ordinal] = request
    case .release(let ordinal): released.insert(ordinal)
    case .fetch, .read, .setTimer, .cancelTimer, .withdraw, .schedule, .log, .trace: break
    }
  }
}

extension CallInput.Content {
  /// The id by which a second delivery is told.
  var eventID: EventID? {
    switch self {
    case .event(let event): event.id
    case .signal(let id, _, _): id
    case .incoming, .started, .answered, .refused, .httpFinished, .timer, .observed,
      .recordingReady, .hangUpRequested, .recovered:
      nil
    }
  }
}

// What the host does.
extension Ledger {
  /// Something was acknowledged: it is on disk, and stays there.
  mutating func acknowledge(_ ids: [EventID], of call: CallID) {
    acknowledged[call, default: []].formUnion(ids)
    guard let account = accounts[call] else {
      return note("\(call.digest): something was acknowledged, and nothing is on disk")
    }
    // What comes for a call that is over is of no use to anybody.
    guard account.end == nil else { return }
    let lost = ids.filter { !account.handled.contains($0) }
    require(lost.isEmpty, "\(call.digest): \(lost) was acknowledged, and is not on disk")
  }

  /// A call was said to have begun.
  mutating func acknowledgeBeginning(of call: CallID) {
    require(
      accounts[call] != nil,
      "\(call.digest): it was said to have begun, and nothing is on disk"
    )
  }

  /// A command is about to be sent; the first time, or again.
  mutating func checkCommand(_ context: OperationContext, of call: CallID, at now: Duration) {
    let name = "\(call.digest): command \(context)"
    guard let account = accounts[call] else { return note("\(name) of a call that is not on disk") }
    guard let outbox = account.state?.outbox.items else { return }
    // The last terminate of a call that cannot go on.
    guard context.ordinal != Int(Int32.max) else { return }
    require(account.asked.contains(context), "\(name) is sent, and is not on disk")
    // One that was given up without a report is asked to end all the same.
    let isLast = outbox.contains { $0.ordinal == context.ordinal && $0.endsCall }
    if let over = account.overSince, !isLast {
      require(over >= now, "\(name) is sent to a call that is over since \(now - over)")
    }
    guard let place = outbox.firstIndex(where: { $0.ordinal == context.ordinal }) else { return }
    guard !outbox[place].endsCall, !account.released.contains(context.ordinal) else { return }
    let first = outbox[..<place].first { item in
      !(item.ordinal.map { account.released.contains($0) } ?? false) && !item.endsCall
    }
    require(
      first == nil,
      "\(name) is sent before \(first.map { "\($0.ordinal ?? 0)" } ?? "") is answered"
    )
  }

  /// What a disk holds when a host starts is what was told, and what was under way whole or not at all.
  mutating func reconcile(_ found: [CallID: StoredCall], at now: Duration) {
    for advance in doubtful {
      guard let call = found[advance.callID], call.revision == advance.revision + 1,
        call.state == advance.state
      else { continue }
      commit(advance)
    }
    doubtful = []
    for id in accounts.keys { noteEnd(of: id, at: now) }
    for (id, account) in accounts.sorted(by: { $0.key < $1.key }) {
      guard let call = found[id] else {
        note("\(id.digest): the call is not on disk any more")
        continue
      }
      require(
        call.revision == account.revision && call.state == account.bytes,
        "\(id.digest): revision \(call.revision) is on disk, where \(account.revision) was written"
      )
      require(
        call.end == account.end,
        "\(id.digest): its end is not on disk as it was written"
      )
    }
  }

  /// The calls whose timers are overdue by more than that.
  func overdue(at time: Timestamp, by slack: Milliseconds) -> [CallID] {
    accounts.filter { $0.value.nextDue.map { $0 + slack < time } ?? false }.keys.sorted()
  }

  /// The calls that go on for longer than that, and where each is.
  func undone(
    longerThan length: Milliseconds = Milliseconds(0),
    at now: Timestamp
  ) -> [(id: CallID, place: String?)] {
    accounts.filter { _, account in
      !account.isDone && account.creation.map { now - $0.startedAt > length } ?? true
    }
    .sorted { $0.key < $1.key }
    .map { ($0.key, $0.value.state?.machine?.path) }
  }
}
