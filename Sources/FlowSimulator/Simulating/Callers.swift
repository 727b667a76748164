internal import CallModel

/// Who calls a flow in a simulation, and what they and others do (`callers.yaml`).
package struct Callers: Sendable {
  /// The name of the flow; nil where it does not say.
  package let flow: String?
  /// The environment whose values the flow gets.
  package let environment: String?
  /// When calls come.
  let at: Timestamp
  /// How a call begins.
  let call: ScenarioCall
  /// What requests of the flow get.
  let rules: [AnswerRule]
  /// How often each choice of a menu is made, by its name; one that is not named counts 1.
  var choices: [String: Double] = [:]
  /// How often nothing is said, or something that is no choice.
  var silence = 0.0
  var wrong = 0.0
  /// What is entered where keys are asked for.
  var keys: Weighted<[Tone]>?
  /// What is said where anything may be.
  var words: Weighted<String>?
  /// How long a caller waits for somebody before they hang up.
  var patience = Weighted<Milliseconds>([(.seconds(90), 1)])
  /// What parties do when they are rung, by identifier; nil for all others.
  var parties: [Identifier?: Weighted<PartyReaction>] = [:]
  /// How long whoever takes a call talks.
  var talk = Weighted<Milliseconds>([(.seconds(60), 1)])

  /// What a party does about being rung.
  struct PartyReaction: Hashable, Sendable {
    let word: PartyWord
    let after: Milliseconds
  }

  /// Whether the flow begins its calls itself.
  package var begins: Bool { call.arguments != nil }

  /// Makes callers who do everything as often.
  init(
    flow: String?,
    environment: String?,
    at: Timestamp,
    call: ScenarioCall,
    rules: [AnswerRule]
  ) {
    self.flow = flow
    self.environment = environment
    self.at = at
    self.call = call
    self.rules = rules
  }
}

/// Values of which one is drawn, each as often as its weight says.
struct Weighted<Value: Sendable>: Sendable {
  private let entries: [(value: Value, weight: Double)]
  private let total: Double

  /// Takes values with their weights, which are not negative and have a sum.
  init(_ entries: [(value: Value, weight: Double)]) {
    self.entries = entries
    total = entries.reduce(0) { $0 + $1.weight }
  }

  /// Draws one; nil where nothing weighs anything.
  func draw(_ dice: inout Dice) -> Value? {
    guard total > 0 else { return nil }
    var left = dice.fraction() * total
    for entry in entries where entry.weight > 0 {
      left -= entry.weight
      if left < 0 { return entry.value }
    }
    return entries.last { $0.weight > 0 }?.value
  }
}

/// Numbers that look drawn, the same from the same seed (SplitMix64).
struct Dice: Hashable, Sendable {
  private var state: UInt64

  /// The dice of one call of a simulation.
  init(seed: UInt64, call: Int) {
    state = seed &+ UInt64(truncatingIfNeeded: call) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  /// A number from 0 to less than 1.
  mutating func fraction() -> Double { Double(next() >> 11) / 0x1p53 }

  /// The next number.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// The keys of a file of callers.
enum CallersKey: String, CaseIterable {
  case simulate, environment, at, call, http, choices, keys, words, patience, parties, talk

  /// What the key says, for the reference and for editors.
  var summary: String {
    switch self {
    case .simulate: "The name of the flow."
    case .environment: FileKey.environment.summary
    case .at: "When each call comes, with its offset from UTC; a Tuesday's noon if left out."
    case .call: FileKey.call.summary
    case .http: FileKey.http.summary + " A request that no rule is for gets 200 and `{}`."
    case .choices:
      "How often which choice of a menu is made, by its name, with `silence` and `other`: "
        + "`{ support: 6, sales: 3, silence: 1 }`. A choice that is not named counts 1, the two "
        + "words 0."
    case .keys: "What is entered where keys are asked for, and how often: `{ \"4711#\": 3, 1: 1 }`."
    case .words: "What is said where anything may be, and how often."
    case .patience:
      "How long a caller waits until somebody takes the call before they hang up, and how often: "
        + "`{ 20s: 1, 2m: 3 }`."
    case .parties:
      "What parties do when they are rung, and how often, by name, `\"*\"` for all others: "
        + "`{ alice: { accepts: 6, noAnswer: 2, declines: 1, after: 4s } }`."
    case .talk: "How long whoever takes a call talks before they leave, and how often."
    }
  }
}
