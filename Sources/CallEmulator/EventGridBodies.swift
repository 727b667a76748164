internal import CallAutomation
internal import CallModel
internal import JSON

/// An event as Event Grid posts it, in the schema that is asked for.
struct EventGridEventBody {
  let type: String
  let subject: String
  let data: JSONValue

  /// The body: an array of one in Event Grid's own schema, one object in CloudEvents.
  func body(schema: EventGridSchema, id: String, time: Timestamp) -> JSONValue {
    let time = JSONValue.string(time.isoDateTime + "Z")
    switch schema {
    case .eventGrid:
      return .array([
        .members([
          "id": .string(id), "topic": .string(topic), "subject": .string(subject), "data": data,
          "eventType": .string(type), "dataVersion": "1.0", "metadataVersion": "1",
          "eventTime": time,
        ])
      ])
    case .cloudEvents:
      return .members([
        "id": .string(id), "source": .string(topic), "subject": .string(subject), "data": data,
        "type": .string(type), "time": time, "specversion": "1.0",
      ])
    }
  }

  /// The headers Event Grid adds (FACTS.md (d)).
  static func headers(schema: EventGridSchema) -> [ServiceRequest.Header] {
    let contentType =
      switch schema {
      case .eventGrid: "application/json; charset=utf-8"
      case .cloudEvents: "application/cloudevents+json; charset=utf-8"
      }
    return [
      ServiceRequest.Header("Content-Type", contentType),
      ServiceRequest.Header("aeg-event-type", "Notification"),
    ]
  }
}

private let topic =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/emulator"
  + "/providers/Microsoft.Communication/communicationServices/emulator"

extension EventGridEventBody {
  /// IncomingCall; a resource account arrives with kind `unknown` (FACTS.md (d)).
  init(incoming call: RingingCall) {
    let callee: JSONValue =
      call.callee.kind == .microsoftTeamsApp
      ? .members(["kind": "unknown", "rawId": .string(call.callee.rawID)])
      : call.callee.fullJSON
    type = "Microsoft.Communication.IncomingCall"
    subject = "/caller/\(call.caller.rawID)/recipient/\(call.callee.rawID)"
    data = .members([
      "to": callee,
      "from": call.caller.fullJSON,
      "onBehalfOfCallee": call.onBehalfOf?.fullJSON,
      "serverCallId": .string(call.serverCallID.rawValue),
      "callerDisplayName": .string(call.caller.displayName),
      "customContext": .members(["sipHeaders": .object([:]), "voipHeaders": .object([:])]),
      "incomingCallContext": .string(call.context.rawValue),
      "correlationId": .string(call.correlationID.rawValue),
    ])
  }

  /// RecordingFileStatusUpdated, of one file.
  init(_ file: RecordedFile, of call: RingingCall) {
    let recording = file.recording
    type = "Microsoft.Communication.RecordingFileStatusUpdated"
    subject = "/recording/call/\(call.serverCallID)/recordingId/\(recording.id)"
    let chunk = JSONValue.members([
      "documentId": .string(file.documentID),
      "index": 0,
      "endReason": "SessionEnded",
      "contentLocation": .string("\(file.location)/\(file.contentPath)"),
      "metadataLocation": .string("\(file.location)/content/acsmetadata"),
      "deleteLocation": .string(file.location),
    ])
    data = .members([
      "recordingStorageInfo": .members(["recordingChunks": .array([chunk])]),
      "recordingStartTime": .string(recording.started.isoDateTime + "Z"),
      "recordingDurationMs": .integer(Int(file.duration.count)),
      "sessionEndReason": "CallEnded",
      "recordingContentType": .string(pascalCased(recording.content.rawValue)),
      "recordingChannelType": .string(pascalCased(recording.channels.rawValue)),
      "recordingFormatType": .string(pascalCased(recording.format.rawValue)),
    ])
  }
}

/// Event Grid's form of a word that REST has in camel case (FACTS.md (b), "Casing traps").
private func pascalCased(_ word: String) -> String {
  word.prefix(1).uppercased() + word.dropFirst()
}

extension Identifier {
  /// A number as people read it, else the raw id.
  fileprivate var displayName: String {
    if case .phoneNumber(let number) = detail { number.value } else { rawID }
  }
}
