import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// What the steps have come to: their results, and how often they fail.
struct StepRecords: Hashable, Sendable {
  /// The results, by the steps' ids.
  private var results: [String: CELValue] = [:]
  /// The steps that have failed a moment ago.
  private var failures = RecentFailures()
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// The result of a step, or nil while it is unset.
  subscript(id: String) -> CELValue? { results[id] }

  /// All results, by the steps' ids.
  var all: [String: CELValue] { results }

  /// What the results take of the call's room.
  var weight: Int { results.values.reduce(0) { $0 + $1.weight } }

  /// A step starts: its result is unset.
  mutating func clear(_ id: String) {
    results[id] = nil
  }

  /// Forgets the failures that were too long before a time to count.
  mutating func forgetFailures(before time: Timestamp) {
    failures.forget(before: time)
  }

  /// Keeps the fields of the results that somebody wants.
  mutating func keep(_ isWanted: (_ id: String, _ field: String) -> Bool) {
    for (id, value) in results {
      guard case .record(let record) = value else { continue }
      let fields = record.fields.filter { isWanted(id, $0.name) }.map { ($0.name, $0.value) }
      results[id] =
        fields.isEmpty
        ? nil
        : .record(
          CELRecord(
            typeName: record.typeName,
            fields: Dictionary(uniqueKeysWithValues: fields),
            key: record.key
          )
        )
    }
  }

  /// A step has ended.
  mutating func fill(_ id: String, with result: StepResult) {
    results[id] = result.value(of: id)
  }

  /// Forgets what is sensitive in the results, by the steps' ids.
  mutating func seal(at paths: [String: [[String]]]) {
    results = results.sealed(at: paths)
  }

  /// Takes one failure off each step in a list and below: a step of a round may fail once in each
  /// without being one that fails over and over, for rounds are counted.
  mutating func forgiveFailure(under list: FlowPath) {
    failures.forgive(under: list)
  }

  /// Counts a failure of the step at a path.
  mutating func fail(_ path: FlowPath, at time: Timestamp) -> RecentFailures.Verdict {
    failures.count(path, at: time)
  }
}

extension StepRecords: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = StepRecords()
    value.results = try fields(1, "results", \.results)
    value.failures = try fields(2, "failures", \.failures, default: RecentFailures())
    return value
  }
}
