package import CallModel
internal import JSON

/// What the service's answer to a command says.
///
/// Any 2xx is success, whatever its body: what the body does not tell comes with an event
/// (FACTS.md (f): start recording answers 200, 202 or 204). A 4xx other than 408 and 429 is a
/// definite refusal, anything else an indefinite one (SEMANTICS.md, rule 21).
package func decodeAnswer(
  to command: CallCommand,
  status: Int,
  body: [UInt8]
) -> Result<CommandAnswer, Refusal> {
  guard (200...299).contains(status) else { return .failure(Refusal(status: status, body: body)) }
  guard command.policy.answerTells, let json = document(body) else {
    return .success(CommandAnswer())
  }
  return .success(
    CommandAnswer(
      connectionID: json["callConnectionId"]?.filledText.map(CallConnectionID.init),
      serverCallID: json["serverCallId"]?.filledText.map(ServerCallID.init),
      invitationID: json["invitationId"]?.filledText.map(InvitationID.init),
      recordingID: json["recordingId"]?.filledText.map(RecordingID.init)
    )
  )
}

/// The seconds a `Retry-After` header asks to wait, as a number or as a date; nil without one.
///
/// A date counts from the answer's own `Date`, so that nobody's clock matters; without that it says
/// nothing. The service does not promise the header (FACTS.md (j)); at most an hour counts.
package func retryAfterSeconds(_ header: String?, answeredAt date: String?) -> Int? {
  guard let header else { return nil }
  if let seconds = Int(header) { return seconds < 0 ? nil : min(seconds, 3600) }
  guard let until = Timestamp(httpDate: header), let now = date.flatMap(Timestamp.init(httpDate:))
  else { return nil }
  return min(max(0, Int((until - now).count / 1000)), 3600)
}

/// What a read found out, and where its list goes on.
package struct ReadAnswer: Hashable, Sendable {
  /// What was found out.
  package let observation: Observation
  /// The link to the next page of participants, for `encode(nextLink:)`; nil on the last.
  package let nextLink: String?
}

/// What the service's answer to a read says; a 404 of the service's own says that it is over.
package func decodeRead(
  _ read: CallRead,
  status: Int,
  body: [UInt8]
) -> Result<ReadAnswer, Refusal> {
  if (200...299).contains(status), let json = document(body),
    let answer = readAnswer(read, json)
  {
    return .success(answer)
  }
  let refusal = Refusal(status: status, body: body)
  guard status == 404, refusal.code != nil else { return .failure(refusal) }
  return .success(ReadAnswer(observation: read.gone, nextLink: nil))
}

/// The body as JSON, or nil: an answer that is none counts by its status.
private func document(_ body: [UInt8]) -> JSONValue? {
  do {
    return try parseJSON(body, limits: .webhook)
  } catch {
    return nil
  }
}

private func readAnswer(_ read: CallRead, _ json: JSONValue) -> ReadAnswer? {
  switch read {
  case .call:
    guard let state = json["callConnectionState"]?.text else { return nil }
    return ReadAnswer(observation: Observation(call: CallPresence(state: state)), nextLink: nil)
  case .participants:
    guard let entries = json["value"]?.elements else { return nil }
    let participants = entries.compactMap(Participant.init(json:))
    guard participants.count == entries.count else { return nil }
    return ReadAnswer(
      observation: Observation(participants: participants),
      nextLink: json["nextLink"]?.filledText
    )
  case .participant(let party):
    guard let participant = Participant(json: json) else { return nil }
    return ReadAnswer(
      observation: Observation(party: PartyReport(party, participant)),
      nextLink: nil
    )
  case .recording(let id):
    guard let state = json["recordingState"]?.text.flatMap(RecordingPresence.init(state:)) else {
      return nil
    }
    return ReadAnswer(
      observation: Observation(recording: RecordingReport(id, state)),
      nextLink: nil
    )
  }
}

extension CallRead {
  /// What a 404 says; without a call there are no participants either, but one party can be missing
  /// from a call that goes on.
  fileprivate var gone: Observation {
    switch self {
    case .call, .participants: Observation(call: .gone)
    case .participant(let party): Observation(party: PartyReport(party, nil))
    case .recording(let id): Observation(recording: RecordingReport(id, .gone))
    }
  }
}

extension Refusal {
  /// Reads an error body (FACTS.md (j)); what is none of the service's has no code.
  package init(status: Int, body: [UInt8]) {
    let isDefinite = (400...499).contains(status) && status != 408 && status != 429
    let error = document(body)?["error"]
    self.init(
      certainty: isDefinite ? .definite : .indefinite,
      status: status,
      code: error?["code"].flatMap { $0.text ?? $0.wholeNumber.map(String.init) },
      message: error?["message"]?.text ?? "the service answered \(status)"
    )
  }
}

extension CallPresence {
  /// A call that is being disconnected is still there: its last event says how it ended.
  fileprivate init(state: String) {
    switch state.lowercased() {
    case "disconnected": self = .gone
    case "connected", "transferring", "transferaccepted", "disconnecting": self = .connected
    default: self = .connecting
    }
  }
}

extension RecordingPresence {
  /// Reads `active` and `inactive` in any case.
  init?(state: String) {
    switch state.lowercased() {
    case "active": self = .active
    case "inactive": self = .inactive
    default: return nil
    }
  }
}
