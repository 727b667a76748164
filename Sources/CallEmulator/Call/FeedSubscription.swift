internal import CallModel
internal import JSON

/// What a socket was set up for when the call was, and whether it is sent to
/// (MediaStreamingSubscription, TranscriptionSubscription).
struct FeedSubscription: Hashable {
  let id: String
  let hasInterim: Bool
  var locale: String?
  var isActive = false
  /// The socket that was opened for it, and whom to tell whether it is.
  var open: OpenSocket?

  /// A socket of this machine.
  struct OpenSocket: Hashable {
    let id: Int
    let routing: EventRouting
    /// Whether it is known to be open.
    var isReached = false
  }

  /// A subscription that nothing is sent for yet.
  init(id: String, _ socket: FeedOptions.Socket) {
    self.id = id
    hasInterim = socket.hasInterim
    locale = socket.locale
  }

  var streamingJSON: JSONValue {
    .members(["id": .string(id), "state": state, "subscribedContentTypes": .array(["audio"])])
  }

  var transcriptionJSON: JSONValue {
    .members([
      "id": .string(id),
      "state": state,
      "subscribedResultTypes": .array(hasInterim ? ["final", "intermediate"] : ["final"]),
      "locale": locale.map(JSONValue.string),
    ])
  }

  private var state: JSONValue { isActive ? "active" : "inactive" }
}
