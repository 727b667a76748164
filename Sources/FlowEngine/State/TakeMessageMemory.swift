import CallModel
import FieldCoding
import FlowLanguage

/// What a `takeMessage` remembers.
struct TakeMessageMemory: Hashable, Sendable {
  /// What it is at, in order.
  enum Stage: String, Hashable, Sendable {
    /// The prompt is said.
    case prompting
    /// A recording of the call is stopped.
    case silencing
    /// Keys are to be heard, and the message's recording is to be active.
    case starting
    /// It beeps.
    case beeping
    /// The caller speaks.
    case listening
    /// The message's recording is stopped.
    case stopping
  }

  /// A recording of the call that the message interrupts.
  struct Interrupted: Hashable, Sendable {
    /// What was asked to begin, paused if it was paused.
    let command: StartRecordingCommand
    /// The id of the step that began it.
    let step: String?
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// Who leaves the message.
  let caller: Identifier
  let beep: [PlaySource]
  let stop: Tone
  let silence: Milliseconds
  let longest: Milliseconds
  var stage = Stage.prompting
  /// What the stage waits for: a prompt, the start, the beep or the recognition of speech.
  var operation: Int?
  /// How far the stop of a recording is.
  var change: RecordMemory?
  /// What the message interrupts.
  var interrupted: Interrupted?
  /// The caller's keys.
  var listening: WaitMemory.Listening?
  /// The operation that started the message's recording.
  var start: Int?
  /// The message's recording.
  var recording: RecordingID?
  /// When the caller's message began.
  var began: Timestamp?
  /// When the stage is over at the latest, or nil.
  var due: Timestamp?
  /// What ended the message.
  var by: MessageEnd?
  /// When the message ended.
  var ended: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// When it wants to be looked at by itself.
  var nextLook: Timestamp? { change?.idDue ?? due }
}

extension Recording {
  /// What a message interrupts: what was asked to begin, paused where nothing is recorded now.
  var interrupted: TakeMessageMemory.Interrupted? {
    guard let command else { return nil }
    let isPaused =
      switch state {
      case .paused, .changing(_, .pause): true
      case .starting: command.isPaused
      case .off, .on, .changing, .unknown: false
      }
    let anew = StartRecordingCommand(
      channels: command.channels,
      isPaused: isPaused,
      order: command.order,
      storage: command.storage
    )
    return TakeMessageMemory.Interrupted(command: anew, step: step)
  }
}

extension TakeMessageMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      caller: fields(1, "caller", \.caller),
      beep: fields(2, "beep", \.beep),
      stop: fields(3, "stop", \.stop),
      silence: fields(4, "silence", \.silence),
      longest: fields(5, "longest", \.longest),
      stage: fields(6, "stage", \.stage),
      operation: fields(7, "operation") { $0.operation.map { StoredOrdinal($0) } }?.stored,
      change: fields(8, "change", \.change),
      interrupted: fields(9, "interrupted", \.interrupted),
      listening: fields(10, "listening", \.listening),
      start: fields(11, "start") { $0.start.map { StoredOrdinal($0) } }?.stored,
      recording: fields(12, "recording", \.recording),
      began: fields(13, "began") { $0.began.map { StoredBeginning($0) } }?.time,
      due: fields(14, "due", \.due),
      by: fields(15, "by", \.by),
      ended: fields(16, "ended", \.ended)
    )
  }
}

extension TakeMessageMemory.Interrupted: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      command: fields(1, "command", \.command),
      step: fields(2, "step", \.step)
    )
  }
}

extension TakeMessageMemory.Stage: FieldWord {}

extension MessageEnd: FieldWord {}
