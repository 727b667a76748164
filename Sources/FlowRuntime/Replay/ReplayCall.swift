package import CallModel
package import FlowEngine
package import FlowLanguage

/// What a journalled call would have come to with another version of its flow.
package struct ReplayOutcome: Hashable, Sendable {
  /// What kind of outcome it is.
  package enum Result: String, Hashable, Sendable, CaseIterable {
    /// All that happened to it would have led to what it led to.
    case same
    /// Something would have gone differently.
    case differs
    /// It cannot be told: its history is not all there, cannot be read, or something in it is sealed.
    case unknown
  }

  /// Where it begins to differ: nothing after that can be compared, for the service and the caller
  /// would have done something else.
  package struct Difference: Hashable, Sendable {
    /// The number of the input, from 1.
    package let sequence: Int
    /// When it came.
    package let time: Timestamp
    /// What happened, without values.
    package let happened: String
    /// What it led to; nil for nothing more.
    package let did: Effect?
    /// What it would have led to; nil for nothing more.
    package let would: Effect?
  }

  /// Whether it is the same.
  package let result: Result
  /// How many inputs were compared.
  package let inputs: Int
  /// Where it differs, if its effects do.
  package var difference: Difference?
  /// Why, where no effect says it.
  package var reason: String?
}

/// Gives a machine what happened to a call, and compares what it says with what was done.
///
/// The machine is a function of its inputs, so a version that is the same says the same, byte for
/// byte. Compared is what is done: what is sent, asked, timed, scheduled and logged, not where in the
/// flow that is written.
package func replay(
  _ entries: [JournalEntry],
  of id: CallID,
  on program: Program
) -> ReplayOutcome {
  var machine = CallMachine(callID: id)
  for (place, entry) in entries.enumerated() {
    guard entry.sequence == place + 1 else {
      return ReplayOutcome(unknown: "its history is not all there", after: place)
    }
    guard !entry.input.isSealed else {
      return ReplayOutcome(
        unknown: "input \(entry.sequence) (\(entry.input.summary)) is sealed",
        after: place
      )
    }
    let would = machine.handle(entry.input, in: program).map(\.sealed).filter(\.isComparable)
    let did = entry.effects.filter(\.isComparable)
    guard let index = firstDifference(did, would) else { continue }
    return ReplayOutcome(
      result: .differs,
      inputs: place + 1,
      difference: ReplayOutcome.Difference(
        sequence: entry.sequence,
        time: entry.input.time,
        happened: entry.input.summary,
        did: index < did.count ? did[index] : nil,
        would: index < would.count ? would[index] : nil
      )
    )
  }
  guard !entries.isEmpty else { return ReplayOutcome(unknown: "it has no history", after: 0) }
  return ReplayOutcome(result: .same, inputs: entries.count)
}

extension ReplayOutcome {
  /// That it cannot be told.
  package init(unknown reason: String, after inputs: Int) {
    self.init(result: .unknown, inputs: inputs, reason: reason)
  }

  /// That it would have gone differently from its first moment.
  package init(differs reason: String) {
    self.init(result: .differs, inputs: 0, reason: reason)
  }
}

private func firstDifference(_ did: [Effect], _ would: [Effect]) -> Int? {
  let paired = zip(did, would).map { $0.isSame(as: $1) }
  return paired.firstIndex(of: false)
    ?? (did.count == would.count ? nil : min(did.count, would.count))
}

extension Effect {
  /// Whether it does something, rather than noting where the flow is.
  fileprivate var isComparable: Bool {
    switch self {
    case .trace: false
    case .send, .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log:
      true
    }
  }

  /// Whether the same is done; of what is logged, wherever in the flow that is written.
  fileprivate func isSame(as other: Effect) -> Bool {
    guard case .log(let line) = self, case .log(let otherLine) = other else { return self == other }
    return line.level == otherLine.level && line.text == otherLine.text
      && line.fields == otherLine.fields
  }
}
