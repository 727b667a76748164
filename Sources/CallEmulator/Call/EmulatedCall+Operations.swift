internal import CallAutomation
internal import CallModel

extension EmulatedCall {
  /// One arm an operation.
  mutating func answer(
    _ operation: CallOperation,
    _ request: ServiceRequest,
    pageSize: Int,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    switch operation {
    case .read: try read()
    case .leave: try end(.left, in: &stage)
    case .terminate: try end(.terminated, in: &stage)
    case .transfer: try transfer(TransferRequest(request), in: &stage)
    case .listParticipants: try listParticipants(request, pageSize: pageSize)
    case .readParticipant(let party): try readParticipant(party)
    case .addParticipant: try add(AddParticipantRequest(request), in: &stage)
    case .removeParticipant:
      try remove(PartyRequest(request, member: "participantToRemove"), in: &stage)
    case .cancelAddParticipant: try cancelAdd(CancelAddRequest(request), in: &stage)
    // It is between two calls: whoever holds both sees to it.
    case .moveParticipants: throw .noResource(request)
    case .play: try play(PlayRequest(request), in: &stage)
    case .recognize: try recognize(RecognizeRequest(request), in: &stage)
    case .cancelAllMedia: try cancelAllMedia(in: &stage)
    case .startTones: try startTones(PartyRequest(request, member: "targetParticipant"), in: &stage)
    case .stopTones: try stopTones(PartyRequest(request, member: "targetParticipant"), in: &stage)
    case .sendTones: try sendTones(SendTonesRequest(request), in: &stage)
    case .hold: try hold(HoldRequest(request), in: &stage)
    case .unhold: try unhold(PartyRequest(request, member: "targetParticipant"), in: &stage)
    case .mute: try mute(MuteRequest(request), in: &stage)
    case .feed(let operation): try change(operation, FeedRequest(request, operation), in: &stage)
    }
  }
}
