import CEL
import CallModel
import FlowLanguage

extension FetchStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard let recording = turn.state.recordings.current, let name = turn.state.recordings.name
    else { throw StepFailure(.state, "no recording is ready") }
    let target = try target(in: turn)
    let deletes = self.deletes
    let operation = try turn.fetch { ordinal in
      FetchEffect(
        ordinal: ordinal,
        name: name,
        files: recording.files,
        target: target,
        deletes: deletes
      )
    }
    return .waiting(.operation(operation))
  }

  private func target(in turn: Turn) throws(StepFailure) -> FetchEffect.Target {
    switch to {
    case .url(let template):
      let address = try turn.url(template)
      return .url(
        address,
        publicHostsOnly: try turn.isHostFromData(template, of: nil, address)
      )
    case .folder(let template):
      let folder = try turn.text(template)
      guard isFolderInside(folder) else {
        throw StepFailure(.invalid, "the folder is not one below the server's")
      }
      return .folder(folder)
    }
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .operation(let operation) = memory else { throw .foreignMemory }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(memory)
    case .http(let result)?: return .ended(self.result(result))
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?:
      return .ended(.failed(StepReason(.unknown, "no answer came")))
    }
  }

  private func result(_ result: HTTPResult) -> StepResult {
    switch result {
    case .fetched(let names):
      StepResult(outcome: .done, outputs: ["files": .list(names.map(CELValue.string))])
    case .timedOut: .failed(StepReason(.timeout, "the files did not come in time"))
    case .failed(let message): .failed(StepReason(.unknown, message))
    case .refused(let message): .failed(StepReason(.invalid, message))
    case .response(let answer):
      .failed(StepReason(.status, code: answer.status, "the files cannot be sent there"))
    }
  }
}
