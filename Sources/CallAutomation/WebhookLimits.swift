package import JSON

/// How much one webhook's body may hold.
package enum WebhookLimits {
  /// Events of a call in one callback; every recording of the service has one (FACTS.md 0.1).
  package static let callbackEvents = 256
  /// Events in one delivery of Event Grid, as many as it sends in a batch (FACTS.md (d)).
  package static let eventGridEvents = 5_000
}

/// Why a webhook's body is not taken, whatever its events say.
package enum WebhookBodyFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not JSON that is read.
  case json(JSONFailure)
  /// It has more events than the limit: none of them is looked at.
  case tooManyEvents(limit: Int)

  /// What is wrong, for people; the body is not quoted.
  package var description: String {
    switch self {
    case .json(let failure): failure.description
    case .tooManyEvents(let limit): "the body has more than \(limit) events"
    }
  }
}

/// The events of a body, an array of them or a lone one, still as JSON.
func webhookEvents(
  _ body: [UInt8],
  limit: Int
) throws(WebhookBodyFailure) -> [JSONValue] {
  let json: JSONValue
  do {
    json = try parseJSON(body, limits: .webhook)
  } catch {
    throw .json(error)
  }
  let events = json.elements ?? [json]
  guard events.count <= limit else { throw .tooManyEvents(limit: limit) }
  return events
}
