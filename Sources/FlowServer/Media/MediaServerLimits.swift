internal import CallAutomation
internal import HTTPTransport

/// What media sockets may take of the server.
enum MediaServerLimits {
  /// What waits to be sent to who gets the audio: a second of it, one voice (FACTS.md (h)).
  static let forwarded = 50
  /// What waits to be played to the call: 30 seconds of it, since who makes audio makes it faster
  /// than it is heard.
  static let playedBack = 1500
  /// Lines that wait to be told to a call.
  static let lines = 64
  /// Messages that are written to a file at once, a second of one voice; and how many times that may
  /// wait for the disk.
  static let savedAtOnce = 50
  static let savesWaiting = 8
  /// Files of one stream: as many voices as are ever told apart in it.
  static let voices = 32
  /// How far a voice may lag behind its frames' times before silence is put in: longer than times
  /// jitter, shorter than anybody hears.
  static let lagMilliseconds = 30
  /// How much further frames' times may have come than this machine's clock.
  static let clockSlack = Duration.seconds(5)

  /// Of a socket that the service opens.
  static var socket: WebSocketLimits {
    WebSocketLimits(messageBytes: MediaLimits.frameBytes, queuedMessages: playedBack)
  }

  /// Of a socket that audio is forwarded to; who reads too slowly is told what is lost.
  static var forward: WebSocketLimits {
    var limits = WebSocketLimits(messageBytes: MediaLimits.frameBytes, queuedMessages: forwarded)
    limits.lossNotice = { lossNotice(frames: $0) }
    return limits
  }
}
