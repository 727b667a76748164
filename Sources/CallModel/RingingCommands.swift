package import FieldCoding

extension CallCommand {
  /// The command with another key to the ringing call, for commands that have one
  /// (`CommandPolicy.secret`).
  package func sealed(with key: IncomingCallContext) -> CallCommand {
    if case .answer(let answer) = self {
      return .answer(
        AnswerCommand(
          context: key,
          cognitiveServicesEndpoint: answer.cognitiveServicesEndpoint,
          streaming: answer.streaming,
          transcription: answer.transcription
        )
      )
    }
    if case .reject(let reject) = self {
      return .reject(RejectCommand(context: key, reason: reject.reason))
    }
    if case .redirect(let redirect) = self {
      return .redirect(RedirectCommand(context: key, target: redirect.target))
    }
    return self
  }
}

/// Takes a ringing call.
package struct AnswerCommand: Hashable, Sendable {
  /// The key to the ringing call; nil once the call is answered and the key is dropped.
  package let context: IncomingCallContext
  /// The AI endpoint that text and speech need, or nil (FACTS.md (f)).
  package let cognitiveServicesEndpoint: String?
  /// Where the call's audio can be sent, or nil.
  package let streaming: StreamingOptions?
  /// Where what is said can be sent as text, or nil.
  package let transcription: TranscriptionOptions?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(
    context: IncomingCallContext,
    cognitiveServicesEndpoint: String?,
    streaming: StreamingOptions? = nil,
    transcription: TranscriptionOptions? = nil
  ) {
    self.context = context
    self.cognitiveServicesEndpoint = cognitiveServicesEndpoint
    self.streaming = streaming
    self.transcription = transcription
  }
}

extension AnswerCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      context: fields(1, "context", \.context),
      cognitiveServicesEndpoint: fields(
        2,
        "cognitiveServicesEndpoint",
        \.cognitiveServicesEndpoint
      ),
      streaming: fields(320, "streaming", \.streaming),
      transcription: fields(321, "transcription", \.transcription)
    )
  }
}

/// Refuses a ringing call.
package struct RejectCommand: Hashable, Sendable {
  /// The reasons the caller's network is told.
  package enum Reason: String, Sendable, CaseIterable {
    case none, busy, forbidden
  }

  /// The key to the ringing call.
  package let context: IncomingCallContext
  /// Why.
  package let reason: Reason
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(context: IncomingCallContext, reason: Reason) {
    self.context = context
    self.reason = reason
  }
}

extension RejectCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      context: fields(1, "context", \.context),
      reason: fields(2, "reason", \.reason)
    )
  }
}

extension RejectCommand.Reason: FieldWord {}
