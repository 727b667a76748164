/// What the service can be asked: one of the two closed vocabularies.
///
/// Exactly two places switch over it: the HTTP encoding and the emulator. All else that depends on
/// which command it is stands in its row (`CommandPolicy`).
package enum CallCommand: Hashable, Sendable, Codable {
  case answer(AnswerCommand)
  case reject(RejectCommand)
  case play(PlayCommand)
  case recognize(RecognizeCommand)
  case cancelAllMedia
  case addParticipant(AddParticipantCommand)
  case cancelAddParticipant(InvitationID)
  case removeParticipant(Identifier)
  case transfer(TransferCommand)
  case startRecording(RecordingChannels)
  case pauseRecording(RecordingID)
  case resumeRecording(RecordingID)
  case stopRecording(RecordingID)
  case startContinuousTones(Identifier)
  case stopContinuousTones(Identifier)
  case terminate
}

extension CallCommand {
  /// The command with another key to the ringing call, for commands that have one
  /// (`CommandPolicy.secret`).
  package func sealed(with key: IncomingCallContext) -> CallCommand {
    if case .answer(let answer) = self {
      let endpoint = answer.cognitiveServicesEndpoint
      return .answer(AnswerCommand(context: key, cognitiveServicesEndpoint: endpoint))
    }
    if case .reject(let reject) = self {
      return .reject(RejectCommand(context: key, reason: reject.reason))
    }
    return self
  }
}

/// Takes a ringing call.
package struct AnswerCommand: Hashable, Sendable, Codable {
  /// The key to the ringing call; nil once the call is answered and the key is dropped.
  package let context: IncomingCallContext
  /// The AI endpoint that text and speech need, or nil (FACTS.md (f)).
  package let cognitiveServicesEndpoint: String?

  /// Makes the command.
  package init(context: IncomingCallContext, cognitiveServicesEndpoint: String?) {
    self.context = context
    self.cognitiveServicesEndpoint = cognitiveServicesEndpoint
  }
}

/// Refuses a ringing call.
package struct RejectCommand: Hashable, Sendable, Codable {
  /// The reasons the caller's network is told.
  package enum Reason: String, Sendable, CaseIterable, Codable {
    case none, busy, forbidden
  }

  /// The key to the ringing call.
  package let context: IncomingCallContext
  /// Why.
  package let reason: Reason

  /// Makes the command.
  package init(context: IncomingCallContext, reason: Reason) {
    self.context = context
    self.reason = reason
  }
}

/// Plays to everyone or to some.
package struct PlayCommand: Hashable, Sendable, Codable {
  /// What is played, in order; at least one.
  package let sources: [PlaySource]
  /// Who hears it; empty for everyone.
  package let to: [Identifier]
  /// Whether it is repeated until it is canceled.
  package let loop: Bool
  /// Whether it cuts off what is playing.
  package let interrupts: Bool

  /// Makes the command.
  package init(sources: [PlaySource], to: [Identifier], loop: Bool, interrupts: Bool) {
    self.sources = sources
    self.to = to
    self.loop = loop
    self.interrupts = interrupts
  }
}

/// Plays a prompt and listens.
package struct RecognizeCommand: Hashable, Sendable, Codable {
  /// What it listens for.
  package let input: RecognitionInput
  /// Whose input counts.
  package let from: Identifier
  /// What is said first, in order; may be empty.
  package let prompts: [PlaySource]
  /// Whether a key or a word cuts off the prompt.
  package let bargeIn: Bool
  /// Seconds of silence after the prompt before it fails.
  package let initialSilenceSeconds: Int
  /// The language that is listened for, or nil.
  package let speechLocale: String?
  /// Whether it cuts off what is playing.
  package let interrupts: Bool

  /// Makes the command.
  package init(
    input: RecognitionInput,
    from: Identifier,
    prompts: [PlaySource],
    bargeIn: Bool,
    initialSilenceSeconds: Int,
    speechLocale: String?,
    interrupts: Bool
  ) {
    self.input = input
    self.from = from
    self.prompts = prompts
    self.bargeIn = bargeIn
    self.initialSilenceSeconds = initialSilenceSeconds
    self.speechLocale = speechLocale
    self.interrupts = interrupts
  }
}

/// Rings somebody and brings them into the call.
package struct AddParticipantCommand: Hashable, Sendable, Codable {
  /// Who is rung.
  package let target: Identifier
  /// How long it rings, in seconds, 1 to 180; always explicit.
  package let timeoutSeconds: Int
  /// The number shown to whom is rung; refused in Teams Phone extensibility (400/8523).
  package let callerID: Identifier?
  /// What whoever is rung is told.
  package let context: CustomContext?

  /// Makes the command.
  package init(
    target: Identifier,
    timeoutSeconds: Int,
    callerID: Identifier?,
    context: CustomContext?
  ) {
    self.target = target
    self.timeoutSeconds = timeoutSeconds
    self.callerID = callerID
    self.context = context
  }
}

/// Sends a party elsewhere.
package struct TransferCommand: Hashable, Sendable, Codable {
  /// Where to.
  package let target: Identifier
  /// Who is sent; nil in a call of two, where only the other can be meant.
  package let transferee: Identifier?
  /// What whoever is reached is told.
  package let context: CustomContext?

  /// Makes the command.
  package init(target: Identifier, transferee: Identifier?, context: CustomContext?) {
    self.target = target
    self.transferee = transferee
    self.context = context
  }
}

/// Headers for whoever is reached (FACTS.md (f): VoIP headers to Teams clients, SIP headers to PSTN).
package struct CustomContext: Hashable, Sendable, Codable {
  /// For VoIP and Teams clients.
  package let voipHeaders: [String: String]
  /// For PSTN legs.
  package let sipHeaders: [String: String]

  /// Makes a context.
  package init(voipHeaders: [String: String], sipHeaders: [String: String]) {
    self.voipHeaders = voipHeaders
    self.sipHeaders = sipHeaders
  }
}

/// Whether the voices of a recording are kept apart; always audio, WAV (FACTS.md (f)).
package enum RecordingChannels: String, Sendable, CaseIterable, Codable {
  case mixed, unmixed
}
