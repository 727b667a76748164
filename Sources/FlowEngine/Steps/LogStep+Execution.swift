import FlowLanguage

extension LogStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let entry = LogEntry(
      level: try turn.word(level).entryLevel,
      path: node.path,
      text: try turn.text(text),
      fields: try turn.texts(fields)
    )
    turn.effects.append(.log(entry))
    return .ended(.done())
  }
}

extension LogStep.Level {
  fileprivate var entryLevel: LogEntry.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
