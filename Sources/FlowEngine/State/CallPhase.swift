import CallModel
import FieldCoding

/// How far a call is; it only goes forwards (SEMANTICS.md 1.1).
package enum CallPhase: String, Hashable, Sendable, CaseIterable {
  /// It rings, and is neither taken nor refused.
  case ringing
  /// We are calling somebody.
  case placing
  /// It was taken, and the connection is not reported yet.
  case connecting
  /// Media and parties can be acted on.
  case connected
  /// It is over for the flow, and its end is not reported yet.
  case closing
  /// It is over.
  case gone
}

extension CallPhase: FieldWord {}

extension CallPhase {
  /// Whether a call comes through it on the way to another one.
  func isBefore(_ other: CallPhase) -> Bool { order < other.order }

  private var order: Int {
    switch self {
    case .ringing: 0
    case .placing: 1
    case .connecting: 2
    case .connected: 3
    case .closing: 4
    case .gone: 5
    }
  }
}

/// What ended a call (SEMANTICS.md, rule 4).
package enum EndReason: String, Hashable, Sendable, CaseIterable {
  /// The caller hung up, or left a call with others.
  case callerLeft
  /// The flow ended it.
  case hungUp
  /// The caller was sent elsewhere.
  case transferred
  /// We were removed, or left.
  case left
  /// The flow refused it.
  case rejected
  /// The flow sent it elsewhere while it rang.
  case redirected
  /// It was over before it was taken or refused.
  case abandoned
  /// It was taken, or placed, and never connected.
  case notConnected
  /// A failure nobody handled.
  case failed
  /// It had lasted as long as a call may.
  case maxDuration
  /// The operator ended it.
  case `operator`
  /// The service no longer knew it, and nobody had said why.
  case lost
}

extension EndReason: FieldWord {}

/// How a call ended, for `call.ended`.
struct EndRecord: Hashable, Sendable {
  /// What ended it.
  var reason: EndReason
  /// Where the flow was, as a structural path, or nil where it was nowhere.
  let step: String?
  /// When the end was decided or reported; the later one.
  var at: Timestamp
  /// What the service said of it, or nil where it said nothing.
  var report: EndReport?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension EndRecord: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      reason: fields(1, "reason", \.reason),
      step: fields(2, "step", \.step),
      at: fields(3, "at", \.at),
      report: fields(300, "report", \.report)
    )
  }
}

/// A call whose flow is over and whose end is awaited.
struct Closing: Hashable, Sendable {
  /// Whether the service has reported the end, and only an explanation is awaited.
  var isDisconnected: Bool
  /// Whether the service was asked to end it.
  var hasTerminated: Bool
  /// When it is not waited for any longer.
  var due: Timestamp
  /// Whether the event that says why it is over is still to come.
  var awaitsReport = false
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension Closing: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      isDisconnected: fields(1, "isDisconnected", \.isDisconnected),
      hasTerminated: fields(2, "hasTerminated", \.hasTerminated),
      due: fields(3, "due", \.due),
      awaitsReport: fields(380, "awaitsReport", \.awaitsReport)
    )
  }
}
