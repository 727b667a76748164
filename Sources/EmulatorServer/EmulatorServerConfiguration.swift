package import CallEmulator
package import CallModel
internal import Foundation

/// Where an emulator listens and what it is set up with.
package struct EmulatorServerConfiguration: Sendable {
  /// The name or address to listen at.
  package var host = "127.0.0.1"
  /// The port to listen at; 0 for any that is free.
  package var port = 0
  /// Whether Event Grid shakes hands with the webhook before it delivers anything to it.
  package var shakesHands = false
  /// The emulated service.
  package var emulator: EmulatorConfiguration

  /// The time of day calls come at; the system's, unless somebody wants to hear the night's prompts
  /// by day.
  package var now: @Sendable () -> Timestamp = {
    Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }

  /// Makes a configuration.
  package init(emulator: EmulatorConfiguration) {
    self.emulator = emulator
  }

  /// The URL of an emulator on this machine, which issues its tokens under it; one that listens to
  /// all addresses is known by the machine's own.
  package static func url(host: String, port: Int) -> String {
    switch host {
    case "0.0.0.0": "http://127.0.0.1:\(port)"
    case _ where host.contains(":"): "http://[\(host)]:\(port)"
    default: "http://\(host):\(port)"
    }
  }
}
