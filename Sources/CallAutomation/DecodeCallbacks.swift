package import CallModel
internal import JSON

/// One element of a delivery that cannot be understood; the others are not spoiled by it.
package struct MalformedEvent: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its place in the delivery, from 0.
  package let index: Int
  /// Its type, where it says one.
  package let type: String?
  /// What is wrong; values are not quoted.
  package let reason: String

  /// All of it, for a log.
  package var description: String {
    "event \(index) (\(type ?? "no type")): \(reason)"
  }
}

/// The events of a callback's body: an array of CloudEvents, or a lone one (FACTS.md 0.1).
///
/// Unknown members are ignored; a type that is not known becomes `.unrecognized`.
package func decodeCallbacks(
  _ body: [UInt8]
) -> Result<[Result<CallEvent, MalformedEvent>], WebhookBodyFailure> {
  Result { () throws(WebhookBodyFailure) in
    let events = try webhookEvents(body, limit: WebhookLimits.callbackEvents)
    return events.enumerated().map { index, element in
      decodeCallback(element).mapError { failure in
        MalformedEvent(index: index, type: element["type"]?.text, reason: failure.reason)
      }
    }
  }
}

private func decodeCallback(_ json: JSONValue) -> Result<CallEvent, EventReader.Failure> {
  Result { () throws(EventReader.Failure) in
    let envelope = EventReader(json)
    let id = EventID(try envelope.text("id"))
    let type = try envelope.text("type")
    let data = EventReader(json["data"] ?? .null)
    let content = content(of: type, data)
    return CallEvent(
      id: id,
      connectionID: data.optionalText("callConnectionId").map(CallConnectionID.init),
      serverCallID: data.optionalText("serverCallId").map(ServerCallID.init),
      context: data.optionalText("operationContext").flatMap { OperationContext($0) },
      result: data.result,
      content: content,
      feedUpdate: data.feedUpdate
    )
  }
}

/// What an event tells; one that lacks what makes it known tells no more than its type, and is
/// recorded like a type nobody knows (SEMANTICS.md, rule 58).
private func content(of type: String, _ data: EventReader) -> CallEvent.Content {
  do throws(EventReader.Failure) {
    return try knownContent(of: type, data)
  } catch {
    return .unrecognized(type: type)
  }
}

private func knownContent(
  of type: String,
  _ data: EventReader
) throws(EventReader.Failure) -> CallEvent.Content {
  guard type.hasPrefix(typePrefix),
    let kind = CallEvent.Kind(rawValue: String(type.dropFirst(typePrefix.count)))
  else { return .unrecognized(type: type) }
  return switch kind {
  case .callConnected: .callConnected
  case .callDisconnected: .callDisconnected
  case .answerFailed: .answerFailed
  case .createCallFailed: .createCallFailed
  case .connectFailed: .connectFailed
  case .participantsUpdated: data.participantsUpdated()
  case .addParticipantSucceeded: .addParticipantSucceeded(data.party("participant"))
  case .addParticipantFailed: .addParticipantFailed(data.party("participant"))
  case .cancelAddParticipantSucceeded: .cancelAddParticipantSucceeded(data.invitation)
  case .cancelAddParticipantFailed: .cancelAddParticipantFailed(data.invitation)
  case .removeParticipantSucceeded: .removeParticipantSucceeded(data.party("participant"))
  case .removeParticipantFailed: .removeParticipantFailed(data.party("participant"))
  case .moveParticipantSucceeded: .moveParticipantSucceeded(data.party("participant"))
  case .moveParticipantFailed: .moveParticipantFailed(data.party("participant"))
  case .callTransferAccepted:
    .callTransferAccepted(
      target: data.party("transferTarget"),
      transferee: data.party("transferee")
    )
  case .callTransferFailed: .callTransferFailed
  case .playStarted: .playStarted
  case .playCompleted: .playCompleted
  case .playFailed: .playFailed(sourceIndex: data.optionalNumber("failedPlaySourceIndex"))
  case .playCanceled: .playCanceled
  case .recognizeCompleted: try data.recognizeCompleted()
  case .recognizeFailed: try data.recognizeFailed()
  case .recognizeCanceled: .recognizeCanceled
  case .toneReceived: try data.toneReceived()
  case .toneRecognitionFailed: .toneRecognitionFailed
  case .toneRecognitionStopped: .toneRecognitionStopped
  case .recordingStateChanged: try data.recordingStateChanged()
  case .startRecordingFailed:
    .startRecordingFailed(data.optionalText("recordingId").map(RecordingID.init))
  case .holdFailed: .holdFailed
  case .sendTonesCompleted: .sendTonesCompleted
  case .sendTonesFailed: .sendTonesFailed
  case .mediaStreamingStarted: .mediaStreamingStarted
  case .mediaStreamingStopped: .mediaStreamingStopped
  case .mediaStreamingFailed: .mediaStreamingFailed
  case .transcriptionStarted: .transcriptionStarted
  case .transcriptionStopped: .transcriptionStopped
  case .transcriptionUpdated: .transcriptionUpdated
  case .transcriptionFailed: .transcriptionFailed
  case .unrecognized: .unrecognized(type: type)
  }
}

private let typePrefix = "Microsoft.Communication."
