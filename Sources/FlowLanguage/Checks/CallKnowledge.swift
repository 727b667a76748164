import CallModel

/// What is known of the call itself, wherever it is kept: how steps change it is said once.
protocol CallKnowledge {
  /// The phases the call can be in.
  var phases: CallPhases { get set }
  /// Who can be in the call.
  var company: Company { get set }
  /// What the recording can be.
  var recording: RecordingStates { get set }
  /// What of the call can surely be sent to sockets.
  var setUp: Set<Feed> { get set }
  /// What is sent to sockets.
  var feeds: FeedStates { get set }
}

extension CallKnowledge {
  /// Takes in that a step has ended so.
  mutating func change(by node: StepNode, _ outcome: Outcome) {
    let shape = node.shape
    let effect = shape.effect(of: outcome)
    phases = effect.phase ?? phases
    company = effect.company ?? company
    recording.change(by: node, outcome)
    setUp = effect.feeds ?? setUp
    if let change = shape.feedChange {
      // Where nobody handles its failure the flow goes on as if there were none.
      feeds.change(change, isUnsure: outcome.isFailure && node.handler(for: outcome) != nil)
    }
  }

  /// What holds inside of `sensitive`.
  mutating func enterSensitive() {
    recording.change(.pause)
    feeds.interrupt()
  }

  /// However `sensitive` is left, what it paused and stopped goes on.
  mutating func leaveSensitive() {
    recording.change(.resume)
    feeds.resume()
  }
}
