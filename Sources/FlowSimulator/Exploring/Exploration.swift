package import CallModel
internal import FlowLanguage

/// What exploring a flow found.
package struct Exploration: Sendable {
  /// A time that calls can take.
  package struct Time: Sendable {
    /// How long; nil for as long as a call may last.
    package let time: Milliseconds?
    /// A call that takes it, or comes to where there is no end to it.
    package let call: ExploredCall
  }

  /// The states that were told apart.
  package let states: Int
  /// The ways from one to another that were followed: each is what happens between two choices.
  package let ways: Int
  /// What was looked at.
  package let scope: SearchScope
  /// Each way to end, with the shortest call that does.
  package let ends: [ExploredCall]
  /// The longest time in which a caller is alone and hears nothing; nil where it is always less than a
  /// second.
  package let longestQuiet: Time?
  /// The longest time from the call to the first party who answers; nil where none does.
  package let longestWait: Time?
  /// What calls must not come to.
  package let breaches: [ExplorationBreach]
  /// The branches that no call takes of those that were looked at, for people.
  package let missing: [String]

  /// The bound that was met, in words: there are calls that were not followed; nil where all were.
  package var bound: String? { scope.bound }

  /// The calls that did not happen again when they were run as scenarios: a defect of this program.
  package var defects: [ExploredCall] {
    (ends + breaches.map(\.call) + [longestQuiet, longestWait].compactMap { $0?.call })
      .filter { !$0.passes }
  }
}

/// What a call must not come to, with the call that does.
package struct ExplorationBreach: Sendable {
  /// The kinds.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Nothing that anybody can do but hang up ends the call, and nothing happens.
    case deadEnd = "dead end"
    /// The call goes round, and nothing but hanging up leads out of it.
    case loop = "loop without an exit"
    /// The caller is alone and hears nothing, and nothing is about to happen.
    case stranded = "caller left in silence"
    /// There is no end to what happens at once.
    case endless = "no end to what happens at once"
    /// The call goes on, and nothing will ever happen in it.
    case stuck = "call that nothing moves"
    /// The service refuses what the flow asks.
    case refused = "request that the service refuses"
    /// The call lasts longer than it may.
    case overlong = "call that outlasts its longest duration"
    /// Something that is promised of every flow does not hold.
    case promise = "broken promise"
  }

  /// What it is.
  package let kind: Kind
  /// Where the flow stands, or what was refused.
  package let detail: String
  /// The call.
  package let call: ExploredCall
}
