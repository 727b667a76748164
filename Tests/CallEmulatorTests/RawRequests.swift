import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// Requests as JSON, for what the program itself does not send.
extension Conversation {
  /// Places a call to users of the resource; returns the answer.
  mutating func dial(_ targets: [String], _ members: String = "") throws -> JSONValue {
    let list = targets.map { #"{"rawId":"\#($0)"}"# }.joined(separator: ",")
    let body = #"{"targets":[\#(list)],"callbackUri":"http://localhost/callbacks"\#(members)}"#
    let response = request("POST", "/calling/callConnections", body)
    #expect(response.status == 201)
    return try response.json
  }

  /// The call of that connection as it is told when it is asked for.
  mutating func call(_ id: String) throws -> JSONValue {
    try request("GET", "/calling/callConnections/\(id)").json
  }

  /// The raw ids of those who are in a call.
  mutating func parties(of id: String) throws -> [String] {
    let list = try request("GET", "/calling/callConnections/\(id)/participants").json["value"]
    return list?.elements?.compactMap { $0["identifier"]?["rawId"]?.text } ?? []
  }

  /// What was delivered of calls since it was last asked for: the type, the connection, the data.
  mutating func takeRawEvents() throws -> [RawEvent] {
    let events = try deliveries.filter { $0.sender == .callAutomation }.flatMap { delivery in
      try parseJSON(delivery.body, limits: .webhook).elements ?? []
    }
    forgetDeliveries()
    return events.map { event in
      RawEvent(
        type: event["type"]?.text?.split(separator: ".").last.map(String.init) ?? "",
        data: event["data"] ?? .null
      )
    }
  }
}

/// A callback, undecoded.
struct RawEvent {
  let type: String
  let data: JSONValue

  var connection: String? { data["callConnectionId"]?.text }

  /// `code/subCode`.
  var result: String {
    let result = data["resultInformation"]
    return "\(result?["code"]?.wholeNumber ?? 0)/\(result?["subCode"]?.wholeNumber ?? 0)"
  }
}

extension EmulatorResponse {
  /// The body as JSON; null without one.
  var json: JSONValue {
    get throws { body.isEmpty ? .null : try parseJSON(body, limits: .webhook) }
  }

  /// `status/code`, `status` where there is no code.
  var outcome: String {
    get throws { try json["error"]?["code"]?.text.map { "\(status)/\($0)" } ?? "\(status)" }
  }
}
