package import CallEmulator
package import CallModel
internal import Foundation

/// Where an emulator listens and what it is set up with.
package struct EmulatorServerConfiguration: Sendable {
  /// The name or address to listen at.
  package var host = "127.0.0.1"
  /// The port to listen at; 0 for any that is free.
  package var port = 0
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
}
