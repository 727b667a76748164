import CallModel
import FieldCoding

/// The recording of a call: which one runs, what was asked of it, and what is known of it
/// (SEMANTICS.md 1.1, 1.4).
///
/// Overview: an id belongs to the operation that made it. The answer to the start decides; an event
/// binds an id only while none is known, and only one that no earlier recording had. What is said of
/// another recording changes nothing.
///
/// States: off → starting → on ⇄ paused → off, each change awaited as `changing`; `unknown` counts
/// as on.
struct Recording: Hashable, Sendable {
  /// What it does.
  enum State: Hashable, Sendable {
    /// There is none.
    case off
    /// Asked for; it must be active by `due`, when it is read if its id is known.
    case starting(RecordingID?, due: Timestamp, isRead: Bool)
    /// It records.
    case on(RecordingID)
    /// Asked to change, and not confirmed.
    case changing(RecordingID, Change)
    /// It is paused.
    case paused(RecordingID)
    /// The service said what nobody asked for, or nothing; counts as on until a read says otherwise.
    case unknown(RecordingID?, due: Timestamp?, isRead: Bool)
  }

  /// What a recording can be asked.
  enum Change: String, Hashable, Sendable {
    case pause, resume, stop
  }

  /// What has to be asked of the service about a recording.
  enum Demand: Hashable, Sendable {
    /// What it does.
    case read(RecordingID)
    /// Its end: nobody wants it any more.
    case stop(RecordingID)
  }

  /// What it does.
  private(set) var state = State.off
  /// Whether `on: recordingFailed:` is due.
  private(set) var hasFailed = false
  /// The operation that started it, whose answer names it.
  private var start: Int?
  /// What was asked to begin.
  private(set) var command: StartRecordingCommand?
  /// The id of the step that asked for it.
  private(set) var step: String?
  /// The call's recordings before this one, the newest last: what is said of them is said too late.
  private var earlier: [RecordingID] = []
  /// The start that was taken back while it was tried: what comes of it all the same is stopped.
  private var withdrawn: Int?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// The recording's id, once known.
  var id: RecordingID? {
    switch state {
    case .off: nil
    case .starting(let id, _, _), .unknown(let id, _, _): id
    case .on(let id), .changing(let id, _), .paused(let id): id
    }
  }

  /// Whether it was asked to begin paused: that it does not record confirms the start.
  var startsPaused: Bool { command?.isPaused ?? false }

  /// Whether nothing is recorded, and nothing asked to be.
  var isOff: Bool { state == .off }

  /// Whether the recording of an id is paused.
  func isPaused(_ id: RecordingID) -> Bool { state == .paused(id) }

  /// Whether nothing that is said now is recorded, as far as was confirmed.
  var isSilent: Bool {
    switch state {
    case .off: withdrawn == nil
    case .paused: true
    case .starting, .on, .changing, .unknown: false
    }
  }

  /// Whether it was asked to pause, resume or stop, and has not been heard of since.
  var isChanging: Bool {
    if case .changing = state { true } else { false }
  }

  /// Whether it was asked to stop.
  var isStopping: Bool {
    if case .changing(_, .stop) = state { true } else { false }
  }

  /// The recording that an operation started, once it records.
  func recorded(by operation: Int) -> RecordingID? {
    if case .on(let id) = state, start == operation { id } else { nil }
  }

  /// When a start that is not reported active, or an unknown state, is looked into.
  var due: Timestamp? {
    switch state {
    case .starting(_, let due, _): due
    case .unknown(_, let due, _): due
    case .off, .on, .changing, .paused: nil
    }
  }

  // MARK: Asking

  /// Begins a recording that has no id yet.
  mutating func begin(
    _ command: StartRecordingCommand,
    of step: String?,
    by operation: Int,
    due: Timestamp
  ) {
    if let id { forget(id) }
    state = .starting(nil, due: due, isRead: false)
    start = operation
    self.command = command
    self.step = step
    withdrawn = nil
  }

  /// Takes back a start that is still tried: there is to be no recording.
  mutating func withdraw(_ operation: Int) {
    guard isRunning(by: operation) else { return }
    end()
    withdrawn = operation
  }

  /// Notes what the recording is asked.
  mutating func ask(_ change: Change) {
    if let id { state = .changing(id, change) }
  }

  /// How an operation that started or changes a recording has ended by now, or nil.
  func result(of operation: Operation) -> OperationResult? {
    guard let command = operation.command else { return nil }
    if case .startRecording = command, operation.ordinal == start {
      switch state {
      case .on, .paused: return .succeeded
      case .off, .starting, .changing, .unknown: return nil
      }
    }
    if case .stopRecording(let asked) = command, asked != id { return .succeeded }
    guard let id, command.isAbout(id) else {
      return command.changesRecording
        ? .failed(StepReason(.recording, "the recording is over")) : nil
    }
    let isPaused = command == .pauseRecording(id) && state == .paused(id)
    let isResumed = command == .resumeRecording(id) && state == .on(id)
    return isPaused || isResumed ? .succeeded : nil
  }

  // MARK: Ids

  /// Whether the id in an answer tells something.
  func isNews(_ named: RecordingID, byAnswerTo operation: Int) -> Bool {
    id != named && (isRunning(by: operation) || !earlier.contains(named))
  }

  /// Takes the id that the answer to a start gives; it is to be read where an event had made
  /// believe that it is another.
  mutating func bind(
    _ named: RecordingID,
    byAnswerTo operation: Int,
    at now: Timestamp
  ) -> Demand? {
    guard isRunning(by: operation) else {
      if operation == withdrawn, state == .off { return stopUnwanted(named) }
      if id != named { forget(named) }
      return nil
    }
    guard let guessed = id, guessed != named else {
      name(named)
      return nil
    }
    forget(guessed)
    return doubt(named, at: now)
  }

  /// A start that was taken back has come to pass all the same.
  private mutating func stopUnwanted(_ named: RecordingID) -> Demand {
    withdrawn = nil
    state = .changing(named, .stop)
    return .stop(named)
  }

  /// Whether it is the one that an operation started, and not over.
  func isRunning(by operation: Int) -> Bool {
    state != .off && start == operation
  }

  private mutating func name(_ named: RecordingID) {
    switch state {
    case .starting(nil, let due, let isRead):
      state = .starting(named, due: due, isRead: isRead)
    case .unknown(nil, let due, let isRead):
      state = .unknown(named, due: due, isRead: isRead)
    case .starting, .unknown, .off, .on, .changing, .paused: break
    }
  }

  private mutating func forget(_ id: RecordingID) {
    guard !earlier.contains(id) else { return }
    earlier.append(id)
    if earlier.count > EngineLimits.rememberedRecordings { earlier.removeFirst() }
  }

  /// Whether an event is about this recording.
  ///
  /// While the id is not known, the first event of a recording that was none before it binds it:
  /// that it records, since an end can be an earlier one's whose id was never told; of one that
  /// begins paused, whatever it says.
  private mutating func isMeant(by named: RecordingID, _ presence: RecordingPresence) -> Bool {
    if let id { return id == named }
    guard state != .off else { return true }
    guard presence == .active || startsPaused, !earlier.contains(named) else { return false }
    name(named)
    return true
  }

  // MARK: Reports

  /// Takes what an event says of a recording, which is to be read where that contradicts.
  mutating func apply(
    _ presence: RecordingPresence,
    of id: RecordingID,
    at now: Timestamp
  ) -> Demand? {
    if state == .off, withdrawn != nil, presence == .active, !earlier.contains(id) {
      return stopUnwanted(id)
    }
    guard isMeant(by: id, presence) else { return nil }
    return update(RecordingReport(id, presence), isRead: false, at: now)
  }

  /// Takes what a read says of a recording; what it says of another is of one before it.
  mutating func reconcile(with report: RecordingReport, at now: Timestamp) {
    guard report.id == id else { return }
    if case .starting(_, _, isRead: true) = state, report.presence == .inactive, !startsPaused {
      hasFailed = true
      end()
      return
    }
    _ = update(report, isRead: true, at: now)
  }

  private mutating func update(
    _ report: RecordingReport,
    isRead: Bool,
    at now: Timestamp
  ) -> Demand? {
    let id = report.id
    switch (state, report.presence) {
    case (.starting, .inactive) where startsPaused: state = .paused(id)
    // Nobody asked it to record yet.
    case (.starting, .active) where startsPaused && !isRead: return doubt(id, at: now)
    case (.starting, .active), (.changing(_, .resume), .active), (.unknown, .active):
      state = .on(id)
    case (.changing(_, .pause), .inactive),
      (.unknown, .inactive) where isRead:
      state = .paused(id)
    case (.changing(_, .stop), .inactive) where !isRead, (.changing(_, .stop), .gone),
      (.unknown, .gone), (.off, .gone):
      end()
    case (.on, .active), (.paused, .inactive), (.off, .inactive), (.unknown, .inactive):
      // What is known already; or an event where only a read decides.
      break
    case (.starting, .inactive), (.changing, .inactive), (.changing, .active):
      // Older than what was asked for; the answer to a read is final for the operation that asked.
      break
    case (.on, .inactive):
      hasFailed = true
      guard isRead else { return doubt(id, at: now) }
      state = .paused(id)
    case (.paused, .active), (.off, .active):
      guard isRead else { return doubt(id, at: now) }
      state = .on(id)
    case (.starting, .gone), (.on, .gone), (.changing, .gone), (.paused, .gone):
      hasFailed = true
      end()
    }
    return nil
  }

  /// Notes that what the service says is not what was asked: the recording is to be read.
  private mutating func doubt(_ id: RecordingID, at now: Timestamp) -> Demand {
    state = .unknown(id, due: now + EngineTimes.reconcile, isRead: false)
    return .read(id)
  }

  /// The recording is over.
  private mutating func end() {
    if let id { forget(id) }
    state = .off
    start = nil
    command = nil
    step = nil
  }

  /// The call is over, and with it every recording; what is told of one late is of no use.
  mutating func forgetAll() {
    self = Recording()
  }

  // MARK: Failures

  /// Takes that the recording could not be started, as an event says; false if it is about another.
  mutating func startFailed(_ named: RecordingID?, isAwaited: Bool) -> Bool {
    guard state != .off else { return false }
    if let named {
      if let id, id != named { return false }
      if earlier.contains(named) { return false }
      name(named)
    }
    fail(isAwaited: isAwaited)
    end()
    return true
  }

  /// Takes that the start was refused, which is success where ours is on already (FACTS.md (j),
  /// 8559).
  mutating func startRefused(isOnAlready: Bool, by operation: Int, isAwaited: Bool) {
    guard isRunning(by: operation) else { return }
    if isOnAlready, let id {
      state = .on(id)
    } else {
      fail(isAwaited: isAwaited)
      end()
    }
  }

  /// Takes that a change was refused: nothing has changed, unless there is no recording any more.
  ///
  /// Where that does not say what it does, it is to be read.
  mutating func refused(_ refused: CallCommand, isGone: Bool, at now: Timestamp) -> Demand? {
    guard case .changing(let id, let change) = state, refused.isAbout(id) else { return nil }
    if isGone {
      end()
      return nil
    }
    switch change {
    case .pause: state = .on(id)
    case .resume: state = .paused(id)
    case .stop: return doubt(id, at: now)
    }
    return nil
  }

  /// Takes that nothing was heard of the start or of a change; a change is looked into.
  mutating func lost(
    _ lost: CallCommand,
    by operation: Int,
    isAwaited: Bool,
    at now: Timestamp
  ) {
    if case .changing(let id, _) = state, lost.isAbout(id) {
      _ = doubt(id, at: now)
    } else if isRunning(by: operation) {
      fail(isAwaited: isAwaited)
      state = .unknown(id, due: due, isRead: false)
    }
  }

  /// Notes that `on: recordingFailed:` is due where no step waits for the start, once: a start that
  /// is unknown and has no id was said to have failed when that began.
  mutating func fail(isAwaited: Bool) {
    if case .unknown(nil, _, _) = state { return }
    hasFailed = hasFailed || !isAwaited
  }

  /// Takes that `on: recordingFailed:` is due.
  mutating func consumeFailure() -> Bool {
    defer { hasFailed = false }
    return hasFailed
  }

  // MARK: Time

  /// Looks into a start that is not active, and into a state that nobody asked for.
  mutating func expire(at now: Timestamp) -> Demand? {
    guard let due, due <= now else { return nil }
    let next = now + EngineTimes.reconcile
    switch state {
    case .starting(let id?, _, isRead: false):
      state = .starting(id, due: next, isRead: true)
      return .read(id)
    case .unknown(let id?, _, isRead: false):
      state = .unknown(id, due: next, isRead: true)
      return .read(id)
    case .starting(let id, _, _):
      state = .unknown(id, due: nil, isRead: false)
      hasFailed = true
    case .unknown(let id, _, _): state = .unknown(id, due: nil, isRead: false)
    case .off, .on, .changing, .paused: break
    }
    return nil
  }

  /// Gives what is due soon some more time; whether anything was.
  mutating func putOff(until later: Timestamp) -> Bool {
    guard let due, due < later else { return false }
    switch state {
    case .starting(let id, _, let isRead): state = .starting(id, due: later, isRead: isRead)
    case .unknown(let id, _, let isRead): state = .unknown(id, due: later, isRead: isRead)
    case .off, .on, .changing, .paused: break
    }
    return true
  }
}

extension Recording: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = Recording()
    value.state = try fields(1, "state", \.state, default: .off)
    value.hasFailed = try fields(2, "hasFailed", \.hasFailed)
    value.start = try fields(3, "start") { $0.start.map { StoredOrdinal($0) } }?.stored
    value.earlier = try fields(4, "earlier", \.earlier)
    value.withdrawn = try fields(380, "withdrawn") {
      $0.withdrawn.map { StoredOrdinal($0) }
    }?.stored
    value.command = try fields(381, "command", \.command)
    value.step = try fields(382, "step", \.step)
    return value
  }
}

extension CallCommand {
  /// Whether it changes a recording that was started before.
  fileprivate var changesRecording: Bool { policy.read == .recording }

  /// Whether it changes this recording.
  fileprivate func isAbout(_ id: RecordingID) -> Bool {
    self == .pauseRecording(id) || self == .resumeRecording(id) || self == .stopRecording(id)
  }
}
