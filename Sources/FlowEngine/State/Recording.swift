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

  /// What it does.
  private(set) var state = State.off
  /// Whether `on: recordingFailed:` is due.
  private(set) var hasFailed = false
  /// The operation that started it, whose answer names it.
  private var start: Int?
  /// The call's recordings before this one, the newest last: what is said of them is said too late.
  private var earlier: [RecordingID] = []
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

  /// Whether nothing is recorded, and nothing asked to be.
  var isOff: Bool { state == .off }

  /// Whether the recording of an id is paused.
  func isPaused(_ id: RecordingID) -> Bool { state == .paused(id) }

  /// Whether nothing that is said now is recorded, as far as was confirmed.
  var isSilent: Bool {
    switch state {
    case .off, .paused: true
    case .starting, .on, .changing, .unknown: false
    }
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
  mutating func begin(by operation: Int, due: Timestamp) {
    state = .starting(nil, due: due, isRead: false)
    start = operation
  }

  /// Notes what the recording is asked.
  mutating func ask(_ change: Change) {
    if let id { state = .changing(id, change) }
  }

  /// How an operation that started or changes a recording has ended by now, or nil.
  func result(of operation: Operation) -> OperationResult? {
    guard let command = operation.command else { return nil }
    if case .startRecording = command, case .on = state, operation.ordinal == start {
      return .succeeded
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
    isRunning(by: operation) ? id != named : !earlier.contains(named)
  }

  /// Takes the id that the answer to a start gives; gives the one to read where an event had made
  /// believe that it is another.
  mutating func bind(
    _ named: RecordingID,
    byAnswerTo operation: Int,
    at now: Timestamp
  ) -> RecordingID? {
    guard isRunning(by: operation) else {
      forget(named)
      return nil
    }
    guard let guessed = id, guessed != named else {
      name(named)
      return nil
    }
    forget(guessed)
    return doubt(named, at: now)
  }

  private func isRunning(by operation: Int) -> Bool {
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
  /// that it records, since an end can be an earlier one's whose id was never told.
  private mutating func isMeant(by named: RecordingID, _ presence: RecordingPresence) -> Bool {
    if let id { return id == named }
    guard state != .off else { return true }
    guard presence == .active, !earlier.contains(named) else { return false }
    name(named)
    return true
  }

  // MARK: Reports

  /// Takes what an event says of a recording; gives the one to read where it contradicts.
  mutating func apply(
    _ presence: RecordingPresence,
    of id: RecordingID,
    at now: Timestamp
  ) -> RecordingID? {
    guard isMeant(by: id, presence) else { return nil }
    return update(RecordingReport(id, presence), isRead: false, at: now)
  }

  /// Takes what a read says of a recording; what it says of another is of one before it.
  mutating func reconcile(with report: RecordingReport, at now: Timestamp) {
    guard report.id == id else { return }
    if case .starting(_, _, isRead: true) = state, report.presence == .inactive {
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
  ) -> RecordingID? {
    let id = report.id
    switch (state, report.presence) {
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

  /// Notes that what the service says is not what was asked; gives the recording to read.
  private mutating func doubt(_ id: RecordingID?, at now: Timestamp) -> RecordingID? {
    state = .unknown(id, due: now + EngineTimes.reconcile, isRead: false)
    return id
  }

  /// The recording is over.
  private mutating func end() {
    if let id { forget(id) }
    state = .off
    start = nil
  }

  // MARK: Failures

  /// Takes that the recording could not be started, as an event says; false if it is about another.
  mutating func startFailed(_ named: RecordingID?) -> Bool {
    guard state != .off else { return false }
    if let named {
      if let id, id != named { return false }
      if earlier.contains(named) { return false }
      name(named)
    }
    end()
    return true
  }

  /// Takes that the start was refused, which is success where ours is on already (FACTS.md (j),
  /// 8559).
  mutating func startRefused(isOnAlready: Bool, by operation: Int) {
    guard isRunning(by: operation) else { return }
    if isOnAlready, let id { state = .on(id) } else { end() }
  }

  /// Takes that a change was refused: nothing has changed, unless there is no recording any more.
  ///
  /// Gives the recording to read where that does not say what it does.
  mutating func refused(_ refused: CallCommand, isGone: Bool, at now: Timestamp) -> RecordingID? {
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
  mutating func lost(_ lost: CallCommand, by operation: Int, at now: Timestamp) {
    if case .changing(let id, _) = state, lost.isAbout(id) {
      _ = doubt(id, at: now)
    } else if isRunning(by: operation) {
      state = .unknown(id, due: due, isRead: false)
    }
  }

  /// Notes that `on: recordingFailed:` is due, where no step waits for the start.
  mutating func fail() {
    hasFailed = true
  }

  /// Takes that `on: recordingFailed:` is due.
  mutating func consumeFailure() -> Bool {
    defer { hasFailed = false }
    return hasFailed
  }

  // MARK: Time

  /// Looks into a start that is not active, and into a state that nobody asked for; gives the
  /// recording to read.
  mutating func expire(at now: Timestamp) -> RecordingID? {
    guard let due, due <= now else { return nil }
    let next = now + EngineTimes.reconcile
    switch state {
    case .starting(let id?, _, isRead: false):
      state = .starting(id, due: next, isRead: true)
      return id
    case .unknown(let id?, _, isRead: false):
      state = .unknown(id, due: next, isRead: true)
      return id
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
    value.start = try fields(3, "start", \.start)
    value.earlier = try fields(4, "earlier", \.earlier)
    return value
  }
}

extension Recording.State: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case off = 1
    case starting = 2
    case on = 3
    case changing = 4
    case paused = 5
    case unknown = 6
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .off: try output.put(.off)
    case .starting(let id, let due, let isRead):
      try output.put(.starting, ("id", id), ("due", due), ("isRead", isRead))
    case .on(let id): try output.put(.on, id)
    case .changing(let id, let change):
      try output.put(.changing, ("id", id), ("change", change))
    case .paused(let id): try output.put(.paused, id)
    case .unknown(let id, let due, let isRead):
      try output.put(.unknown, ("id", id), ("due", due), ("isRead", isRead))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .off: .off
    case .starting: try .starting(values.next(), due: values.next(), isRead: values.next())
    case .on: try .on(values.next())
    case .changing: try .changing(values.next(), values.next())
    case .paused: try .paused(values.next())
    case .unknown: try .unknown(values.next(), due: values.next(), isRead: values.next())
    }
  }
}

extension Recording.Change: FieldWord {}

extension CallCommand {
  /// Whether it changes a recording that was started before.
  fileprivate var changesRecording: Bool { policy.read == .recording }

  /// Whether it changes this recording.
  fileprivate func isAbout(_ id: RecordingID) -> Bool {
    self == .pauseRecording(id) || self == .resumeRecording(id) || self == .stopRecording(id)
  }
}
