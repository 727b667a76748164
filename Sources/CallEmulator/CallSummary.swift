package import CallModel

/// A placed call as a list shows it.
package struct CallSummary: Hashable, Sendable {
  /// The call's number, from 1.
  package let number: Int
  /// Who calls.
  package let caller: Identifier
  /// Who is called.
  package let callee: Identifier
  /// `ringing`, `connecting`, `connected` or `ended`.
  package let state: String
  /// How it ended; nil before.
  package let ending: CallEnding?
  /// The app's leg; nil before it is answered.
  package let connectionID: CallConnectionID?

  init(_ call: EmulatedCall) {
    number = call.number
    caller = call.ringing.caller
    callee = call.ringing.callee
    connectionID = call.leg?.connectionID
    switch call.phase {
    case .ringing: (state, ending) = ("ringing", nil)
    case .connecting: (state, ending) = ("connecting", nil)
    case .connected: (state, ending) = ("connected", nil)
    case .ended(let how): (state, ending) = ("ended", how)
    }
  }
}
