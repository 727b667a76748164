/// The service's published limits that a flow can run into (FACTS.md (b), (g), (j)).
package enum ServiceLimits {
  /// Transfers and redirects of a call; after them it is disconnected (FACTS.md (f)).
  package static let transitions = 25
  /// Characters of one text to speak.
  package static let promptCharacters = 4_000
  /// Characters of what a call is about, as an agent is told.
  package static let topicCharacters = 48
  /// Headers of a telephone's leg.
  package static let sipHeaders = 5
  /// Characters of the value of a header of a telephone's leg.
  package static let sipHeaderCharacters = 256
  /// Headers of a client's leg.
  package static let voipHeaders = 1_000
  /// Characters of the value of a header of a client's leg.
  package static let voipHeaderCharacters = 1_024
  /// Characters of a header's name, on any leg.
  package static let headerNameCharacters = 64

  /// Whether a telephone's leg can have a header of that name: `X-…` or `User-To-User`, in whatever
  /// letters (FACTS.md (f), (j)).
  package static func isSIPHeader(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("x-") || name == "user-to-user" || name == "usertouser"
  }

  /// Seconds an invitation may ring.
  package static let invitationSeconds = 1...180
  /// Seconds of silence before the first key.
  package static let toneSilenceSeconds = 0...300
  /// Seconds of silence before the first word.
  package static let speechSilenceSeconds = 0...20
  /// Milliseconds of silence that end what is said; the service names its default of 500 only.
  package static let endSilenceMilliseconds = 100...20_000
  /// Seconds between two keys.
  package static let interToneSeconds = 1...60
  /// Tones of one request to send tones.
  package static let sentTones = 18
  /// How long a call rings, in seconds.
  package static let ringSeconds = 30
  /// Parties of one call.
  package static let participants = 350
  /// Channels of a recording that are a party's own (FACTS.md (b), ChannelAffinity: 0 to 4).
  package static let recordedChannels = 5
}
