package import JSON

/// The handshakes by which Event Grid makes sure that a webhook wants its deliveries, as it begins them
/// and what it takes for an answer (FACTS.md (d), "Handshake").
package enum EventGridHandshake {
  /// Event Grid's own schema: the event whose code is to come back, with `aeg-event-type:
  /// SubscriptionValidation`.
  package static func validation(id: String, code: String) -> JSONValue {
    [
      [
        "id": .string(id), "topic": "", "subject": "", "data": ["validationCode": .string(code)],
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": "2026-01-01T00:00:00Z", "metadataVersion": "1", "dataVersion": "1",
      ]
    ]
  }

  /// Whether a body brings the code back.
  package static func isAnswer(_ body: [UInt8], to code: String) -> Bool {
    do {
      return try parseJSON(body, limits: .webhook)["validationResponse"]?.text == code
    } catch {
      return false
    }
  }

  /// CloudEvents: who asks to be allowed, in `WebHook-Request-Origin` of an OPTIONS.
  package static let origin = "eventgrid.azure.net"

  /// Whether a `WebHook-Allowed-Origin` allows it.
  package static func allows(_ allowed: String?) -> Bool { [origin, "*"].contains(allowed) }
}
