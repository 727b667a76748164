import CallModel
import FlowLanguage

extension Turn {
  /// The service says, or a read shows, that the call is connected.
  mutating func connected() {
    switch state.phase {
    case .ringing, .placing, .connecting:
      state.phase = .connected
      state.call?.context = nil
    case .connected, .closing, .gone: break
    }
    for operation in state.operations {
      if case .answer? = operation.command { settle(operation.ordinal, .succeeded) }
    }
  }

  /// The service says that the call is over.
  mutating func disconnected(_ result: ResultInformation?) {
    let wasRemoved = result?.code == 200 && result?.subCode == 5300
    end(reportedAs: wasRemoved ? .left : .callerLeft)
  }

  /// An answer that was taken at first came to nothing.
  mutating func answerFailed(_ event: CallEvent) {
    let reason = StepReason(event.result, "the call could not be answered")
    let isOver = event.result?.code == 404 || event.result?.subCode == 8522
    for operation in state.operations {
      if case .answer? = operation.command { answerRefused(operation, reason, isOver: isOver) }
    }
  }

  /// The call was not taken: it is gone, and the step's own handler is all that still runs.
  mutating func answerRefused(_ operation: Operation, _ reason: StepReason, isOver: Bool) {
    settle(operation.ordinal, .failed(reason))
    becomeGone(isOver ? .abandoned : .notConnected)
  }
}
