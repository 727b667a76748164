import CEL
import FlowLanguage

extension SetStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    var values: [(name: String, value: CELValue)] = []
    for assignment in assignments {
      let value = try turn.value(of: assignment.value)
      let type = turn.program.variables[assignment.name]?.type
      values.append((assignment.name, type?.wrapping(value) ?? value))
    }
    try turn.checkRoom(
      for: values.reduce(0) { $0 + $1.value.weight },
      replacing: values.map(\.name)
    )
    for (name, value) in values { turn.variables[name] = value }
    return .ended(.done())
  }
}
