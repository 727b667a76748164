import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// What a `wait` remembers.
struct WaitMemory: Hashable, Sendable {
  /// When the step began.
  let began: Timestamp
  /// When its time is over, or nil for never.
  let due: Timestamp?
  /// What it waits for, in the order written.
  let triggers: [Trigger]
  /// What is played once the tones are listened to.
  var pendingMusic: [PlaySource]
  /// The music that plays.
  var music: MusicMemory?
  /// Those whose keys are listened to.
  var listening: [Listening] = []
  /// How it ends, while its music is being cancelled.
  var finish: Finish?
  /// The rounds of what is done meanwhile.
  var rounds: Rounds?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// When it wants to be looked at by itself.
  var nextLook: Timestamp? {
    if let finish { return finish.music.due }
    return [due, rounds?.next].compactMap(\.self).min()
  }

  /// Something that can come true.
  struct Trigger: Hashable, Sendable {
    let name: String
    let condition: Condition
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// What must come true, with its party.
  enum Condition: Hashable, Sendable {
    case press([Tone], from: Identifier)
    case left(Identifier)
    case signal(String)
    /// The background play of the step of that id is over.
    case playStopped(String)
    case recordingStopped
  }

  /// One whose keys are listened to.
  struct Listening: Hashable, Sendable {
    let operation: Int
    let party: Identifier
    /// The last keys, by the service's number.
    var tones: [HeardTone] = []
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// A key that was pressed.
  struct HeardTone: Hashable, Sendable {
    let tone: Tone
    let sequence: Int
    let at: Timestamp
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// How the wait ends.
  struct Finish: Hashable, Sendable {
    let outcome: Outcome
    let reason: StepReason?
    let at: Timestamp
    var music: MusicMemory
    /// What the signal brought that ended it.
    var signal: CELValue?
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }
}

extension WaitMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      began: fields(1, "began") { StoredBeginning($0.began) }.time,
      due: fields(2, "due", \.due),
      triggers: fields(3, "triggers", \.triggers),
      pendingMusic: fields(4, "pendingMusic", \.pendingMusic),
      music: fields(5, "music", \.music),
      listening: fields(6, "listening", \.listening),
      finish: fields(7, "finish", \.finish),
      rounds: fields(8, "rounds", \.rounds)
    )
  }
}

extension WaitMemory.Trigger: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      name: fields(1, "name", \.name),
      condition: fields(2, "condition", \.condition)
    )
  }
}

extension WaitMemory.Condition: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case press = 1
    case left = 2
    case signal = 3
    case playStopped = 4
    case recordingStopped = 5
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .press(let tones, let from):
      try output.put(.press, ("tones", tones), ("from", from))
    case .left(let party): try output.put(.left, party)
    case .signal(let name): try output.put(.signal, name)
    case .playStopped(let id): try output.put(.playStopped, id)
    case .recordingStopped: try output.put(.recordingStopped)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .press: try .press(values.next(), from: values.next())
    case .left: try .left(values.next())
    case .signal: try .signal(values.next())
    case .playStopped: try .playStopped(values.next())
    case .recordingStopped: .recordingStopped
    }
  }
}

extension WaitMemory.Listening: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      operation: fields(1, "operation") { StoredOrdinal($0.operation) }.stored,
      party: fields(2, "party", \.party),
      tones: fields(3, "tones", \.tones)
    )
  }
}

extension WaitMemory.HeardTone: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      tone: fields(1, "tone", \.tone),
      sequence: fields(2, "sequence") { StoredToneNumber($0.sequence) }.stored,
      at: fields(3, "at", \.at)
    )
  }
}

extension WaitMemory.Finish: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      outcome: fields(1, "outcome", \.outcome),
      reason: fields(2, "reason", \.reason),
      at: fields(3, "at", \.at),
      music: fields(4, "music", \.music),
      signal: fields(5, "signal", \.signal)
    )
  }
}
