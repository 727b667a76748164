internal import CEL
internal import CallModel
internal import FlowEngine

/// How a call begins.
enum CallBeginning: Sendable {
  /// It rings.
  case rings(IncomingCall)
  /// Somebody here began it; the values are those of the flow's parameters.
  case started([String: CELValue])

  /// The call's first input.
  var input: CallInput.Content {
    switch self {
    case .rings(let incoming): .incoming(incoming)
    case .started(let arguments): .started(arguments: arguments)
    }
  }

  /// Who calls whom, by raw id, as far as it is known: who is called by a flow is known when it
  /// dials.
  var parties: (from: String, to: String) {
    switch self {
    case .rings(let incoming): (incoming.from.rawID, incoming.to.rawID)
    case .started: ("", "")
    }
  }
}
