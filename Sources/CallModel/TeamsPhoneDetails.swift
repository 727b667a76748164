package import FieldCoding

/// What an agent's Teams client shows of a call (FACTS.md (b), `TeamsPhoneCallDetails`).
package struct TeamsPhoneDetails: Hashable, Sendable {
  /// What the call is about, at most 48 characters; nil for nothing.
  package let topic: String?
  /// Who calls, and what is known of them; nil where nothing is told.
  package let caller: Caller?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes details.
  package init(topic: String?, caller: Caller?) {
    self.topic = topic
    self.caller = caller
  }

  /// Who calls (FACTS.md (b), `TeamsPhoneCallerDetails`).
  package struct Caller: Hashable, Sendable {
    /// The caller.
    package let identifier: Identifier
    /// What to call them; the service wants one.
    package let name: String
    /// The number to show; the service wants one.
    package let phoneNumber: String
    /// The record of another system they are known by, or nil.
    package let recordID: String?
    /// The page that the client opens, or nil.
    package let screenPopURL: String?
    /// What a later version stored.
    package var unknownFields = UnknownFields()

    /// Makes a caller's details.
    package init(
      identifier: Identifier,
      name: String,
      phoneNumber: String,
      recordID: String?,
      screenPopURL: String?
    ) {
      self.identifier = identifier
      self.name = name
      self.phoneNumber = phoneNumber
      self.recordID = recordID
      self.screenPopURL = screenPopURL
    }
  }
}

extension TeamsPhoneDetails: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      topic: fields(1, "topic", \.topic),
      caller: fields(2, "caller", \.caller)
    )
  }
}

extension TeamsPhoneDetails.Caller: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      identifier: fields(1, "identifier", \.identifier),
      name: fields(2, "name", \.name),
      phoneNumber: fields(3, "phoneNumber", \.phoneNumber),
      recordID: fields(4, "recordID", \.recordID),
      screenPopURL: fields(5, "screenPopURL", \.screenPopURL)
    )
  }
}
