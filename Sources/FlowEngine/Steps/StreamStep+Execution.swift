import CallModel
import FlowLanguage

extension StreamStep: SingleRequestExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .mediaStreamingStarted, .mediaStreamingStopped, .mediaStreamingFailed,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    switch try turn.word(action) {
    case .start: try turn.begin(.streaming, with: .startStreaming)
    case .stop: try turn.end(.streaming)
    }
  }
}
