internal import CEL
package import FlowLanguage

/// What of the results of its steps a flow goes by.
///
/// What only goes out, in a request or to the log, is read by others.
package struct RecordReads: Hashable, Sendable {
  /// The fields that expressions name, by a step's id.
  private var fields: [String: Set<String>] = [:]
  /// The ids whose whole record an expression takes.
  private var wholes: Set<String> = []
  /// The variables whose values those who run a flow get.
  private var outputs: Set<String> = []
  /// The fields of `call.ended` that expressions name.
  private var fieldsOfEnd: Set<String> = []
  /// Whether the flow goes by the time, or by how long something took.
  package private(set) var areOfTime = false

  /// Looks at a flow and all that it runs.
  package init(_ program: Program) {
    take(program)
  }

  private mutating func take(_ program: Program) {
    let outgoing = program.outgoingExpressions
    for (place, expression) in program.expressions.enumerated()
    where !outgoing.contains(ExpressionID(place)) {
      for reference in expression.references { take(reference.path) }
    }
    outputs.formUnion(program.variables.filter(\.value.isOutput).keys)
    for flow in program.flows.values { take(flow) }
  }

  private mutating func take(_ path: [String]) {
    guard let first = path.first else { return }
    areOfTime = areOfTime || !Self.times.isDisjoint(with: path)
    if path.starts(with: ["call", "ended"]) {
      // Taken as a whole, it is all of them.
      fieldsOfEnd.formUnion(path.count > 2 ? [path[2]] : Self.allOfEnd)
    }
    if path.count > 1 {
      fields[first, default: []].insert(path[1])
    } else {
      wholes.insert(first)
    }
  }

  /// Whether a field of a result is read; who a step brought in is meant by its id alone.
  func read(_ field: String, of id: String) -> Bool {
    field == "party" || wholes.contains(id) || fields[id]?.contains(field) ?? false
  }

  /// Whether a variable is read, or anybody gets its value.
  func readVariable(_ name: String) -> Bool {
    wholes.contains(name) || fields[name] != nil || outputs.contains(name)
  }

  /// Whether a field of `call.ended` is read.
  func readOfEnd(_ field: String) -> Bool { fieldsOfEnd.contains(field) }

  /// Whether it is read what the service said of a call's end.
  var areOfReport: Bool { !fieldsOfEnd.isDisjoint(with: Self.ofReport) }

  private static let ofReport: Set = ["code", "subCode", "message", "sip", "q850"]
  private static let allOfEnd = ofReport.union(["step"])

  /// What a `wait`, a message and a recording say of time, and what the call does.
  private static let times: Set = ["now", "waited", "duration", "startedAt", "nextOpening"]
}

extension Program {
  /// The expressions whose values only go out: those of requests and of the log, and of variables
  /// that are read nowhere else.
  fileprivate var outgoingExpressions: Set<ExpressionID> {
    let nodes = lists.values.flatMap(\.steps)
    var outgoing = Set(nodes.flatMap { $0.shape.sent + $0.shape.logged })
    // As often as one variable can be set from another.
    for _ in 0..<4 {
      let read = expressions.indices.filter { !outgoing.contains(ExpressionID($0)) }
        .flatMap { expressions[$0].references }.compactMap(\.path.first)
      for case .set(let step) in nodes.map(\.step) {
        for assignment in step.assignments
        where !(variables[assignment.name]?.isOutput ?? true) {
          let own = assignment.value.expressions
          let others = Set(own.flatMap { self[$0].references }.compactMap(\.path.first))
          // What counts a variable on reads it for itself alone.
          let isRead =
            read.count { $0 == assignment.name } > (others.contains(assignment.name) ? 1 : 0)
          if !isRead { outgoing.formUnion(own) }
        }
      }
    }
    return outgoing
  }
}
