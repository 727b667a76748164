/// What one evaluation keeps: the macros' names and what it has cost so far.
struct Run {
  /// The values of the slots; nil for one that is not computed yet.
  var slots: [CELValue?]
  private(set) var cost = 0
  private let costLimit: Int

  init(slotCount: Int, costLimit: Int) {
    slots = slotCount == 0 ? [] : Array(repeating: nil, count: slotCount)
    self.costLimit = costLimit
  }

  /// Charges steps; over the limit the evaluation fails.
  @inline(__always)
  mutating func charge(_ steps: Int) throws(CELFailure) {
    cost &+= steps
    if cost > costLimit { throw excess }
  }

  /// What is thrown over the limit; apart, so that charging stays small where it is inlined.
  private var excess: CELFailure {
    @inline(never) get {
      CELFailure(.limit, "this expression costs more than \(costLimit) steps")
    }
  }
}
