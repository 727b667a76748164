package import FieldCoding

/// Places a call (FACTS.md (b), CreateCallRequest).
package struct CreateCallCommand: Hashable, Sendable {
  /// Who is rung.
  package let target: Identifier
  /// Who calls: the resource account in Teams Phone extensibility, else a number; nil for nobody
  /// named.
  package let source: Identifier?
  /// The AI endpoint that text and speech need, or nil (FACTS.md (f)).
  package let cognitiveServicesEndpoint: String?
  /// How long it rings, in seconds, 1 to 115; the service has no such limit, so the call is ended
  /// then (SEMANTICS.md, rule 42).
  package let timeoutSeconds: Int
  /// Where the call's audio can be sent, or nil.
  package let streaming: StreamingOptions?
  /// Where what is said can be sent as text, or nil.
  package let transcription: TranscriptionOptions?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(
    target: Identifier,
    source: Identifier?,
    cognitiveServicesEndpoint: String?,
    timeoutSeconds: Int,
    streaming: StreamingOptions? = nil,
    transcription: TranscriptionOptions? = nil
  ) {
    self.target = target
    self.source = source
    self.cognitiveServicesEndpoint = cognitiveServicesEndpoint
    self.timeoutSeconds = timeoutSeconds
    self.streaming = streaming
    self.transcription = transcription
  }
}

extension CreateCallCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      target: fields(1, "target", \.target),
      source: fields(2, "source", \.source),
      cognitiveServicesEndpoint: fields(
        3,
        "cognitiveServicesEndpoint",
        \.cognitiveServicesEndpoint
      ),
      timeoutSeconds: fields(4, "timeoutSeconds", \.timeoutSeconds),
      streaming: fields(320, "streaming", \.streaming),
      transcription: fields(321, "transcription", \.transcription)
    )
  }
}
