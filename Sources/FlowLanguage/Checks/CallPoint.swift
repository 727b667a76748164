import CallModel

/// What is known of the call itself at a point: what a flow that is run takes over from the one that
/// runs it, and gives back (SEMANTICS.md 1.7).
struct CallPoint: Hashable {
  /// The phases the call can be in.
  var phases: CallPhases
  /// Who can be in the call.
  var company = Company.alone
  /// What the recording can be.
  var recording = RecordingStates.off
  /// What of the call can surely be sent to sockets.
  var setUp: FeedSet = []
  /// What is sent to sockets.
  var feeds = FeedStates()
  /// Whether a way leads here from a step that could not be read, so that what is known may be
  /// wrong.
  var isUncertain = false

  /// Whether nobody but the caller can be in the call.
  var isSurelyAlone: Bool {
    !isUncertain && company == .alone && phases == .connected
  }

  /// Whether somebody besides the caller may be in the call, as far as is known.
  var canBeTogether: Bool { isUncertain || company.contains(.together) }

  /// Takes in another way that leads to the same place.
  mutating func join(_ other: CallPoint) {
    phases.formUnion(other.phases)
    company.formUnion(other.company)
    recording.formUnion(other.recording)
    setUp.formIntersection(other.setUp)
    feeds.formUnion(other.feeds)
    isUncertain = isUncertain || other.isUncertain
  }
}

extension CallPoint? {
  /// Takes in another way, the first one too.
  mutating func join(_ other: CallPoint?) {
    guard let other else { return }
    if self == nil { self = other } else { self?.join(other) }
  }
}

extension CallPoint {
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

extension PointState {
  /// The call is as another flow has made it; what that one plays is not known.
  mutating func assign(_ other: CallPoint) {
    let wasUncertain = call.isUncertain
    call = other
    call.isUncertain = wasUncertain || other.isUncertain
    plays = .unknown
  }
}
