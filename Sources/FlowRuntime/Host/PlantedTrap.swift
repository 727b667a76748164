internal import FlowEngine
internal import Foundation

/// A trap for tests, in builds for debugging only: the signal that the environment names ends the process.
///
/// A build for release has none.
enum PlantedTrap {
  #if DEBUG
  private static let signal = ProcessInfo.processInfo.environment["FLOWCTL_TEST_TRAP"]

  /// Ends the process at the signal.
  static func pass(_ message: Letter.Message) {
    if let signal, case .signal(let posted) = message, posted.name == signal {
      fatalError("a planted trap")
    }
  }
  #else
  /// Does nothing.
  static func pass(_ message: Letter.Message) {}
  #endif
}
