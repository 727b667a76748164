internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine

/// How long a caller is left alone and hears nothing, in a part of a call: at its beginning, at its
/// end, and the longest in between.
struct QuietSpan: Hashable, Sendable {
  /// How long it is quiet from the beginning.
  private(set) var first = Milliseconds(0)
  /// How long it has been quiet up to now.
  private(set) var last = Milliseconds(0)
  /// The longest.
  private(set) var longest = Milliseconds(0)
  /// Whether it was quiet all the time.
  private(set) var isWhole = true

  /// Something is heard.
  mutating func breakOff() {
    isWhole = false
    last = Milliseconds(0)
  }

  /// Time passes, quiet or not.
  mutating func pass(_ time: Milliseconds, isQuiet: Bool) {
    guard time > Milliseconds(0) else { return }
    guard isQuiet else { return breakOff() }
    if isWhole { first = first + time }
    last = last + time
    longest = max(longest, last)
  }
}

extension Simulation {
  /// Whether the caller is in the call with nobody else, hears nothing, and was not asked anything.
  var isCallerInQuiet: Bool {
    guard let number, call.machine.phase == .connected else { return false }
    return emulator.leavesAlone(caller, in: number)
  }
}
