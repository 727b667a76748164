package import Diagnostics

/// A step as it was read, with the keys every step can have.
///
/// A class, for it never changes and many tables of a flow hold it: to copy its fields for each of
/// them took a tenth of all compiling.
package final class StepNode: Sendable {
  /// Its number in reading order, from 0, over the whole flow.
  package let number: Int
  /// Where it stands.
  package let path: FlowPath
  /// The name its result is read under, or nil.
  package let id: String?
  /// The condition under which it runs, or nil for always.
  package let when: ExpressionID?
  /// What `on:` says, in the order written.
  package let handlers: [OutcomeHandler]
  /// The step itself.
  package let step: Step
  /// What it can result in, as far as its fields tell.
  package let shape: StepShape
  /// Where its keyword stands.
  package let keywordSpan: Span
  /// Where all of it stands.
  package let span: Span

  /// Makes a step.
  init(
    number: Int,
    path: FlowPath,
    id: String?,
    when: ExpressionID?,
    handlers: [OutcomeHandler],
    step: Step,
    shape: StepShape,
    keywordSpan: Span,
    span: Span
  ) {
    self.number = number
    self.path = path
    self.id = id
    self.when = when
    self.handlers = handlers
    self.step = step
    self.shape = shape
    self.keywordSpan = keywordSpan
    self.span = span
  }

  /// The handler that takes an outcome: of the most particular outcome that has one.
  package func handler(for outcome: Outcome) -> Handler? {
    guard !handlers.isEmpty else { return nil }
    if let own = handlers.first(where: { $0.outcome == outcome }) { return own.handler }
    guard outcome.isFailure, outcome != .failed else { return nil }
    return handlers.first { $0.outcome == .failed }?.handler
  }
}

/// One line of a step's `on:`.
package struct OutcomeHandler: Sendable {
  /// The outcome it takes.
  package let outcome: Outcome
  /// Where the outcome's name stands.
  package let span: Span
  /// What is done.
  package let handler: Handler
}

/// What happens next: what `on:` says for an outcome, and what `then`, `else`, each case and
/// `default` hold.
package struct Handler: Sendable {
  /// The ways to go on.
  package enum Content: Sendable {
    /// Go to a block.
    case block(String)
    /// End the call for everyone.
    case hangUp
    /// The flow is over.
    case end
    /// Leave the innermost `run`.
    case `return`
    /// Go on with the step after the one that has the handler.
    case `continue`
    /// Run these steps, then go on as `continue` does.
    case steps(StepList)
  }

  /// The way to go on.
  package let content: Content
  /// Where it stands.
  package let span: Span
}

/// A list of steps with its structural path.
package struct StepList: Sendable {
  /// Its path (`main`, `main/4/on.failed`, `main/2/then`, `on.callEnded`).
  package let path: FlowPath
  /// The steps.
  package let steps: [StepNode]
  /// Where the list stands.
  package let span: Span
}

/// A named list of steps.
package struct Block: Sendable {
  /// Its name.
  package let name: String
  /// Where the name stands.
  package let nameSpan: Span
  /// Its steps.
  package let list: StepList
}
