import CallModel
import FieldCoding
import FlowLanguage

/// The failures of the last second, to notice a step that fails at once over and over: a flow whose
/// handler leads back to it would run in a circle until the call's limits end it.
///
/// A step that was stopped and has then been quiet for a second is as any other: whatever the flow
/// did instead took time, and the caller is better served by its `on: failed:` than by a hang-up for
/// what was hours ago. How often that runs has its own limit (`EngineLimits.flowFailures`).
struct RecentFailures: Hashable, Sendable {
  /// A step that has failed a moment ago.
  struct Entry: Hashable, Sendable {
    /// Where the step stands.
    let path: FlowPath
    /// When it failed since it was stopped, the earliest first.
    var times: [Timestamp]
    /// When it was stopped, if it was.
    var stopped: Timestamp?
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// What a step's failure is.
  enum Verdict {
    /// One of a few: the step's handlers deal with it.
    case single
    /// One too many within a second.
    case repeated
    /// The step was stopped for it a moment ago, and does it again.
    case hopeless
  }

  /// The steps that have failed within the last second.
  private(set) var entries: [Entry] = []
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Counts a failure.
  mutating func count(_ path: FlowPath, at time: Timestamp) -> Verdict {
    forget(before: time)
    let index = entries.firstIndex { $0.path == path } ?? entries.endIndex
    if index == entries.endIndex { entries.append(Entry(path: path, times: [])) }
    entries[index].times.append(time)
    guard entries[index].times.count >= EngineLimits.failuresPerSecond else { return .single }
    guard entries[index].stopped == nil else { return .hopeless }
    entries[index].times = []
    entries[index].stopped = time
    return .repeated
  }

  /// Takes one failure off each step in a list and below.
  mutating func forgive(under list: FlowPath) {
    for index in entries.indices where entries[index].path.lies(in: list) {
      entries[index].times = entries[index].times.dropLast()
    }
    forgetTheQuiet()
  }

  /// Forgets those that were too long before a time to count.
  mutating func forget(before time: Timestamp) {
    for index in entries.indices {
      entries[index].times.removeAll { $0 + .seconds(1) < time }
      // Stopped is who fails on, with less than a second in between.
      let isQuiet = entries[index].times.isEmpty
      if isQuiet, let stopped = entries[index].stopped, stopped + .seconds(1) < time {
        entries[index].stopped = nil
      }
    }
    forgetTheQuiet()
  }

  private mutating func forgetTheQuiet() {
    entries.removeAll { $0.times.isEmpty && $0.stopped == nil }
  }
}

extension RecentFailures: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    // Tag 2 was of the steps that had ever been stopped.
    try Self(entries: fields(1, "entries", \.entries))
  }
}

extension RecentFailures.Entry: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      path: fields(1, "path", \.path),
      times: fields(2, "times", \.times),
      stopped: fields(3, "stopped", \.stopped)
    )
  }
}
