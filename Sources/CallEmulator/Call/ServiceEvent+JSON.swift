internal import CallAutomation
internal import CallModel
internal import JSON

extension ServiceEvent {
  /// The event in its envelope: an array of one CloudEvent (FACTS.md (c), "Envelope").
  func body(id: String, time: Timestamp) -> JSONValue {
    let type = "Microsoft.Communication.\(name)"
    return .array([
      .members([
        "id": .string(id),
        "source": .string(source),
        "type": .string(type),
        "data": data(type: type),
        "time": .string(time.isoDateTime + "+00:00"),
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "subject": .string(source),
      ])
    ])
  }

  private func data(type: String) -> JSONValue {
    let details = result.sipCode.map(TelephoneDetails.init)
    let common = JSONValue.members([
      "version": .string(call.apiVersion),
      "operationContext": context.map(JSONValue.string),
      "resultInformation": .members([
        "code": .integer(result.code),
        "subCode": .integer(result.subCode),
        "message": .string(result.message),
        "sipDetails": details?.sip,
        "q850Details": details?.q850,
      ]),
      "callConnectionId": .string(call.connectionID.rawValue),
      "serverCallId": .string(call.serverCallID.rawValue),
      "correlationId": .string(call.correlationID.rawValue),
      "publicEventType": .string(type),
    ])
    return .object((members.objectMembers ?? [:]).merging(common.objectMembers ?? [:]))
  }
}
