import CEL
import CallModel

/// What is known where a step begins: joined over all ways that lead there.
struct PointState: Equatable {
  /// What is known of the call itself.
  var call: CallPoint
  /// What plays in the background.
  var plays = BackgroundPlays()
  /// How each step with an id can have ended last, by row of the `ResultTable`.
  var results: [ResultSet]
  /// The kinds left for values that cannot change, after the guards on every way.
  var narrowed: [CELPath: Set<String>] = [:]
  /// The variables that may have no value.
  var unassigned: Set<String>
  /// Takes in another way that leads to the same place; says whether that changed anything.
  mutating func join(_ other: PointState) -> Bool {
    let before = (call, plays)
    call.join(other.call)
    plays.join(other.plays)
    // Joining only ever adds to what may be, and takes from what is sure, so the analysis comes to rest.
    var isChanged = before != (call, plays)
    // What may be long is not copied to be compared: it is looked through at every step of a flow.
    if !unassigned.isSuperset(of: other.unassigned) {
      unassigned.formUnion(other.unassigned)
      isChanged = true
    }
    for (row, set) in other.results.enumerated() where !results[row].isSuperset(of: set) {
      results[row].formUnion(set)
      isChanged = true
    }
    return joinNarrowed(other) || isChanged
  }

  private mutating func joinNarrowed(_ other: PointState) -> Bool {
    guard !narrowed.isEmpty, narrowed != other.narrowed else { return false }
    // A value of which one way knows nothing can be of any kind.
    let joined = narrowed.reduce(into: [CELPath: Set<String>]()) { merged, entry in
      if let kinds = other.narrowed[entry.key] { merged[entry.key] = entry.value.union(kinds) }
    }
    defer { narrowed = joined }
    return joined != narrowed
  }

  /// Narrows values by what a condition says; says whether any value is left for each of them.
  mutating func narrow(_ kinds: [CELPath: Set<String>], _ results: ResultTable) -> Bool {
    var isPossible = true
    for (path, left) in kinds {
      // The results of steps are kept as sets of bits: they are joined at every step of a flow.
      if path.count == 1, let row = results.rowOfID[path[0]] {
        self.results[row].formIntersection(results.rows[row].set(of: left))
        isPossible = isPossible && !self.results[row].isEmpty
      } else {
        let both = narrowed[path].map { $0.intersection(left) } ?? left
        narrowed[path] = both
        isPossible = isPossible && !both.isEmpty
      }
    }
    return isPossible
  }

  /// The state where a condition says so; nil where it cannot.
  func narrowed(_ kinds: [CELPath: Set<String>], _ results: ResultTable) -> PointState? {
    var state = self
    return state.narrow(kinds, results) ? state : nil
  }

  /// Forgets what was known of a value that changes now.
  mutating func forget(_ name: String) {
    guard !narrowed.isEmpty else { return }
    narrowed = narrowed.filter { $0.key.first != name }
  }
}

/// The phases of a call as the checker tells them apart (SEMANTICS.md 1.7).
struct CallPhases: OptionSet, Hashable {
  let rawValue: UInt8

  /// Not answered yet.
  static let ringing = CallPhases(rawValue: 1)
  /// Answered.
  static let connected = CallPhases(rawValue: 2)
  /// Over.
  static let gone = CallPhases(rawValue: 4)
  /// Not placed yet: a call of our own.
  static let placing = CallPhases(rawValue: 8)

  /// The single phases in it, in the order of a call.
  var each: [CallPhases] {
    [.ringing, .placing, .connected, .gone].filter(contains)
  }
}

/// Whether the caller can be alone in the call or not (SEMANTICS.md 1.7, "parties").
struct Company: OptionSet, Hashable {
  let rawValue: UInt8

  /// Nobody else is in the call.
  static let alone = Company(rawValue: 1)
  /// Somebody else is in the call.
  static let together = Company(rawValue: 2)
}

/// What the recording of a call can be, as the flow asked for it (SEMANTICS.md 1.7).
struct RecordingStates: OptionSet, Hashable {
  let rawValue: UInt8

  /// There is none.
  static let off = RecordingStates(rawValue: 1)
  /// It records.
  static let on = RecordingStates(rawValue: 2)
  /// It is paused.
  static let paused = RecordingStates(rawValue: 4)

  /// What it can be after it was asked to change, and did.
  mutating func change(_ action: RecordStep.Action) {
    switch action {
    case .start: self = .on
    case .stop: self = .off
    case .pause: move(.on, to: .paused)
    case .resume: move(.paused, to: .on)
    }
  }

  private mutating func move(_ from: RecordingStates, to other: RecordingStates) {
    guard contains(from) else { return }
    remove(from)
    insert(other)
  }
}
