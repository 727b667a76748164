import CallModel
import FieldCoding
import FlowLanguage

/// What a waiting step has to remember; one case for each kind of waiting.
///
/// Indirect, for it is copied with its frame far more often than it changes.
indirect enum StepMemory: Hashable, Sendable {
  /// One operation, by ordinal.
  case operation(Int)
  /// A question that may be asked again.
  case recognize(RecognizeMemory)
  /// Whoever is rung.
  case invitation(InvitationMemory)
  /// A party on the way elsewhere.
  case transfer(TransferMemory)
  /// A change of the recording.
  case record(RecordMemory)
  /// A wait.
  case wait(WaitMemory)
  /// A block that was run and comes back.
  case run
  /// A round of several.
  case `repeat`(RepeatMemory)
  /// Steps that are not recorded.
  case sensitive(SensitiveMemory)
  /// A party who is put on hold or taken off it.
  case hold(HoldMemory)
  /// Tones that are sent piece by piece.
  case sendTones(SendTonesMemory)
  /// A message that the caller leaves.
  case takeMessage(TakeMessageMemory)

  /// When the step wants to be looked at by itself, or nil.
  var due: Timestamp? {
    switch self {
    case .operation, .run, .repeat, .sendTones: nil
    case .sensitive(let memory): memory.pause.idDue
    case .recognize(let memory): memory.listDue
    case .invitation(let memory): memory.nextLook
    case .transfer(let memory): memory.readDue
    case .record(let memory): memory.idDue
    case .wait(let memory): memory.nextLook
    case .hold(let memory): memory.due
    case .takeMessage(let memory): memory.nextLook
    }
  }
}

extension StepMemory: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case operation = 1
    case recognize = 2
    case invitation = 3
    case transfer = 4
    case record = 5
    case wait = 6
    case run = 7
    case `repeat` = 8
    case sensitive = 9
    case hold = 30
    case sendTones = 31
    case takeMessage = 380
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .operation(let ordinal): try output.put(.operation, StoredOrdinal(ordinal))
    case .recognize(let memory): try output.put(.recognize, memory)
    case .invitation(let memory): try output.put(.invitation, memory)
    case .transfer(let memory): try output.put(.transfer, memory)
    case .record(let memory): try output.put(.record, memory)
    case .wait(let memory): try output.put(.wait, memory)
    case .run: try output.put(.run)
    case .repeat(let memory): try output.put(.repeat, memory)
    case .sensitive(let memory): try output.put(.sensitive, memory)
    case .hold(let memory): try output.put(.hold, memory)
    case .sendTones(let memory): try output.put(.sendTones, memory)
    case .takeMessage(let memory): try output.put(.takeMessage, memory)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .operation: try .operation(values.next(StoredOrdinal.self).stored)
    case .recognize: try .recognize(values.next())
    case .invitation: try .invitation(values.next())
    case .transfer: try .transfer(values.next())
    case .record: try .record(values.next())
    case .wait: try .wait(values.next())
    case .run: .run
    case .repeat: try .repeat(values.next())
    case .sensitive: try .sensitive(values.next())
    case .hold: try .hold(values.next())
    case .sendTones: try .sendTones(values.next())
    case .takeMessage: try .takeMessage(values.next())
    }
  }
}

/// What a `recognize` remembers: all that its fields said, so that asking again asks the same.
struct RecognizeMemory: Hashable, Sendable {
  /// The question; its party is the caller's raw id once the list says who that is.
  var question: RecognizeCommand
  /// Said before asking again.
  let noInput: [PlaySource]
  let noMatch: [PlaySource]
  /// How often it may be asked again.
  var retries: Int
  /// The least confidence that counts.
  let confidence: Double?
  /// How often it was asked.
  var attempts = 0
  /// Until when the first list of parties is awaited; nil once it was asked.
  var listDue: Timestamp?
  /// The operation of the last attempt.
  var operation: Int?
  /// The answers that data offered, for whose keys the service was asked.
  var offered: [RecognitionChoice] = []
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension RecognizeMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      question: fields(1, "question", \.question),
      noInput: fields(2, "noInput", \.noInput),
      noMatch: fields(3, "noMatch", \.noMatch),
      retries: fields(4, "retries", \.retries),
      confidence: fields(5, "confidence", \.confidence),
      attempts: fields(6, "attempts", \.attempts, default: 0),
      listDue: fields(7, "listDue", \.listDue),
      operation: fields(8, "operation") { $0.operation.map { StoredOrdinal($0) } }?.stored,
      offered: fields(9, "offered", \.offered)
    )
  }
}

/// Music of a waiting step.
struct MusicMemory: Hashable, Sendable {
  /// The operation that plays it.
  let operation: Int
  /// The operation that cancels it, once the step is over.
  var cancel: Int?
  /// Until when its end is awaited.
  var due: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension MusicMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      operation: fields(1, "operation") { StoredOrdinal($0.operation) }.stored,
      cancel: fields(2, "cancel") { $0.cancel.map { StoredOrdinal($0) } }?.stored,
      due: fields(3, "due", \.due)
    )
  }
}

/// What a `transfer` remembers.
struct TransferMemory: Hashable, Sendable {
  let operation: Int
  /// Who is sent.
  let party: Identifier
  /// How it failed, while the call is read.
  var failure: InvitationMemory.LastFailure?
  /// Until when the answer to the read is awaited.
  var readDue: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension TransferMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      operation: fields(1, "operation") { StoredOrdinal($0.operation) }.stored,
      party: fields(2, "party", \.party),
      failure: fields(3, "failure", \.failure),
      readDue: fields(4, "readDue", \.readDue)
    )
  }
}

/// What a `record` remembers.
struct RecordMemory: Hashable, Sendable {
  let action: RecordStep.Action
  /// When the step began.
  let began: Timestamp
  /// Until when the recording's id is awaited; nil once it was asked.
  var idDue: Timestamp?
  /// The operation, once it was asked.
  var operation: Int?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension RecordMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      action: fields(1, "action", \.action),
      began: fields(2, "began") { StoredBeginning($0.began) }.time,
      idDue: fields(3, "idDue", \.idDue),
      operation: fields(4, "operation") { $0.operation.map { StoredOrdinal($0) } }?.stored
    )
  }
}

extension RecordStep.Action: FieldWord {}
