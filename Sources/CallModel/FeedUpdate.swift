package import FieldCoding

/// What an event says of what is sent to a socket (FACTS.md (c), `mediaStreamingUpdate` and
/// `transcriptionUpdate`), in the service's words: they are for people, and may be others tomorrow.
package struct FeedUpdate: Hashable, Sendable {
  /// What the feed does now, such as `mediaStreamingFailed`; nil where that is not said.
  package let status: String?
  /// Why, such as `streamConnectionInterrupted`; nil where that is not said.
  package let details: String?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an update.
  package init(status: String? = nil, details: String? = nil) {
    self.status = status
    self.details = details
  }

  /// Both words, for an account of the call.
  package var summary: String {
    [status, details].compactMap(\.self).joined(separator: ", ")
  }
}

extension FeedUpdate: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      status: fields(1, "status", \.status),
      details: fields(2, "details", \.details)
    )
  }
}
