internal import CallModel
package import FlowEngine

/// Something that happened to a call, with what was to be done about it, as a journal has it.
package struct PastInput: Sendable {
  /// What happened.
  package let input: CallInput
  /// What was to be done.
  package let effects: [Effect]

  /// Makes an entry.
  package init(_ input: CallInput, _ effects: [Effect]) {
    self.input = input
    self.effects = effects
  }
}

/// How a call is told again.
package struct RetellingOptions: Sendable {
  /// The scenario's name.
  package var name: String
  /// How many times faster than a clock the call went.
  package var speed = 1
  /// Whether callers' names, headers and numbers are left out too; what is sensitive is sealed in any
  /// journal.
  package var hidesValues = false

  /// Makes options.
  package init(name: String) {
    self.name = name
  }
}

/// A call as a file of one scenario.
package struct RetoldCall: Sendable {
  /// The file's text, as often as there is a way to tell it: the first that passes is the one.
  package let texts: [String]
  /// What of the call could not be told, in a sentence each.
  package let notes: [String]
}

/// Something that a scenario can say, with when it was.
struct PastHappening: Sendable {
  let happening: Happening
  let time: Timestamp
  /// How long a party let it ring; nil for what is no reaction.
  var rang: Milliseconds?
}
