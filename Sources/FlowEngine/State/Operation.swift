import CallModel
import FlowLanguage

/// Something the service, or another system, was asked and that is not settled
/// (SEMANTICS.md 1.1, 1.2).
struct Operation: Hashable, Sendable, Codable {
  /// What was asked.
  enum Request: Hashable, Sendable, Codable {
    case command(CallCommand)
    /// An HTTP request of the flow.
    case http
  }

  /// Who cares about the result.
  enum Owner: Hashable, Sendable, Codable {
    /// The waiting step.
    case step
    /// Nobody waits; what it plays goes on.
    case background
    /// The end of the call.
    case ending
    /// The step that asked is left; an invitation is cancelled, and whoever joins is removed.
    case orphaned
    /// Nobody: it was asked to clean up.
    case cleanup
  }

  /// How far it is.
  enum Status: Hashable, Sendable, Codable {
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
    /// Refused because of our own cancel, so many times: sent again at `due`.
    case conflicting(Int)
    /// Ended; the waiting step has not looked yet.
    case settled(OperationResult)
  }

  /// Its number in the call, from 1.
  let ordinal: Int
  /// How often it was asked anew, from 1.
  var attempt = 1
  /// What was asked.
  var request: Request
  /// Who cares.
  var owner: Owner
  /// How far it is.
  var status = Status.emitted
  /// When it began.
  let began: Timestamp
  /// When it is not sent again any longer.
  var deadline: Timestamp
  /// When the machine looks into it by itself, or nil for never.
  var due: Timestamp?
  /// How long what it plays takes, to start the watchdog again when it begins to be heard.
  var patience: Milliseconds?
  /// The invitation, once known.
  var invitation: InvitationID?
  /// Whether it may still succeed after it was settled as a failure.
  var mayStillSucceed = false
  /// Whether its cancellation was asked for.
  var isCancelled = false

  /// Its name to the service.
  var context: OperationContext { OperationContext(ordinal: ordinal, attempt: attempt) }

  /// What was asked, unless it was an HTTP request.
  var command: CallCommand? {
    if case .command(let command) = request { command } else { nil }
  }

  /// Whether it plays or listens: what may not be asked twice, since somebody hears it.
  var isHeard: Bool { command?.retryClass == .once }

  /// The result, once settled.
  var result: OperationResult? {
    if case .settled(let result) = status { result } else { nil }
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
}

/// How an operation ended.
enum OperationResult: Hashable, Sendable, Codable {
  case succeeded
  /// Somebody joined; who, where the service said.
  case joined(Identifier?)
  /// Something was recognized.
  case recognized(RecognitionResult?)
  /// An HTTP request ended.
  case http(HTTPResult)
  case failed(Outcome, StepReason)

  /// A failure of no more particular kind.
  static func failed(_ reason: StepReason) -> OperationResult { .failed(.failed, reason) }
}
