package import FieldCoding

/// What the service can be asked: one of the two closed vocabularies.
///
/// Exactly two places switch over it: the HTTP encoding and the emulator. All else that depends on
/// which command it is stands in its row (`CommandPolicy`).
package indirect enum CallCommand: Hashable, Sendable {
  case answer(AnswerCommand)
  case reject(RejectCommand)
  case play(PlayCommand)
  case recognize(RecognizeCommand)
  case cancelAllMedia
  case addParticipant(AddParticipantCommand)
  case cancelAddParticipant(InvitationID)
  case removeParticipant(Identifier)
  /// Brings parties of another call of ours into this one.
  case moveParticipants(MoveParticipantsCommand)
  case transfer(TransferCommand)
  case startRecording(StartRecordingCommand)
  case pauseRecording(RecordingID)
  case resumeRecording(RecordingID)
  case stopRecording(RecordingID)
  case startContinuousTones(Identifier)
  case stopContinuousTones(Identifier)
  case terminate
  case hold(HoldCommand)
  case unhold(Identifier)
  case mute(Identifier)
  case sendTones(SendTonesCommand)
  case redirect(RedirectCommand)
  case leave
  case createCall(CreateCallCommand)
  /// Joins a call that others have.
  case connect(ConnectCommand)
  case startStreaming
  case stopStreaming
  case startTranscription(locale: String)
  case updateTranscription(locale: String)
  case stopTranscription
}

extension CallCommand: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case answer = 1
    case reject = 2
    case play = 3
    case recognize = 4
    case cancelAllMedia = 5
    case addParticipant = 6
    case cancelAddParticipant = 7
    case removeParticipant = 8
    case transfer = 9
    case startRecording = 10
    case pauseRecording = 11
    case resumeRecording = 12
    case stopRecording = 13
    case startContinuousTones = 14
    case stopContinuousTones = 15
    case terminate = 16
    case hold = 30
    case unhold = 31
    case mute = 32
    case sendTones = 33
    case redirect = 34
    case leave = 35
    case createCall = 36
    case connect = 300
    case moveParticipants = 301
    case startStreaming = 320
    case stopStreaming = 321
    case startTranscription = 322
    case updateTranscription = 323
    case stopTranscription = 324
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .answer(let command): try output.put(.answer, command)
    case .reject(let command): try output.put(.reject, command)
    case .play(let command): try output.put(.play, command)
    case .recognize(let command): try output.put(.recognize, command)
    case .cancelAllMedia: try output.put(.cancelAllMedia)
    case .addParticipant(let command): try output.put(.addParticipant, command)
    case .cancelAddParticipant(let id): try output.put(.cancelAddParticipant, id)
    case .removeParticipant(let party): try output.put(.removeParticipant, party)
    case .moveParticipants(let command): try output.put(.moveParticipants, command)
    case .transfer(let command): try output.put(.transfer, command)
    case .startRecording(let command): try command.put(.startRecording, in: &output)
    case .pauseRecording(let id): try output.put(.pauseRecording, id)
    case .resumeRecording(let id): try output.put(.resumeRecording, id)
    case .stopRecording(let id): try output.put(.stopRecording, id)
    case .startContinuousTones(let party): try output.put(.startContinuousTones, party)
    case .stopContinuousTones(let party): try output.put(.stopContinuousTones, party)
    case .terminate: try output.put(.terminate)
    case .hold(let command): try output.put(.hold, command)
    case .unhold(let party): try output.put(.unhold, party)
    case .mute(let party): try output.put(.mute, party)
    case .sendTones(let command): try output.put(.sendTones, command)
    case .redirect(let command): try output.put(.redirect, command)
    case .leave: try output.put(.leave)
    case .createCall(let command): try output.put(.createCall, command)
    case .connect(let command): try output.put(.connect, command)
    case .startStreaming: try output.put(.startStreaming)
    case .stopStreaming: try output.put(.stopStreaming)
    case .startTranscription(let locale): try output.put(.startTranscription, ("locale", locale))
    case .updateTranscription(let locale): try output.put(.updateTranscription, ("locale", locale))
    case .stopTranscription: try output.put(.stopTranscription)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .answer: try .answer(values.next())
    case .reject: try .reject(values.next())
    case .play: try .play(values.next())
    case .recognize: try .recognize(values.next())
    case .cancelAllMedia: .cancelAllMedia
    case .addParticipant: try .addParticipant(values.next())
    case .cancelAddParticipant: try .cancelAddParticipant(values.next())
    case .removeParticipant: try .removeParticipant(values.next())
    case .moveParticipants: try .moveParticipants(values.next())
    case .transfer: try .transfer(values.next())
    case .startRecording: try .startRecording(.read(from: &values))
    case .pauseRecording: try .pauseRecording(values.next())
    case .resumeRecording: try .resumeRecording(values.next())
    case .stopRecording: try .stopRecording(values.next())
    case .startContinuousTones: try .startContinuousTones(values.next())
    case .stopContinuousTones: try .stopContinuousTones(values.next())
    case .terminate: .terminate
    case .hold: try .hold(values.next())
    case .unhold: try .unhold(values.next())
    case .mute: try .mute(values.next())
    case .sendTones: try .sendTones(values.next())
    case .redirect: try .redirect(values.next())
    case .leave: .leave
    case .createCall: try .createCall(values.next())
    case .connect: try .connect(values.next())
    case .startStreaming: .startStreaming
    case .stopStreaming: .stopStreaming
    case .startTranscription: try .startTranscription(locale: values.next())
    case .updateTranscription: try .updateTranscription(locale: values.next())
    case .stopTranscription: .stopTranscription
    }
  }
}

/// Plays to everyone or to some.
package struct PlayCommand: Hashable, Sendable {
  /// What is played, in order; at least one.
  package let sources: [PlaySource]
  /// Who hears it; empty for everyone.
  package let to: [Identifier]
  /// Whether it is repeated until it is canceled.
  package let loop: Bool
  /// Whether it cuts off what is playing.
  package let interrupts: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(sources: [PlaySource], to: [Identifier], loop: Bool, interrupts: Bool) {
    self.sources = sources
    self.to = to
    self.loop = loop
    self.interrupts = interrupts
  }
}

extension PlayCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      sources: fields(1, "sources", \.sources),
      to: fields(2, "to", \.to),
      loop: fields(3, "loop", \.loop),
      interrupts: fields(4, "interrupts", \.interrupts)
    )
  }
}

/// Plays a prompt and listens.
package struct RecognizeCommand: Hashable, Sendable {
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
  /// The endpoint of the custom model that understands it, or nil.
  package let speechModel: String?
  /// Whether it cuts off what is playing.
  package let interrupts: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(
    input: RecognitionInput,
    from: Identifier,
    prompts: [PlaySource],
    bargeIn: Bool,
    initialSilenceSeconds: Int,
    speechLocale: String?,
    interrupts: Bool,
    speechModel: String? = nil
  ) {
    self.input = input
    self.from = from
    self.prompts = prompts
    self.bargeIn = bargeIn
    self.initialSilenceSeconds = initialSilenceSeconds
    self.speechLocale = speechLocale
    self.speechModel = speechModel
    self.interrupts = interrupts
  }
}

extension RecognizeCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      input: fields(1, "input", \.input),
      from: fields(2, "from", \.from),
      prompts: fields(3, "prompts", \.prompts),
      bargeIn: fields(4, "bargeIn", \.bargeIn),
      initialSilenceSeconds: fields(5, "initialSilenceSeconds", \.initialSilenceSeconds),
      speechLocale: fields(6, "speechLocale", \.speechLocale),
      interrupts: fields(7, "interrupts", \.interrupts),
      speechModel: fields(60, "speechModel", \.speechModel)
    )
  }
}

/// Rings somebody and brings them into the call.
package struct AddParticipantCommand: Hashable, Sendable {
  /// Who is rung.
  package let target: Identifier
  /// How long it rings, in seconds, 1 to 180; always explicit.
  package let timeoutSeconds: Int
  /// The number shown to whom is rung; refused in Teams Phone extensibility (400/8523).
  package let callerID: Identifier?
  /// What whoever is rung is told.
  package let context: CustomContext?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

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

extension AddParticipantCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      target: fields(1, "target", \.target),
      timeoutSeconds: fields(2, "timeoutSeconds", \.timeoutSeconds),
      callerID: fields(3, "callerID", \.callerID),
      context: fields(4, "context", \.context)
    )
  }
}

/// Sends a party elsewhere.
package struct TransferCommand: Hashable, Sendable {
  /// Where to.
  package let target: Identifier
  /// Who is sent; nil in a call of two, where only the other can be meant.
  package let transferee: Identifier?
  /// What whoever is reached is told.
  package let context: CustomContext?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(target: Identifier, transferee: Identifier?, context: CustomContext?) {
    self.target = target
    self.transferee = transferee
    self.context = context
  }
}

extension TransferCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      target: fields(1, "target", \.target),
      transferee: fields(2, "transferee", \.transferee),
      context: fields(3, "context", \.context)
    )
  }
}

/// Headers for whoever is reached (FACTS.md (f): VoIP headers to Teams clients, SIP headers to PSTN).
package struct CustomContext: Hashable, Sendable {
  /// For VoIP and Teams clients.
  package let voipHeaders: [String: String]
  /// For PSTN legs.
  package let sipHeaders: [String: String]
  /// For Teams clients, or nil.
  package let teamsPhone: TeamsPhoneDetails?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a context.
  package init(
    voipHeaders: [String: String],
    sipHeaders: [String: String],
    teamsPhone: TeamsPhoneDetails? = nil
  ) {
    self.voipHeaders = voipHeaders
    self.sipHeaders = sipHeaders
    self.teamsPhone = teamsPhone
  }
}

extension CustomContext: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      voipHeaders: fields(1, "voipHeaders", \.voipHeaders),
      sipHeaders: fields(2, "sipHeaders", \.sipHeaders),
      teamsPhone: fields(3, "teamsPhone", \.teamsPhone)
    )
  }
}

/// Brings parties of another call of ours into this one.
package struct MoveParticipantsCommand: Hashable, Sendable {
  /// Who; at least one.
  package let parties: [Identifier]
  /// Our leg of the call that they are in.
  package let origin: CallConnectionID
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a command.
  package init(parties: [Identifier], from origin: CallConnectionID) {
    self.parties = parties
    self.origin = origin
  }
}

extension MoveParticipantsCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      parties: fields(1, "parties", \.parties),
      from: fields(2, "origin", \.origin)
    )
  }
}
