import CEL
import FlowLanguage

extension SwitchStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let value = try turn.evaluate(value)
    return .takesBranch(cases.firstIndex { value.reads(as: $0.text) } ?? cases.count)
  }
}

extension CELValue {
  /// Whether a word, as an author writes it, means this value.
  fileprivate func reads(as word: String) -> Bool {
    if case .int(let value) = self { return Int64(word) == value }
    if case .double(let value) = self { return Double(word) == value }
    return text().map { CELValue.string($0) == .string(word) } ?? false
  }
}
