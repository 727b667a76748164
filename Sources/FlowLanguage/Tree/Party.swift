/// A party as a flow names it.
package enum Party: Hashable, Sendable {
  /// Who called, or whom `dial` reached.
  case caller
  /// Everyone in the call.
  case everyone
  /// An identity of the flow.
  case identity(String)
  /// Whom the step of that id brought into the call.
  case broughtIn(by: String)
}
