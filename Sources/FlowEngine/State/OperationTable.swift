import CallModel
import FieldCoding
import FlowLanguage

/// Something the service, or another system, was asked and that is not settled
/// (SEMANTICS.md 1.1, 1.2).
///
/// Only the table changes it.
struct Operation: Hashable, Sendable {
  /// What was asked.
  enum Request: Hashable, Sendable {
    case command(CallCommand)
    /// An HTTP request of the flow.
    case http
    /// Files of a recording.
    case fetch
  }

  /// Who cares about the result.
  enum Owner: Hashable, Sendable {
    /// The frame of that number: a step that waits.
    case frame(Int)
    /// The call, for a reason of its own.
    case call(Errand)
  }

  /// What the call itself asks for, without any step waiting for it.
  enum Errand: Hashable, Sendable {
    /// What it plays goes on while the flow does.
    case background
    /// The end of the call.
    case ending
    /// An invitation whose step is left: it is cancelled, and whoever joins is removed.
    case abandoned
    /// Cleaning up: whatever comes of it.
    case cleanup
    /// What the flow has gone on without, and is tried on (rule 51).
    case trying
  }

  /// How far it is.
  enum Status: Hashable, Sendable {
    /// Handed to the host, and not answered.
    case emitted
    /// Answered with a success; the event that ends it is awaited.
    case accepted
    /// Not definitely answered by its deadline: its event decides until `due`.
    case uncertain
    /// Neither answer nor event: the call was read, and the answer is awaited until `due`.
    case reading(ReasonWord)
    /// Unanswered when the host started again: its events are awaited until `due`.
    case recovering
    /// Refused because of our own cancel: sent again at `due`.
    case conflicting
    /// Ended; the waiting step has not looked yet.
    case settled(OperationResult)
  }

  /// Its number in the call, from 1.
  let ordinal: Int
  /// How often it was asked anew, from 1.
  fileprivate(set) var attempt = 1
  /// What was asked.
  fileprivate(set) var request: Request
  /// Who cares.
  fileprivate(set) var owner: Owner
  /// How far it is.
  fileprivate(set) var status = Status.emitted
  /// When it began.
  fileprivate(set) var began: Timestamp
  /// When it is not sent again any longer.
  fileprivate(set) var deadline: Timestamp
  /// When the machine looks into it by itself, or nil for never.
  fileprivate(set) var due: Timestamp?
  /// How long its end is awaited, to start the watchdog again when it begins to be heard.
  fileprivate(set) var patience: Milliseconds?
  /// The invitation, once known.
  fileprivate(set) var invitation: InvitationID?
  /// Whether it may still succeed after it was settled as a failure.
  fileprivate(set) var mayStillSucceed = false
  /// Whether its cancellation was asked for.
  fileprivate(set) var isCancelled = false
  /// Whether its step cannot go on without it, whatever its row says.
  fileprivate(set) var isNeeded = false
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Its name to the service.
  var context: OperationContext { OperationContext(ordinal: ordinal, attempt: attempt) }

  /// What the service was asked, if it was.
  var command: CallCommand? {
    if case .command(let command) = request { command } else { nil }
  }

  /// How its command is dealt with, if it is one.
  var policy: CommandPolicy? { command?.policy }

  /// The result, once settled.
  var result: OperationResult? {
    if case .settled(let result) = status { result } else { nil }
  }

  /// Whether it is known to have failed.
  var hasFailed: Bool {
    if case .failed? = result { true } else { false }
  }

  /// Whether neither a success nor a refusal is known.
  var isUnanswered: Bool {
    switch status {
    case .emitted, .recovering, .conflicting: true
    case .accepted, .uncertain, .reading, .settled: false
    }
  }

  /// Whether the result is still open.
  var isOpen: Bool { result == nil }

  /// Whether a step waits for it.
  var isAwaited: Bool {
    if case .frame = owner { true } else { false }
  }

  /// When the step that asked for it goes on without its answer, or nil (rule 51).
  var patienceOfStep: Timestamp? {
    guard isAwaited, isUnanswered, !isNeeded, policy?.isDispensable == true else { return nil }
    return began + EngineTimes.dispensable
  }
}

extension Operation: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      ordinal: fields(1, "ordinal") { StoredOrdinal($0.ordinal) }.stored,
      attempt: fields(2, "attempt", \.attempt, default: 1),
      request: fields(3, "request", \.request),
      owner: fields(4, "owner", \.owner),
      status: fields(5, "status", \.status, default: .emitted),
      began: fields(6, "began", \.began),
      deadline: fields(7, "deadline", \.deadline),
      due: fields(8, "due", \.due),
      patience: fields(9, "patience", \.patience),
      invitation: fields(10, "invitation", \.invitation),
      mayStillSucceed: fields(11, "mayStillSucceed", \.mayStillSucceed),
      isCancelled: fields(12, "isCancelled", \.isCancelled),
      isNeeded: fields(380, "isNeeded", \.isNeeded)
    )
  }
}

extension Operation.Request: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case command = 1
    case http = 2
    case fetch = 480
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .command(let command): try output.put(.command, command)
    case .http: try output.put(.http)
    case .fetch: try output.put(.fetch)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .command: try .command(values.next())
    case .http: .http
    case .fetch: .fetch
    }
  }
}

extension Operation.Owner: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case frame = 1
    case call = 2
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .frame(let number): try output.put(.frame, StoredFrameNumber(number))
    case .call(let errand): try output.put(.call, errand)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .frame: try .frame(values.next(StoredFrameNumber.self).stored)
    case .call: try .call(values.next())
    }
  }
}

extension Operation.Errand: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case background = 1
    case ending = 2
    case abandoned = 3
    case cleanup = 4
    case trying = 30
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .background: try output.put(.background)
    case .ending: try output.put(.ending)
    case .abandoned: try output.put(.abandoned)
    case .cleanup: try output.put(.cleanup)
    case .trying: try output.put(.trying)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .background: .background
    case .ending: .ending
    case .abandoned: .abandoned
    case .cleanup: .cleanup
    case .trying: .trying
    }
  }
}

extension Operation.Status: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case emitted = 1
    case accepted = 2
    case uncertain = 3
    case reading = 4
    case recovering = 5
    case conflicting = 6
    case settled = 7
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .emitted: try output.put(.emitted)
    case .accepted: try output.put(.accepted)
    case .uncertain: try output.put(.uncertain)
    case .reading(let word): try output.put(.reading, word)
    case .recovering: try output.put(.recovering)
    case .conflicting: try output.put(.conflicting)
    case .settled(let result): try output.put(.settled, result)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .emitted: .emitted
    case .accepted: .accepted
    case .uncertain: .uncertain
    case .reading: try .reading(values.next())
    case .recovering: .recovering
    case .conflicting: .conflicting
    case .settled: try .settled(values.next())
    }
  }
}

/// What was asked and is not settled, by ordinal.
///
/// Overview: an operation begins, is answered or doubted, is settled once, and is forgotten when its
/// owner has looked. What a change means for the call is the turn's; that none is lost, settled
/// twice or given back is the table's.
struct OperationTable: Hashable, Sendable, RandomAccessCollection {
  private var entries: [Operation] = []
  /// The ordinal of the next operation.
  private(set) var nextOrdinal = 1
  /// What a later version stored.
  var unknownFields = UnknownFields()

  var startIndex: Int { entries.startIndex }
  var endIndex: Int { entries.endIndex }
  subscript(position: Int) -> Operation { entries[position] }

  /// The operation of an ordinal, unless it is settled and forgotten.
  subscript(ordinal ordinal: Int) -> Operation? {
    entries.first { $0.ordinal == ordinal }
  }

  /// Those of a frame, in the order they were asked.
  func owned(by frame: Int) -> [Operation] {
    entries.filter { $0.owner == .frame(frame) }
  }

  // MARK: Asking

  /// Notes what is asked.
  mutating func begin(
    _ request: Operation.Request,
    for owner: Operation.Owner,
    at now: Timestamp,
    deadline: Timestamp,
    patience: Milliseconds
  ) -> Operation {
    let operation = Operation(
      ordinal: nextOrdinal,
      request: request,
      owner: owner,
      began: now,
      deadline: deadline,
      due: now + patience,
      patience: patience
    )
    nextOrdinal += 1
    entries.append(operation)
    return operation
  }

  /// An ordinal of its own for what is asked of nobody.
  mutating func takeOrdinal() -> Int {
    defer { nextOrdinal += 1 }
    return nextOrdinal
  }

  /// Notes that it is asked again, as a new attempt.
  mutating func beginAgain(
    _ ordinal: Int,
    _ command: CallCommand,
    at now: Timestamp,
    deadline: Timestamp
  ) -> Operation? {
    change(ordinal) { operation in
      operation.attempt += 1
      operation.request = .command(command)
      operation.status = .emitted
      operation.deadline = deadline
      operation.due = operation.patience.map { now + $0 }
    }
    return self[ordinal: ordinal]
  }

  // MARK: Waiting

  /// Notes that the service has the command; what was doubtful waits for its event as at first, and
  /// what lasts until something else ends it is not late any more.
  mutating func accept(_ ordinal: Int, at now: Timestamp) {
    change(ordinal) { operation in
      switch operation.status {
      case .emitted: break
      case .uncertain, .reading, .recovering, .conflicting:
        operation.due = operation.patience.map { now + $0 }
      case .accepted, .settled: return
      }
      operation.status = .accepted
      if operation.policy?.end == .nothing { operation.due = nil }
    }
  }

  /// Leaves it to the operation's event until a time.
  mutating func doubt(_ ordinal: Int, until due: Timestamp) {
    change(ordinal) { operation in
      operation.status = .uncertain
      operation.due = due
    }
  }

  /// Notes that the call is read for it.
  mutating func awaitRead(_ ordinal: Int, _ word: ReasonWord, until due: Timestamp) {
    change(ordinal) { operation in
      operation.status = .reading(word)
      operation.due = due
    }
  }

  /// Waits for the events of a prompt that may or may not have been sent.
  mutating func recover(_ ordinal: Int, until due: Timestamp) {
    change(ordinal) { operation in
      operation.status = .recovering
      operation.due = due
    }
  }

  /// Puts it off, since our own cancel is in its way.
  mutating func putOff(_ ordinal: Int, until due: Timestamp) {
    change(ordinal) { operation in
      operation.status = .conflicting
      operation.due = due
    }
  }

  /// Looks into it at another time, or never.
  mutating func watch(_ ordinal: Int, until due: Timestamp?) {
    change(ordinal) { $0.due = due }
  }

  /// Counts its time from now on.
  mutating func restartWatchdog(_ ordinal: Int, at now: Timestamp) {
    change(ordinal) { operation in operation.due = operation.patience.map { now + $0 } }
  }

  /// Gives it as long as the call lasts.
  mutating func stopWatching(_ ordinal: Int) {
    change(ordinal) { operation in
      operation.due = nil
      operation.patience = nil
    }
  }

  /// Has its step wait for it, however long that takes.
  mutating func insist(on ordinal: Int) {
    change(ordinal) { $0.isNeeded = true }
  }

  /// Keeps the id of its invitation.
  mutating func bind(_ ordinal: Int, _ invitation: InvitationID) {
    change(ordinal) { $0.invitation = invitation }
  }

  // MARK: Ending

  /// Keeps the result until the step that waits has looked; what is settled stays as it is.
  mutating func settle(_ ordinal: Int, _ result: OperationResult) {
    change(ordinal) { operation in
      guard operation.isOpen else { return }
      operation.status = .settled(result)
      operation.due = nil
    }
  }

  /// Notes that it may succeed all the same.
  mutating func expectLateSuccess(_ ordinal: Int) {
    change(ordinal) { $0.mayStillSucceed = true }
  }

  /// Hands it to the call.
  mutating func give(_ ordinal: Int, to errand: Operation.Errand) {
    change(ordinal) { $0.owner = .call(errand) }
  }

  /// Leaves an invitation to the call, which waits for what still comes of it.
  mutating func abandon(_ ordinal: Int, atLeastUntil due: Timestamp) {
    change(ordinal) { operation in
      operation.owner = .call(.abandoned)
      if !operation.isOpen { operation.status = .accepted }
      operation.mayStillSucceed = false
      let patience = operation.patience ?? Milliseconds(0)
      operation.due = Swift.max(operation.began + patience, due)
    }
  }

  /// Notes that its cancellation was asked for.
  mutating func cancel(_ ordinal: Int) {
    change(ordinal) { $0.isCancelled = true }
  }

  /// Forgets when what was answered was asked; how long an invitation may take still counts from then.
  mutating func forgetAsking(at now: Timestamp) {
    for index in entries.indices where !entries[index].isUnanswered {
      entries[index].deadline = now
      if case .addParticipant? = entries[index].command { continue }
      entries[index].began = now
    }
  }

  /// Forgets it.
  mutating func remove(_ ordinal: Int) {
    entries.removeAll { $0.ordinal == ordinal }
  }

  /// Forgets some.
  mutating func removeAll(where isOver: (Operation) -> Bool) {
    entries.removeAll(where: isOver)
  }

  private mutating func change(_ ordinal: Int, _ change: (inout Operation) -> Void) {
    guard let index = entries.firstIndex(where: { $0.ordinal == ordinal }) else { return }
    change(&entries[index])
  }
}

extension OperationTable: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = OperationTable()
    value.entries = try fields(1, "entries", \.entries)
    value.nextOrdinal = try fields(
      2,
      "nextOrdinal",
      { StoredOrdinal($0.nextOrdinal) },
      default: StoredOrdinal(1)
    ).stored
    return value
  }
}
