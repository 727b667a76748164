import CEL
import CallModel
import FlowLanguage

/// What a waiting step has to remember; one case for each kind of waiting.
enum StepMemory: Hashable, Sendable, Codable {
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

  /// When the step wants to be looked at by itself, or nil.
  var due: Timestamp? {
    switch self {
    case .operation: nil
    case .recognize(let memory): memory.listDue
    case .invitation(let memory): memory.music?.due
    case .transfer(let memory): memory.readDue
    case .record(let memory): memory.idDue
    case .wait(let memory): memory.finish?.music.due ?? memory.due
    }
  }
}

/// What a `recognize` remembers: all that its fields said, so that asking again asks the same.
struct RecognizeMemory: Hashable, Sendable, Codable {
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
}

/// What `addAgent` and `addParticipant` remember.
struct InvitationMemory: Hashable, Sendable, Codable {
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

  /// One who rings.
  struct Ringing: Hashable, Sendable, Codable {
    let operation: Int
    let target: Identifier
  }

  /// How somebody could not be brought in.
  struct LastFailure: Hashable, Sendable, Codable {
    let outcome: Outcome
    let reason: StepReason
  }

  /// How the step ends.
  enum Finish: Hashable, Sendable, Codable {
    case joined(Identifier)
    case failed
  }
}

/// Music of a waiting step.
struct MusicMemory: Hashable, Sendable, Codable {
  /// The operation that plays it.
  let operation: Int
  /// The operation that cancels it, once the step is over.
  var cancel: Int?
  /// Until when its end is awaited.
  var due: Timestamp?
}

/// What a `transfer` remembers.
struct TransferMemory: Hashable, Sendable, Codable {
  let operation: Int
  /// Who is sent.
  let party: Identifier
  /// How it failed, while the call is read.
  var failure: InvitationMemory.LastFailure?
  /// Until when the answer to the read is awaited.
  var readDue: Timestamp?
}

/// What a `record` remembers.
struct RecordMemory: Hashable, Sendable, Codable {
  let action: RecordStep.Action
  /// When the step began.
  let began: Timestamp
  /// Until when the recording's id is awaited; nil once it was asked.
  var idDue: Timestamp?
  /// The operation, once it was asked.
  var operation: Int?
}

/// What a `wait` remembers.
struct WaitMemory: Hashable, Sendable, Codable {
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

  /// Something that can come true.
  struct Trigger: Hashable, Sendable, Codable {
    let name: String
    let condition: Condition
  }

  /// What must come true, with its party.
  enum Condition: Hashable, Sendable, Codable {
    case press([Tone], from: Identifier)
    case left(Identifier)
  }

  /// One whose keys are listened to.
  struct Listening: Hashable, Sendable, Codable {
    let operation: Int
    let party: Identifier
    /// The last keys, by the service's number.
    var tones: [HeardTone] = []
  }

  /// A key that was pressed.
  struct HeardTone: Hashable, Sendable, Codable {
    let tone: Tone
    let sequence: Int
    let at: Timestamp
  }

  /// How the wait ends.
  struct Finish: Hashable, Sendable, Codable {
    let outcome: Outcome
    let reason: StepReason?
    let at: Timestamp
    var music: MusicMemory
  }
}
