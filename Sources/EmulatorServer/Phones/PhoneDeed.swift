internal import CallAutomation
package import CallModel
internal import JSON

/// What whoever holds a phone does: a message of its socket.
package enum PhoneDeed: Hashable, Sendable {
  /// Presses keys, one after the other.
  case press([Tone])
  /// Says something.
  case say(String)
  /// Takes the call that rings.
  case accept
  /// Turns it down.
  case decline
  /// Hangs up, or turns down the call that rings.
  case hangUp

  /// The message.
  package var message: [UInt8] {
    let json: JSONValue =
      switch self {
      case .press(let keys): ["press": .string(keys.characters)]
      case .say(let text): ["say": .string(text)]
      case .accept: ["accept": true]
      case .decline: ["decline": true]
      case .hangUp: ["hangUp": true]
      }
    return json.bytes()
  }

  /// Reads a message; nil where it says nothing that can be done.
  package init?(message: [UInt8]) {
    let document = Result { () throws(JSONFailure) in try parseJSON(message, limits: .webhook) }
    guard case .success(let json) = document, let member = json.objectMembers?.first else {
      return nil
    }
    switch (member.name, member.value.text) {
    case ("press", let keys?):
      guard let tones = Tone.parse(keys), tones.count <= Self.mostKeys else { return nil }
      self = .press(tones)
    case ("say", let text?):
      guard !text.isEmpty else { return nil }
      self = .say(text)
    case ("accept", nil): self = .accept
    case ("decline", nil): self = .decline
    case ("hangUp", nil): self = .hangUp
    default: return nil
    }
  }

  /// How many keys one message may press.
  package static let mostKeys = 64
}
