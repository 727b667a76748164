internal import CallModel

/// The calls, by number: those that go on, and the last of those that ended.
struct CallTable: Sendable {
  private let limit: Int
  private var calls: [Int: EmulatedCall] = [:]
  private var numbers: [CallConnectionID: Int] = [:]
  /// The numbers of calls that are over, in the order in which they ended.
  private var ended: [Int] = []
  private(set) var lastNumber = 0

  /// Makes a table that keeps that many calls that are over.
  init(limit: Int) {
    self.limit = max(0, limit)
  }

  /// All calls that are known, in order.
  var all: [EmulatedCall] { calls.keys.sorted().compactMap { calls[$0] } }

  /// The call of that number, if it is known.
  subscript(number: Int) -> EmulatedCall? { calls[number] }

  /// The number of the call with that connection.
  func number(of connection: CallConnectionID) -> Int? { numbers[connection] }

  /// The number of the first call that is as said.
  func number(where isMeant: (EmulatedCall) -> Bool) -> Int? {
    calls.values.lazy.filter(isMeant).map(\.number).min()
  }

  /// Adds a call under the next number.
  mutating func add(_ make: (Int) -> EmulatedCall) -> EmulatedCall {
    lastNumber += 1
    let call = make(lastNumber)
    calls[lastNumber] = call
    return call
  }

  /// Takes back the call that was added last.
  mutating func removeLast() {
    calls[lastNumber] = nil
    lastNumber -= 1
  }

  /// Changes a call; nil where it is not known.
  mutating func change<Result, Failure: Error>(
    _ number: Int,
    _ act: (inout EmulatedCall) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard var call = calls[number] else { return nil }
    let wasOver = call.hasEnded
    // It is changed in place: nobody else holds it meanwhile.
    calls[number] = nil
    defer {
      calls[number] = call
      if let leg = call.leg { numbers[leg.connectionID] = number }
      if call.hasEnded, !wasOver { ended.append(number) }
    }
    return try act(&call)
  }

  /// Forgets the calls that ended first, beyond the limit.
  mutating func forgetEnded() {
    guard ended.count > limit else { return }
    let forgotten = ended.prefix(ended.count - limit)
    for number in forgotten {
      if let leg = calls[number]?.leg { numbers[leg.connectionID] = nil }
      calls[number] = nil
    }
    ended.removeFirst(forgotten.count)
  }
}
