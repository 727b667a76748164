import CallModel
import FlowLanguage

extension TranscribeStep: SingleRequestExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .transcriptionStarted, .transcriptionStopped, .transcriptionUpdated, .transcriptionFailed,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let action = try action.map { field throws(StepFailure) in try turn.word(field) }
    let language = try locale.map { field throws(StepFailure) in try turn.language(field) }
    switch action {
    case .start?:
      let command = Feed.transcription.start(in: language ?? turn.state.feeds.locale)
      return try turn.begin(.transcription, with: command)
    case .stop?: return try turn.end(.transcription)
    case nil:
      guard let language else {
        throw StepFailure(.invalid, "nothing is said to be done")
      }
      return try turn.translate(to: language)
    }
  }
}
