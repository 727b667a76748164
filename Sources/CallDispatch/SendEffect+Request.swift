package import CallAutomation
package import CallModel
package import FlowEngine

/// A command made ready for the service.
package enum ReadiedCommand: Sendable {
  /// What the service is asked.
  case request(ServiceRequest)
  /// It cannot be asked as it is: what that comes to.
  case judged(Judgement)
}

extension SendEffect {
  /// The command as the service is asked for it, in the call as of its last advance; `callbackBase` is
  /// the public URL that events come to.
  package func readied(
    in order: LaneOrder,
    callbackBase: String,
    _ version: ServiceVersion = .current
  ) -> ReadiedCommand {
    let envelope = CommandEnvelope(
      callID: order.callID,
      context: context,
      connectionID: order.connectionID,
      firstSent: firstSent,
      repeatabilityID: repeatabilityID(callID: order.callID, ordinal: context.ordinal),
      callbackBase: callbackBase,
      version: version
    )
    switch encode(command, in: envelope) {
    case .success(let request): return .request(request)
    case .failure(.noConnection(let command)):
      let message = EncodingFailure.noConnection(command: command).description
      return .judged(.mayRetry(Refusal(indefinite: message), after: nil))
    case .failure(let failure):
      return .judged(.ended(.refused(context, Refusal(definite: failure.description))))
    }
  }
}

extension Refusal {
  /// What a command comes to that was never sent.
  package static let unsent = Refusal(indefinite: "it was not sent before its deadline")
}
