import CallModel
import FieldCoding
import FlowLanguage

/// The failures of the last second, to notice a step that fails at once over and over: a flow whose
/// handler leads back to it would run in a circle until the call's limits end it.
struct RecentFailures: Hashable, Sendable {
  /// A step that has failed a moment ago.
  struct Entry: Hashable, Sendable {
    /// Where the step stands.
    let path: FlowPath
    /// When it failed, the earliest first.
    var times: [Timestamp]
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// What a step's failure is.
  enum Verdict {
    /// One of a few: the step's handlers deal with it.
    case single
    /// One too many within a second.
    case repeated
    /// The step was stopped for it before, and does it again.
    case hopeless
  }

  /// The steps that have failed within the last second.
  private(set) var entries: [Entry] = []
  /// The steps that were stopped, in order.
  private(set) var stopped: [FlowPath] = []
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Counts a failure.
  mutating func count(_ path: FlowPath, at time: Timestamp) -> Verdict {
    forget(before: time)
    let index = entries.firstIndex { $0.path == path } ?? entries.endIndex
    if index == entries.endIndex { entries.append(Entry(path: path, times: [])) }
    entries[index].times.append(time)
    guard entries[index].times.count >= EngineLimits.failuresPerSecond else { return .single }
    entries.remove(at: index)
    guard !stopped.contains(path) else { return .hopeless }
    stopped.append(path)
    return .repeated
  }

  /// Takes one failure off each step in a list and below.
  mutating func forgive(under list: FlowPath) {
    for index in entries.indices where entries[index].path.lies(in: list) {
      entries[index].times.removeLast()
    }
    entries.removeAll { $0.times.isEmpty }
  }

  /// Forgets those that were too long before a time to count.
  mutating func forget(before time: Timestamp) {
    for index in entries.indices {
      entries[index].times.removeAll { $0 + .seconds(1) < time }
    }
    entries.removeAll { $0.times.isEmpty }
  }
}

extension RecentFailures: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      entries: fields(1, "entries", \.entries),
      stopped: fields(2, "stopped", \.stopped)
    )
  }
}

extension RecentFailures.Entry: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      path: fields(1, "path", \.path),
      times: fields(2, "times", \.times)
    )
  }
}
