import Diagnostics

extension FlowDraft {
  /// Where it goes by a value, in the order of the document.
  struct Choice {
    /// A way that is gone.
    enum Way {
      /// Where the value is a text.
      case equal(String, String, Span)
      /// Where a condition holds.
      case test(String, String, Span)
      /// Where the author says so.
      case step(Step)
    }

    /// The expression; blank for what no flow can tell.
    let value: String
    var ways: [Way] = []

    /// The steps: a `switch` where all are texts, and else one after another.
    func steps(otherwise: String?, at place: Span) -> [Step] {
      var steps: [Step] = []
      var cases: [(value: String, block: String)] = []
      for (index, way) in ways.enumerated() {
        switch way {
        case .equal(let text, let block, let span):
          let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
          if ways[index...].allSatisfy(\.isEqual) {
            if !cases.contains(where: { $0.value == plain }) { cases.append((plain, block)) }
          } else {
            steps.append(.goto(block, when: "\(value) == \(quoted(plain))", at: span))
          }
        case .test(let condition, let block, let span):
          steps.append(.goto(block, when: condition, at: span))
        case .step(let step): steps.append(step)
        }
      }
      return steps + [.choosing(by: value, among: cases, otherwise: otherwise, at: place)]
    }
  }
}

extension FlowDraft.Choice.Way {
  fileprivate var isEqual: Bool {
    if case .equal = self { true } else { false }
  }
}
