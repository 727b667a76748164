import CallModel
import Cryptography

extension Turn {
  /// The elements in an order that is any with the same likelihood, and the same when the call is
  /// replayed: of the call's id and the next ordinal (LANGUAGE.md, part 8, "lists").
  ///
  /// Fisher and Yates's shuffle, by numbers from SHA-256.
  func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var numbers = CallNumbers(state.callID, state.operations.nextOrdinal)
    var shuffled = elements
    for last in shuffled.indices.dropFirst().reversed() {
      shuffled.swapAt(last, numbers.next(below: last + 1))
    }
    return shuffled
  }
}

/// Numbers that look random and are the same for the same call and ordinal.
private struct CallNumbers {
  private let seed: [UInt8]
  private var drawn: UInt64 = 0

  init(_ call: CallID, _ ordinal: Int) {
    seed = Array("\(call.rawValue) \(ordinal)".utf8)
  }

  /// A number from 0 up to but not the limit, each with the same likelihood.
  mutating func next(below limit: Int) -> Int {
    let limit = UInt64(limit)
    // Numbers of the last, shorter stretch would be likelier than others.
    let end = UInt64.max - UInt64.max % limit
    while true {
      let number = next()
      if number < end { return Int(number % limit) }
    }
  }

  private mutating func next() -> UInt64 {
    drawn += 1
    let digest = sha256(seed + Array(" \(drawn)".utf8))
    return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
