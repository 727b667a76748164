internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import Logging

/// The events of a callback that change nothing, for the log: how many there are of each kind, and
/// the first of them.
struct IdleEvents {
  /// Those that cannot be understood.
  let malformed: [MalformedEvent]
  /// The types of those whose type, or form, is not known.
  let unknown: [String]
  /// Those of another leg than the call's.
  var others: OtherLegs?

  /// Picks them out of a body's events.
  init(malformed: [MalformedEvent], unknown events: [CallEvent]) {
    self.malformed = malformed
    unknown = events.compactMap { event in
      if case .unrecognized(let type) = event.content { type } else { nil }
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { malformed.isEmpty && unknown.isEmpty && others == nil }

  /// How loud it is: a type that is not known is nobody's mistake.
  var level: Logger.Level { malformed.isEmpty && others == nil ? .info : .warning }

  /// All that is said of them.
  var metadata: Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    if let first = malformed.first {
      metadata["malformed"] = .number(malformed.count)
      metadata["first"] = "\(first)"
    }
    if let first = unknown.first {
      metadata["unknown"] = .number(unknown.count)
      metadata["type"] = "\(first)"
    }
    if let others {
      metadata["other_legs"] = .number(others.count)
      metadata["named"] = "\(others.first)"
      metadata["bound"] = "\(others.bound)"
    }
    return metadata
  }
}
