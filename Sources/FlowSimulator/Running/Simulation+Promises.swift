internal import CallDispatch
internal import FlowEngine

/// What every flow promises of its calls can be looked at while a call goes on.
extension Simulation {
  /// Keeps what came of the inputs of a turn, where somebody asks for that.
  mutating func keep(_ turn: CallTurn, from before: CallMachine?) {
    if let plant, let last = turn.entries.last {
      var machine = call.machine
      plant(last.input, &machine)
      call = ActiveCall(machine, call.outbox)
    }
    guard var machine = before else { return }
    for (number, entry) in turn.entries.enumerated() {
      let first = machine
      if number < turn.entries.count - 1 {
        _ = machine.handle(entry.input, in: program)
      } else {
        machine = call.machine
      }
      handled?.append(
        HandledInput(before: first, input: entry.input, effects: entry.effects, after: machine)
      )
    }
  }
}
