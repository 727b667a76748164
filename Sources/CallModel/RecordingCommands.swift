package import FieldCoding

/// Starts the recording of a call; always audio, WAV (FACTS.md (b), StartCallRecordingRequest).
package struct StartRecordingCommand: Hashable, Sendable {
  /// Whether the voices are kept apart.
  package let channels: RecordingChannels
  /// Whether it starts paused, to go on when it is resumed.
  package let isPaused: Bool
  /// Whose voice is in which channel, in order; empty for as the service has it.
  package let order: [Identifier]
  /// The URL of the container it is kept in; nil for the service's own storage.
  package let storage: String?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(
    channels: RecordingChannels,
    isPaused: Bool = false,
    order: [Identifier] = [],
    storage: String? = nil
  ) {
    self.channels = channels
    self.isPaused = isPaused
    self.order = order
    self.storage = storage
  }
}

extension StartRecordingCommand {
  /// Into one channel, as the service has all else.
  package static let mixed = StartRecordingCommand(channels: .mixed)
  /// A channel each, as the service has all else.
  package static let unmixed = StartRecordingCommand(channels: .unmixed)
}

extension StartRecordingCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      channels: fields(1, "channels", \.channels),
      isPaused: fields(2, "isPaused", \.isPaused),
      order: fields(3, "order", \.order),
      storage: fields(4, "storage", \.storage)
    )
  }
}

extension StartRecordingCommand {
  /// Puts a command that starts a recording as those before it were put, which had no options; what
  /// it asks besides stands beside that.
  func put<Output: CaseOutput<CallCommand.Tag>>(
    _ tag: CallCommand.Tag,
    in output: inout Output
  ) throws(FieldFailure) {
    if self == StartRecordingCommand(channels: channels) {
      try output.put(tag, channels)
    } else {
      try output.put(tag, ("channels", channels), ("command", Optional(self)))
    }
  }

  /// Reads what was put.
  static func read(from values: inout CaseReader) throws(FieldFailure) -> StartRecordingCommand {
    let channels: RecordingChannels = try values.next()
    let command: StartRecordingCommand? = try values.next()
    return command ?? StartRecordingCommand(channels: channels)
  }
}

/// Whether the voices of a recording are kept apart; always audio, WAV (FACTS.md (f)).
package enum RecordingChannels: String, Sendable, CaseIterable {
  case mixed, unmixed
}

extension RecordingChannels: FieldWord {}
