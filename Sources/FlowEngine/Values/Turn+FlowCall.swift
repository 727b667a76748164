import CEL
import FlowLanguage

extension Turn {
  /// The values that another flow is given.
  func arguments(of call: FlowCall) throws(StepFailure) -> [String: CELValue] {
    var arguments: [String: CELValue] = [:]
    for argument in call.arguments {
      arguments[argument.name] = try value(of: argument.value)
    }
    try checkRoom(for: arguments.weight)
    return arguments
  }
}
