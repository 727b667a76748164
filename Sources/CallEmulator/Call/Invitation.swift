internal import CallModel

/// Somebody who is being rung.
struct Invitation: Hashable {
  let id: InvitationID
  let target: Identifier
  let reaction: PartyReaction
  let routing: EventRouting
}

/// A transfer whose outcome is still to come.
struct PendingTransfer: Hashable {
  let token: Int
  let target: Identifier
  let transferee: Identifier
  var reaction: TransferReaction
  let routing: EventRouting
}
