import CallModel
import FieldCoding
import FlowLanguage

/// What `addAgent` and `addParticipant` remember.
struct InvitationMemory: Hashable, Sendable {
  /// All who may be rung, in order.
  let targets: [Identifier]
  let timeoutSeconds: Int
  let callerID: Identifier?
  let context: CustomContext?
  /// How many of `targets` were rung.
  var tried = 0
  /// Those who ring, in order.
  var ringing: [Ringing] = []
  /// How the last one who was rung failed.
  var failure: LastFailure?
  /// The music the caller hears.
  var music: MusicMemory?
  /// What the step ends with once the music is over.
  var finish: Finish?
  /// What the caller hears whenever nothing has cut it off; empty where it cannot be played.
  var musicSources: [PlaySource] = []
  /// The rounds of what is done meanwhile.
  var rounds: Rounds?
  /// What whoever joins is asked before they count; nil where they need not confirm.
  var confirmation: ConfirmationMemory?
  /// Those who have joined and have not confirmed, in the order in which they joined.
  var asked: [ConfirmationMemory.Asked] = []
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// When it wants to be looked at by itself.
  var nextLook: Timestamp? {
    guard finish == nil else { return music?.due }
    // No round begins while somebody is asked.
    return asked.isEmpty ? rounds?.next : nil
  }

  /// One who rings.
  struct Ringing: Hashable, Sendable {
    let operation: Int
    let target: Identifier
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// How somebody could not be brought in.
  struct LastFailure: Hashable, Sendable {
    let outcome: Outcome
    let reason: StepReason
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// How the step ends.
  enum Finish: Hashable, Sendable {
    case joined(Identifier)
    case failed
  }
}

extension InvitationMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      targets: fields(1, "targets", \.targets),
      timeoutSeconds: fields(2, "timeoutSeconds", \.timeoutSeconds),
      callerID: fields(3, "callerID", \.callerID),
      context: fields(4, "context", \.context),
      tried: fields(5, "tried", \.tried, default: 0),
      ringing: fields(6, "ringing", \.ringing),
      failure: fields(7, "failure", \.failure),
      music: fields(8, "music", \.music),
      finish: fields(9, "finish", \.finish),
      musicSources: fields(360, "musicSources", \.musicSources),
      rounds: fields(361, "rounds", \.rounds),
      confirmation: fields(362, "confirmation", \.confirmation),
      asked: fields(363, "asked", \.asked)
    )
  }
}

extension InvitationMemory.Ringing: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      operation: fields(1, "operation") { StoredOrdinal($0.operation) }.stored,
      target: fields(2, "target", \.target)
    )
  }
}

extension InvitationMemory.LastFailure: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      outcome: fields(1, "outcome", \.outcome),
      reason: fields(2, "reason", \.reason)
    )
  }
}

extension InvitationMemory.Finish: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case joined = 1
    case failed = 2
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .joined(let party): try output.put(.joined, party)
    case .failed: try output.put(.failed)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .joined: try .joined(values.next())
    case .failed: .failed
    }
  }
}
