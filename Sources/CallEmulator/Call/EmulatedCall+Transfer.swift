internal import CallAutomation
internal import CallModel
internal import JSON

/// Sending a party elsewhere.
extension EmulatedCall {
  /// `:transferToParticipant`.
  mutating func transfer(
    _ request: TransferRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requireNoCallerID(request.hasCallerID)
    try requireKind(request.target, .transfer, in: &stage)
    try requireHeaders(request.headers, for: request.target)
    let transferee = try transferee(of: request)
    guard !transfers.contains(where: { $0.transferee == transferee }) else {
      throw ServiceError(409, "8607", "The participant is being transferred already.")
    }
    let transfer = PendingTransfer(
      token: nextToken(),
      target: request.target,
      transferee: transferee,
      reaction: stage.attended.contains(request.target)
        ? .noAnswer : progress.nextTransfer(to: request.target),
      routing: request.routing
    )
    transfers.append(transfer)
    let time =
      transfer.reaction == .noAnswer
      ? EmulatorTiming.transferRinging : EmulatorTiming.transferring
    stage.after(time, .transferSettles(token: transfer.token))
    return EmulatorResponse(status: 202, json: operationAnswer(request.routing))
  }

  /// In a call of two only the other party can be meant.
  private func transferee(of request: TransferRequest) throws(ServiceError) -> Identifier {
    if let named = request.transferee {
      try requirePresent(named)
      return named
    }
    guard let only = parties.first?.identifier, parties.count == 1 else {
      throw .argument("The field Transferee is required in a group call.")
    }
    return only
  }

  mutating func transferSettles(token: Int, in stage: inout Stage) {
    guard let index = transfers.firstIndex(where: { $0.token == token }) else { return }
    let transfer = transfers.remove(at: index)
    guard isPresent(transfer.transferee) else { return }
    guard let action = transfer.reaction.failure else {
      stage.note("\(transfer.transferee.rawID) is transferred to \(transfer.target.rawID)")
      let members = JSONValue.members([
        "transferTarget": transfer.target.fullJSON,
        "transferee": transfer.transferee.fullJSON,
      ])
      tell(
        .callTransferAccepted,
        .transferred,
        to: transfer.routing,
        members: members,
        in: &stage
      )
      leave(transfer.transferee, ending: .transferred, in: &stage)
      return
    }
    stage.note("\(transfer.target.rawID): \(action.rawValue)")
    let result = ResultInformation.notReached(action, transfer.target, doing: "transfer")
    tell(.callTransferFailed, result, to: transfer.routing, in: &stage)
  }
}

extension TransferReaction {
  /// The reaction of whoever should have taken the call; nil where they did.
  fileprivate var failure: PartyReaction.Action? {
    switch self {
    case .accept: nil
    case .decline: .decline
    case .busy: .busy
    case .noAnswer: .noAnswer
    }
  }
}
