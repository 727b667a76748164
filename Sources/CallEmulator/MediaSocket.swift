package import CallAutomation
package import CallModel

/// A socket that the service opens for a call: for its audio, or for what is said in it.
package struct MediaSocket: Hashable, Sendable {
  /// Names it among all of the emulator.
  package let id: Int
  /// The number of the call.
  package let call: Int
  /// What it is for.
  package let feed: Feed
  /// Where it leads.
  package let url: String
  /// The service's id of the app's leg.
  package let connectionID: CallConnectionID
  /// The call's correlation id.
  package let correlationID: CorrelationID
  /// What it begins with.
  package let metadata: MediaFrame
  /// Whose voice is sent; nil where all are mixed.
  package let speaker: Identifier?
  /// Samples in a second.
  package let sampleRate: Int
  /// Whether audio that comes back is played.
  package let isBidirectional: Bool
  /// The WAV file with the caller's voice; nil for silence.
  package let voice: String?
}

/// What whoever hosts the emulator does about sockets, in order.
package enum MediaWork: Sendable {
  /// Open it, and say whether it is (`CallEmulator.socketOpened`, `socketClosed`); send audio while
  /// it is open.
  case open(MediaSocket)
  /// Send a frame.
  case send(MediaFrame, over: Int)
  /// Close it.
  case close(Int)
}

/// Whether the emulator opens a socket: it leads to this machine.
///
/// What leads elsewhere is taken for reached, so that flows of a deployment run on a laptop as they are.
func isOpened(_ url: String) -> Bool {
  let rest = ["ws://", "wss://"].first(where: url.hasPrefix).map { url.dropFirst($0.count) }
  guard let rest else { return false }
  return ["127.0.0.1", "localhost", "[::1]"].contains { host in
    rest.hasPrefix(host)
      && [nil, ":", "/", "?"].contains(rest.dropFirst(host.count).first)
  }
}
