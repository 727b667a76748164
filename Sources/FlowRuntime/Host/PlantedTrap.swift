internal import FlowEngine
internal import Foundation

/// A trap for tests, in builds for debugging only: what the environment names ends the process, such as
/// `signal poison`, `state of errand`, `version of errand` or `request play`.
///
/// A build for release has none.
enum PlantedTrap {
  #if DEBUG
  private static let trap = ProcessInfo.processInfo.environment["FLOWCTL_TEST_TRAP"]

  /// Ends the process where the trap is planted for this.
  static func pass(_ deed: TrapBoard.Deed) {
    if let trap, deed.name == trap { fatalError("a planted trap") }
  }
  #else
  /// Does nothing.
  static func pass(_ deed: TrapBoard.Deed) {}
  #endif
}

#if DEBUG
extension TrapBoard.Deed {
  /// What a test calls it.
  fileprivate var name: String? {
    switch self {
    case .handles(.signal(let posted)): "signal \(posted.name)"
    case .handles: nil
    case .reads(let call): call.end == nil ? "state of \(call.flow)" : nil
    case .compiles(_, let flow): "version of \(flow)"
    case .makes(let request): "request \(request.prefix { $0 != " " })"
    }
  }
}
#endif
