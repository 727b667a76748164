import CallModel

/// An outcome a step can have.
package struct OutcomeShape: Sendable {
  /// The outcome.
  package let outcome: Outcome
  /// One sentence for people.
  package let documentation: String
  /// Whether the step, as written, can have it.
  package var isPossible = true
  /// Whether the author gave it its name: a choice or a trigger.
  package var isNamedByAuthor = false
  /// What comes of it.
  package var effect = OutcomeEffect()
}

/// What an outcome does to the call, and where it leads.
package struct OutcomeEffect: Sendable {
  /// Where an outcome leads that nothing handles.
  package enum Onward: Hashable, Sendable {
    /// To the next step.
    case next
    /// Out of the flow.
    case leaves
    /// Out of the flow, whose parties talk on.
    case ends
    /// To a block.
    case block(String)
    /// Back to the `run` that ran the block.
    case returns
    /// To the flow's `on: failed:`, and without one to the end of the call.
    case fails
  }

  /// What is said of an outcome that nothing handles.
  package enum Unhandled: Sendable {
    /// Nothing, unless it would end the call as a failure.
    case warned
    /// Nothing.
    case accepted
    /// That it must be handled.
    case refused
  }

  /// Where it leads where nothing handles it; nil for `fails` after a failure, else `next`.
  var onward: Onward?
  /// The phase the call is in then; nil for the same as before.
  var phase: CallPhases?
  /// Whether it is over for the flow where nobody else is in the call, whatever handles it.
  var leavesAlone = false
  /// Who can be in the call then; nil for the same as before.
  var company: Company?
  /// What of the call can be sent to sockets then; nil for the same as before.
  var feeds: FeedSet?
  /// What is said if nothing handles it.
  var unhandled = Unhandled.warned
  /// Whether `on:` can say what comes next.
  package var takesHandler = true
}

extension StepShape {
  /// The outcomes the step can have as written.
  package var possibleOutcomes: [Outcome] {
    outcomes.filter(\.isPossible).map(\.outcome)
  }

  /// Whether `on:` can name the outcome.
  func canBeHandled(_ name: String) -> Bool {
    outcomes.contains { $0.isPossible && $0.effect.takesHandler && $0.outcome.name == name }
  }

  /// Whether an outcome is one that the flow's `everywhere` gives the step.
  func isShared(_ name: String) -> Bool {
    outcomes.contains {
      $0.isNamedByAuthor && !$0.effect.takesHandler && $0.outcome.name == name
    }
  }

  /// The outcomes that `on:` can name.
  var handledOutcomes: [Outcome] {
    outcomes.filter { $0.isPossible && $0.effect.takesHandler }.map(\.outcome)
  }

  /// What comes of an outcome; one that the reader did not say, a status, is a plain success.
  func effect(of outcome: Outcome) -> OutcomeEffect {
    outcomes.first { $0.outcome == outcome }?.effect ?? OutcomeEffect()
  }

  /// Where an outcome leads that nothing handles.
  package func onward(after outcome: Outcome) -> OutcomeEffect.Onward {
    effect(of: outcome).onward ?? (outcome.isFailure ? .fails : .next)
  }

  /// Whether the step takes the ringing call.
  var answers: Bool {
    phase == .ringing && outcomes.contains { $0.effect.phase == .connected }
  }
}
