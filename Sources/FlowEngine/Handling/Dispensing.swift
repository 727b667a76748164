import CallModel
import FlowLanguage

extension Turn {
  /// Lets the flow go on without the answers that it has waited for long enough: what was asked is
  /// tried on beside what comes next (rule 51).
  mutating func dispense() {
    for operation in state.operations {
      guard let due = operation.patienceOfStep, due <= now else { continue }
      state.operations.give(operation.ordinal, to: .trying)
      effects.append(.release(ordinal: operation.ordinal))
    }
  }

  /// Whether the flow has gone on without the answer to an operation.
  func isTriedOn(_ ordinal: Int) -> Bool {
    state.operations[ordinal: ordinal]?.owner == .call(.trying)
  }

  /// Says what came of something that the flow has gone on without, where it failed.
  mutating func settledTrying(_ operation: Operation, _ result: OperationResult) {
    guard case .failed(_, let reason) = result, let command = operation.command else { return }
    log(
      .warning,
      "what the flow went on without failed",
      ["command": command.name, "reason": reason.detail]
    )
  }

  /// Takes back what is tried on and contradicts what is asked now: an `unhold` its `hold`; gives
  /// the ordinals.
  @discardableResult
  mutating func withdrawTried(where isContradicted: (CallCommand) -> Bool) -> [Int] {
    var taken: [Int] = []
    for operation in state.operations where operation.owner == .call(.trying) {
      guard operation.isUnanswered, let command = operation.command, isContradicted(command) else {
        continue
      }
      effects.append(.withdraw(ordinal: operation.ordinal))
      state.operations.remove(operation.ordinal)
      taken.append(operation.ordinal)
    }
    return taken
  }

  /// Tells a host that has started again what need not be waited for.
  mutating func releaseTried() {
    for operation in state.operations where operation.owner == .call(.trying) {
      if operation.isUnanswered { effects.append(.release(ordinal: operation.ordinal)) }
    }
  }
}
