import CEL
import CallModel
import Cryptography
import FlowLanguage

extension ScheduleStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard turn.state.counters.scheduledCalls < EngineLimits.scheduledCalls else {
      throw StepFailure(.limit, "the call has had too many calls begin later")
    }
    let due = try due(in: turn)
    let arguments = try turn.arguments(of: call)
    let id = CallID(derivedFrom: turn.state.callID, turn.state.operations.takeOrdinal())
    let scheduled = ScheduledCall(
      id: id,
      flow: call.name,
      arguments: arguments,
      due: due,
      isSensitive: turn.program.sensitive.senders.contains(node.path)
    )
    turn.state.counters.scheduledCalls += 1
    turn.effects.append(.schedule(scheduled))
    return .ended(StepResult(outcome: .done, outputs: ["call": .string(id.rawValue)]))
  }

  private func due(in turn: Turn) throws(StepFailure) -> Timestamp {
    switch due {
    case .after(let value):
      return turn.now + (try turn.duration(value, in: .seconds(0)...Self.longest))
    case .at(let template):
      guard case .timestamp(let time) = try turn.value(of: template) else {
        throw StepFailure(.invalid, "`at` is no point in time")
      }
      let due = max(Timestamp(milliseconds: time.millisecondsSince1970), turn.now)
      guard due - turn.now <= Self.longest else {
        throw StepFailure(.invalid, "the time is more than 30 days ahead")
      }
      return due
    }
  }
}

extension CallID {
  /// The id of a call that another one asks for.
  ///
  /// Nobody who does not know that one's id can guess it.
  fileprivate init(derivedFrom other: CallID, _ ordinal: Int) {
    let digest = sha256(Array("\(other.rawValue) schedule \(ordinal)".utf8))
    self.init(encodeHexadecimal(digest.prefix(16)))
  }
}
