internal import CallModel
internal import FlowLanguage

/// Something that is done at a state of a call.
struct Deed: Hashable, Sendable {
  /// What it is, as far as it matters whether a call can go on for ever.
  enum Kind: Hashable, Sendable {
    /// The call begins.
    case begins
    /// Somebody does something, or another system.
    case acts
    /// Time passes.
    case passes
    /// Time passes until the call has lasted as long as it may.
    case outlasts
    /// The caller hangs up.
    case hangsUp
    /// The server starts again.
    case restarts
  }

  let kind: Kind
  /// The lines of it; none where time passes.
  var lines: [CallLine] = []
  /// How long people take to do it: a test that passes without it shows no such haste.
  var pause = Milliseconds(0)
  /// The line that has the service, or a recording, fail as well.
  var fault: CallLine?

  /// All lines of it, in their order.
  var allLines: [CallLine] { (fault.map { [$0] } ?? []) + lines }
}

/// A line of a scenario.
struct CallLine: Hashable, Sendable {
  /// What of it matters for others.
  enum Role: Hashable, Sendable {
    case other
    /// Somebody is rung, or is to take a transfer.
    case rings(String)
    /// Somebody who is rung does something about it.
    case reacts(String)
  }

  let text: String
  var role = Role.other
}

/// What happens from one state of a call to the next.
struct ExploredWay: Hashable, Sendable {
  let deed: Deed
  /// What people notice of it, as the lines that expect it.
  let told: [CallLine]
  /// The time from what the last line says to the state that comes of it.
  let rest: Milliseconds
  /// How long it takes.
  let duration: Milliseconds
  let quiet: QuietSpan
  /// When somebody has answered, from its beginning; nil where nobody does.
  let answered: Milliseconds?
  /// The numbers of the branches that are taken.
  let branches: [Int32]
}

/// A branch of a flow.
struct FlowBranch: Hashable, Sendable {
  let flow: String
  let path: FlowPath
}

/// Values that are kept once, by number.
struct Interned<Value: Hashable & Sendable>: Sendable {
  private var numbers: [Value: Int32] = [:]
  private(set) var values: [Value] = []

  subscript(number: Int32) -> Value { values[Int(number)] }

  /// The number of a value.
  mutating func number(of value: Value) -> Int32 {
    if let number = numbers[value] { return number }
    let number = Int32(values.count)
    numbers[value] = number
    values.append(value)
    return number
  }
}
