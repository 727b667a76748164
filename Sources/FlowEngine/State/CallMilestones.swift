package import CallModel
import FieldCoding

/// When a call got how far: what its latencies are made of (SEMANTICS.md, rule 64).
struct CallMilestones: Hashable, Sendable {
  /// When it began to ring, by the service's clock.
  var rungAt: Timestamp?
  /// When we were told that it rings; nil for calls of our own.
  var begunAt: Timestamp?
  /// When the service took what answers it, or places it.
  private(set) var answeredAt: Timestamp?
  /// When it was connected.
  var connectedAt: Timestamp?
  /// When the first prompt began to be heard.
  private(set) var heardAt: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// The service took what answers the call; the first time counts.
  mutating func answered(at time: Timestamp) { answeredAt = answeredAt ?? time }

  /// A prompt began to be heard; the first one counts.
  mutating func heard(at time: Timestamp) { heardAt = heardAt ?? time }
}

extension CallMilestones: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      rungAt: fields(1, "rungAt", \.rungAt),
      begunAt: fields(2, "begunAt", \.begunAt),
      answeredAt: fields(3, "answeredAt", \.answeredAt),
      connectedAt: fields(4, "connectedAt", \.connectedAt),
      heardAt: fields(5, "heardAt", \.heardAt)
    )
  }
}

/// How long a call took from one of its milestones to the next.
package enum CallLatency: String, Hashable, Sendable, CaseIterable {
  /// From its ringing, by the service's clock, until we were told.
  case notify
  /// From then until the service took the answer.
  case answer
  /// From then, or from when the service took what places it, until it was connected.
  case connect
  /// From then until the first prompt began to be heard.
  case firstAudio
}

extension CallMachine {
  /// The latencies that are known of the call; one is never negative, whatever the clocks say.
  package var latencies: [CallLatency: Milliseconds] {
    let known = CallLatency.allCases.map { ($0, state.milestones.latency($0)) }
    return Dictionary(uniqueKeysWithValues: known).compactMapValues(\.self)
  }

  /// The latencies that have become known since the call was as it was before.
  package func latencies(since before: CallMachine) -> [(CallLatency, Milliseconds)] {
    guard state.milestones != before.state.milestones else { return [] }
    return CallLatency.allCases.compactMap { latency in
      guard before.state.milestones.latency(latency) == nil else { return nil }
      return state.milestones.latency(latency).map { (latency, $0) }
    }
  }
}

extension CallMilestones {
  fileprivate func latency(_ latency: CallLatency) -> Milliseconds? {
    let (start, end) =
      switch latency {
      case .notify: (rungAt, begunAt)
      case .answer: (begunAt, answeredAt)
      case .connect: (answeredAt, connectedAt)
      case .firstAudio: (connectedAt, heardAt)
      }
    guard let start, let end else { return nil }
    return max(Milliseconds(0), end - start)
  }
}
