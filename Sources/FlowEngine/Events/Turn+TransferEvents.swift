import CallModel

extension Turn {
  /// A transfer has arrived.
  mutating func transferAccepted(_ event: CallEvent) {
    guard let operation = transfer(event) else { return }
    settle(operation.ordinal, .succeeded)
  }

  /// A transfer came to nothing; the step has the call read before it says so.
  mutating func transferFailed(_ event: CallEvent) {
    guard let operation = transfer(event) else { return }
    let reason = StepReason(event.result, "the transfer failed")
    settle(operation.ordinal, .failed(.ofCall(event.result), reason))
  }

  /// The transfer an event is about; a call has one at a time.
  private func transfer(_ event: CallEvent) -> Operation? {
    state.operations.first { operation in
      guard operation.isOpen, case .transfer? = operation.command else { return false }
      return event.context.map { $0.ordinal == operation.ordinal } ?? true
    }
  }
}
