import CallModel

/// What is known of the call itself at a point: what a flow that is run takes over from the one that
/// runs it, and gives back (SEMANTICS.md 1.7).
struct CallPoint: Hashable, CallKnowledge {
  /// The phases the call can be in.
  var phases: CallPhases
  /// Who can be in the call.
  var company: Company
  /// What the recording can be.
  var recording: RecordingStates
  /// What of the call can surely be sent to sockets.
  var setUp: Set<Feed>
  /// What is sent to sockets.
  var feeds: FeedStates
  /// Whether what is known may be wrong.
  var isUncertain: Bool

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

extension PointState {
  /// What is known of the call itself.
  var call: CallPoint {
    CallPoint(
      phases: phases,
      company: company,
      recording: recording,
      setUp: setUp,
      feeds: feeds,
      isUncertain: isUncertain
    )
  }

  /// Takes over what another flow has made of the call; what it plays in the background is its own.
  mutating func take(_ call: CallPoint) {
    phases = call.phases
    company = call.company
    recording = call.recording
    setUp = call.setUp
    feeds = call.feeds
    isUncertain = isUncertain || call.isUncertain
    plays = BackgroundPlays()
  }
}
