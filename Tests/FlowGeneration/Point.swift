import CEL
import CallModel

/// What a generator knows where the next step will stand, as the checker will.
struct Point {
  /// How far the call is.
  enum Phase { case ringing, placing, connected, gone }

  /// What a recording is, as asked for.
  enum Recording { case off, on, paused }

  /// Which part of the flow it is.
  enum Region: Equatable {
    case blocks, failed, callerLeft, callEnded, recordingFailed, recordingReady
    case subroutine(Int)
  }

  var phase: Phase
  var region: Region
  /// How the steps ended that have surely run, by id.
  var results: [String: Set<String>] = [:]
  /// The variables that surely have a value.
  var assigned: Set<String>
  /// What the recording can be.
  var recording: Set<Recording> = [.off, .on, .paused]
  /// Whether each feed is on, where that is sure.
  var feeds: [Feed: Bool] = [:]
  /// Whether what steps bring must not be shown.
  var isHidden = false
  /// Whether it is beside a step that waits.
  var isBeside = false
  /// Whether what is computed here may be sensitive: it is sent encrypted, kept under a name that
  /// says so, or decides where to go.
  var takesSensitive = false
  /// How deep in other steps' lists it is.
  var depth = 0

  /// Whether a failure has to be handled where it happens: the flow's own handler talks to the
  /// caller.
  var mustHandleFailures: Bool { phase != .connected && !isAfterCall }

  /// The same place for a value that may be sensitive.
  var takingSensitive: Point {
    var point = self
    point.takesSensitive = true
    return point
  }

  /// Whether it is in a handler that runs when the call is over.
  var isAfterCall: Bool { region == .callEnded || region == .recordingReady }

  /// The point that several ways lead to, or nil where none does.
  static func join(_ points: [Point]) -> Point? {
    guard var joined = points.first else { return nil }
    for point in points.dropFirst() {
      joined.assigned.formIntersection(point.assigned)
      joined.recording.formUnion(point.recording)
      joined.feeds = joined.feeds.filter { point.feeds[$0.key] == $0.value }
      joined.results = joined.results.filter { point.results[$0.key] != nil }
      for (id, outcomes) in point.results where joined.results[id] != nil {
        joined.results[id]?.formUnion(outcomes)
      }
      if point.phase != joined.phase { joined.phase = .gone }
    }
    return joined
  }
}

/// What a step's result holds, for expressions that come later.
struct DraftResult {
  /// A field of it.
  struct Field {
    let name: String
    let type: CELType
    /// The outcomes that give it; empty for every one.
    let outcomes: Set<String>
    /// Whether it must not be shown.
    var isSensitive = false
  }

  let id: String
  let outcomes: [String]
  let fields: [Field]
  /// Whether the step brings a party in, so that its id can stand for it.
  let bringsAParty: Bool
}

/// An outcome of a step as it is drafted.
struct DraftOutcome {
  let name: String
  let isFailure: Bool
}
