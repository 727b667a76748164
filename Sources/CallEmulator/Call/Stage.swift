internal import CallAutomation
internal import CallModel
internal import JSON

/// Where a call puts what comes of one input.
struct Stage {
  /// One thing that comes of an input.
  indirect enum Outcome {
    case timer(CallTimer, due: Timestamp)
    case event(ServiceEvent)
    case recordingFile(Recording, of: RingingCall)
    case heard(HeardSource)
    case note(String)
    case work(MediaWork)
  }

  let now: Timestamp
  let speed: Int
  var ids: SeededIDs
  /// The number of the last socket.
  private(set) var lastSocket: Int
  /// Who decides for themselves what they do when they are rung.
  let attended: Set<Identifier>
  private(set) var outcomes: [Outcome] = []

  init(
    now: Timestamp,
    speed: Int,
    ids: SeededIDs,
    lastSocket: Int,
    attended: Set<Identifier> = []
  ) {
    self.now = now
    self.attended = attended
    self.lastSocket = lastSocket
    self.speed = max(1, speed)
    self.ids = ids
  }

  /// Has the call told after that time, which passes as fast as the emulator is set to.
  mutating func after(_ time: Milliseconds, _ timer: CallTimer) {
    outcomes.append(.timer(timer, due: now + Milliseconds(time.count / Int64(speed))))
  }

  /// Posts an event.
  mutating func emit(_ event: ServiceEvent) {
    outcomes.append(.event(event))
  }

  /// Has a recording's file announced once it is ready.
  mutating func finish(_ recording: Recording, of call: RingingCall) {
    outcomes.append(.recordingFile(recording, of: call))
  }

  /// Has whoever hosts the emulator do something about a socket.
  mutating func work(_ work: MediaWork) {
    outcomes.append(.work(work))
  }

  /// The number of a socket that is to be opened.
  mutating func nextSocket() -> Int {
    lastSocket += 1
    return lastSocket
  }

  /// Says that something begins to sound.
  mutating func hear(_ source: HeardSource) {
    outcomes.append(.heard(source))
  }

  /// Says something in the account of the call.
  mutating func note(_ text: String) {
    outcomes.append(.note(text))
  }
}

/// An event before it has its envelope.
struct ServiceEvent {
  /// Its type, without what all types begin with.
  let name: String
  let url: String
  let context: String?
  let result: ResultInformation
  /// What only this kind of event tells.
  let members: JSONValue
  /// `source` and `subject`.
  let source: String
  let call: EventSubject
}

/// What every event of a call says of the call.
struct EventSubject: Hashable {
  let connectionID: CallConnectionID
  let serverCallID: ServerCallID
  let correlationID: CorrelationID
  let apiVersion: String
}
