/// What goes wrong between the service and an app, and how often: shares from 0 to 1.
///
/// All of it can happen in life: events come at least once and in no order (FACTS.md (c),
/// "Delivery"), requests fail and their answers are lost.
package struct ServiceFaults: Hashable, Sendable {
  /// One thing that goes wrong.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An event is posted twice.
    case duplicate
    /// An event is posted late, after others that came of something later.
    case reorder
    /// A request is answered 500/9999, and nothing is done.
    case e500
    /// A request is done, and its answer is lost: the connection is closed.
    case reset
    /// A request is done at once, and answered late.
    case slow
  }

  /// Why a text names no faults.
  package enum Malformed: Error, Hashable, CustomStringConvertible {
    case noShare(String)
    case unknown(String)
    case share(Kind, String)
    case twice(Kind)

    package var description: String {
      switch self {
      case .noShare(let part): "`\(part)` is no NAME=SHARE, as in duplicate=0.1"
      case .unknown(let name):
        "`\(name)` is none of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
      case .share(let kind, let text):
        "the share of `\(kind.rawValue)` is a number from 0 to 1, as 0.1, and not `\(text)`"
      case .twice(let kind): "`\(kind.rawValue)` is given twice"
      }
    }
  }

  private var shares: [Kind: Double] = [:]

  /// Nothing goes wrong.
  package init() {}

  /// Reads `NAME=SHARE` with commas between, as `duplicate=.1,e500=.02`.
  package init(parsing text: String) throws(Malformed) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { throw .noShare(String(part)) }
      guard let kind = Kind(rawValue: String(halves[0])) else { throw .unknown(String(halves[0])) }
      guard shares[kind] == nil else { throw .twice(kind) }
      let digits = halves[1].hasPrefix(".") ? "0" + halves[1] : String(halves[1])
      guard let share = Double(digits), (0...1).contains(share) else {
        throw .share(kind, String(halves[1]))
      }
      shares[kind] = share
    }
  }

  /// How often it happens.
  package subscript(kind: Kind) -> Double { shares[kind] ?? 0 }
}

/// Decides what goes wrong, by a seed: the same questions get the same answers.
struct FaultDice: Sendable {
  private let faults: ServiceFaults
  private var numbers: SeededIDs

  init(_ faults: ServiceFaults, seed: UInt64) {
    self.faults = faults
    // Apart from what ids are drawn from: those are the same with faults and without.
    numbers = SeededIDs(seed: ~seed)
  }

  /// Whether it happens this time.
  mutating func happens(_ kind: ServiceFaults.Kind) -> Bool {
    let share = faults[kind]
    return share > 0 && numbers.fraction() < share
  }
}
