import CallModel
import FlowLanguage

extension AnswerStep: SingleRequestExecution {
  static let awaits: Set<CallEvent.Kind> = [.callConnected, .answerFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard let context = turn.state.call?.context else {
      throw StepFailure(.state, "the call does not ring any longer")
    }
    let (streaming, transcription) = turn.options(feeds)
    let command = AnswerCommand(
      context: context,
      cognitiveServicesEndpoint: turn.program.cognitiveServicesEndpoint,
      streaming: streaming,
      transcription: transcription
    )
    let operation = try turn.send(.answer(command))
    turn.state.advance(to: .connecting)
    return .waiting(.operation(operation))
  }
}
