package import FieldCoding

/// Puts a party on hold (FACTS.md (b), HoldRequest).
package struct HoldCommand: Hashable, Sendable {
  /// Who is put on hold.
  package let party: Identifier
  /// What they hear meanwhile; nil for what the service plays.
  package let music: PlaySource?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(party: Identifier, music: PlaySource?) {
    self.party = party
    self.music = music
  }
}

extension HoldCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      party: fields(1, "party", \.party),
      music: fields(2, "music", \.music)
    )
  }
}

/// Sends key tones to a party (FACTS.md (b), SendDtmfTonesRequest).
package struct SendTonesCommand: Hashable, Sendable {
  /// The keys in order; 1 to `ServiceLimits.sentTones`.
  package let tones: [Tone]
  /// Who hears them.
  package let party: Identifier
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(tones: [Tone], party: Identifier) {
    self.tones = tones
    self.party = party
  }
}

extension SendTonesCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      tones: fields(1, "tones", \.tones),
      party: fields(2, "party", \.party)
    )
  }
}

/// Sends a ringing call elsewhere (FACTS.md (b), RedirectCallRequest).
package struct RedirectCommand: Hashable, Sendable {
  /// The key to the ringing call.
  package let context: IncomingCallContext
  /// Where to.
  package let target: Identifier
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes the command.
  package init(context: IncomingCallContext, target: Identifier) {
    self.context = context
    self.target = target
  }
}

extension RedirectCommand: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      context: fields(1, "context", \.context),
      target: fields(2, "target", \.target)
    )
  }
}
