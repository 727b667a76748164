package import FieldCoding

/// A call that is under way, or a place where people meet (FACTS.md (b), CallLocator); a Teams
/// meeting has none.
package struct CallLocator: Hashable, Sendable {
  /// What is located.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A room of the resource.
    case room
    /// A group call of clients.
    case groupCall
    /// A call under way, by what the service calls it.
    case serverCall
  }

  /// What is located.
  package let kind: Kind
  /// Its id, as the service gave it.
  package let id: String
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a locator.
  package init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }
}

extension CallLocator.Kind: FieldWord {}

extension CallLocator: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(fields(1, "kind", \.kind), fields(2, "id", \.id))
  }
}

/// Joins a call that others have (FACTS.md (b), ConnectRequest).
package struct ConnectCommand: Hashable, Sendable {
  /// Which call.
  package let locator: CallLocator
  /// The AI endpoint that text and speech need, or nil (FACTS.md (f)).
  package let cognitiveServicesEndpoint: String?
  /// How its audio is sent to a socket, or nil.
  package let streaming: StreamingOptions?
  /// How what is said is sent to a socket, or nil.
  package let transcription: TranscriptionOptions?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(
    locator: CallLocator,
    cognitiveServicesEndpoint: String?,
    streaming: StreamingOptions? = nil,
    transcription: TranscriptionOptions? = nil
  ) {
    self.locator = locator
    self.cognitiveServicesEndpoint = cognitiveServicesEndpoint
    self.streaming = streaming
    self.transcription = transcription
  }
}

extension ConnectCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      locator: fields(1, "locator", \.locator),
      cognitiveServicesEndpoint: fields(
        2,
        "cognitiveServicesEndpoint",
        \.cognitiveServicesEndpoint
      ),
      streaming: fields(3, "streaming", \.streaming),
      transcription: fields(4, "transcription", \.transcription)
    )
  }
}
