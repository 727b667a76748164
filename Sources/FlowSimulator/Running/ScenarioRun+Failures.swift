internal import Diagnostics
internal import FlowLanguage

/// What goes wrong.
extension ScenarioRun {
  func simulationFailure() -> ScenarioFailure? {
    switch simulation.failure {
    case nil: return nil
    case .unanswered(let request)?:
      let method = request.prefix { $0 != " " }.lowercased()
      let url = request.drop { $0 != " " }.dropFirst()
      return failure(
        "the request \(request) has no answer",
        insteadOf: nil,
        help: "add one under `http:`, as "
          + "`{ \(method): \"\(url)\", answer: { status: 200, body: {} } }`, or a line "
          + "`respond:`, `timeout` or `unreachable`"
      )
    case .endless?:
      return failure(
        "there is no end to what happens here",
        insteadOf: "after \(SimulatorLimits.inputs) things that happened to the call"
      )
    case .unevaluated(let reason)?: return failure("a value cannot be computed", insteadOf: reason)
    }
  }

  func failure(
    _ message: String,
    at span: Span? = nil,
    insteadOf label: String?,
    help: String? = nil
  ) -> ScenarioFailure {
    ScenarioFailure(
      message: message,
      line: span ?? line?.span ?? scenario.span,
      label: label ?? "",
      step: simulation.place.flatMap { simulation.node(at: $0)?.keywordSpan },
      help: help
    )
  }
}
