internal import CallModel
internal import JSON

/// The events of a delivery by Event Grid, in its own schema or as CloudEvents, alone or in a
/// batch.
package func decodeEventGrid(_ body: [UInt8]) -> Result<EventGridDelivery, WebhookBodyFailure> {
  Result { () throws(WebhookBodyFailure) in
    let elements = try webhookEvents(body, limit: WebhookLimits.eventGridEvents)
    let events = elements.enumerated().map { index, element in
      decodeEvent(element).mapError { failure in
        MalformedEvent(index: index, type: eventType(element), reason: failure.reason)
      }
    }
    return EventGridDelivery(events: events)
  }
}

/// `eventType` in Event Grid's own schema, `type` in CloudEvents.
private func eventType(_ json: JSONValue) -> String? {
  json["eventType"]?.text ?? json["type"]?.text
}

private func decodeEvent(_ json: JSONValue) -> Result<EventGridEvent, EventReader.Failure> {
  Result { () throws(EventReader.Failure) in
    let envelope = EventReader(json)
    guard let type = eventType(json) else {
      throw EventReader.Failure(reason: "neither `eventType` nor `type` is there")
    }
    let text = envelope.optionalText("eventTime") ?? envelope.optionalText("time")
    let time = text.flatMap { Timestamp(isoDateTime: $0) }
    return EventGridEvent(
      id: EventID(try envelope.text("id")),
      time: time,
      content: try content(of: type, json, at: time)
    )
  }
}

private func content(
  of type: String,
  _ json: JSONValue,
  at time: Timestamp?
) throws(EventReader.Failure) -> EventGridEvent.Content {
  let data = json["data"] ?? .null
  return switch type {
  case "Microsoft.EventGrid.SubscriptionValidationEvent":
    .validation(code: try EventReader(data).text("validationCode"))
  case "Microsoft.Communication.IncomingCall": .incomingCall(try incomingCall(data, at: time))
  case "Microsoft.Communication.RecordingFileStatusUpdated":
    .recordingFileStatus(try recordingFileStatus(data, subject: json["subject"]?.text ?? ""))
  default: .other(type: type)
  }
}

private func incomingCall(
  _ data: JSONValue,
  at time: Timestamp?
) throws(EventReader.Failure) -> IncomingCall {
  let reader = EventReader(data)
  guard let to = reader.party("to"), let from = reader.party("from") else {
    throw EventReader.Failure(reason: "`to` or `from` is missing or no identifier")
  }
  return IncomingCall(
    to: to,
    from: from,
    callerName: reader.optionalText("callerDisplayName"),
    context: IncomingCallContext(try reader.text("incomingCallContext")),
    // The description requires none: without it a call is told from others by its context alone.
    correlationID: CorrelationID(reader.optionalText("correlationId") ?? ""),
    serverCallID: reader.optionalText("serverCallId").map(ServerCallID.init),
    sipHeaders: headers(data["customContext"]?["sipHeaders"]),
    voipHeaders: headers(data["customContext"]?["voipHeaders"]),
    rungAt: time,
    onBehalfOf: reader.party("onBehalfOfCallee")
  )
}

/// Headers whose values are texts; anything else among them is left out, and so are empty texts.
private func headers(_ json: JSONValue?) -> [String: String] {
  (json?.objectMembers?.texts ?? [:]).filter { !$0.value.isEmpty }
}

private func recordingFileStatus(
  _ data: JSONValue,
  subject: String
) throws(EventReader.Failure) -> RecordingFileStatus {
  // /recording/call/{serverCallId}/recordingId/{recordingId}
  let parts = subject.split(separator: "/", omittingEmptySubsequences: false)
  guard let mark = parts.lastIndex(of: "recordingId"), mark + 1 < parts.count,
    !parts[mark + 1].isEmpty
  else { throw EventReader.Failure(reason: "the subject names no recording") }
  let chunks = data["recordingStorageInfo"]?["recordingChunks"]?.elements ?? []
  return RecordingFileStatus(
    recordingID: RecordingID(String(parts[mark + 1])),
    chunks: chunks.enumerated().map { RecordingFileStatus.Chunk($1, index: $0) },
    start: data["recordingStartTime"]?.text.flatMap { Timestamp(isoDateTime: $0) },
    duration: data["recordingDurationMs"]?.wholeNumber.map { Milliseconds(Int64($0)) },
    format: data["recordingFormatType"]?.text
  )
}

extension RecordingFileStatus.Chunk {
  fileprivate init(_ json: JSONValue, index: Int) {
    documentID = json["documentId"]?.text ?? ""
    self.index = json["index"]?.wholeNumber ?? index
    endReason = json["endReason"]?.text
    contentLocation = json["contentLocation"]?.text
    metadataLocation = json["metadataLocation"]?.text
    deleteLocation = json["deleteLocation"]?.text
  }
}
