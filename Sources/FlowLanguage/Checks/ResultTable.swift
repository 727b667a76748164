import CEL
import Diagnostics

/// The results that expressions of a flow can read: one for each step with an id.
struct ResultTable {
  /// One step's result.
  struct Row {
    /// The id it is read under.
    let id: String
    /// The outcomes its step can have had.
    let outcomes: [String]
    /// What is declared of its type; nil where no expression names it.
    let declaration: CELAbstractDeclaration?

    /// The set of all outcomes and of not having run.
    var everything: ResultSet {
      ResultSet(rawValue: outcomes.count < 31 ? (2 << UInt32(outcomes.count)) - 1 : .max)
    }

    /// The set of one outcome.
    func set(of outcome: String) -> ResultSet {
      outcomes.firstIndex(of: outcome).map(ResultSet.init(outcome:)) ?? []
    }

    /// The set of subkinds of the result's type.
    func set(of kinds: Set<String>) -> ResultSet {
      kinds.reduce(into: []) { set, kind in
        set.formUnion(kind == unsetResultKind ? .unset : self.set(of: kind))
      }
    }

    /// The result's type where it can have ended only so.
    func type(_ set: ResultSet) -> CELType {
      guard declaration != nil else { return .invalid }
      var kinds: Set<String> = set.contains(.unset) ? [unsetResultKind] : []
      for (index, outcome) in outcomes.enumerated()
      where set.contains(ResultSet(outcome: index)) {
        kinds.insert(outcome)
      }
      return .abstract(CELAbstractType(name: resultTypeName(id), kinds: kinds))
    }
  }

  /// The rows, ordered by id.
  let rows: [Row]
  /// The row of each step that has one, by the step's number.
  let rowOfStep: [Int?]
  /// The row of each id.
  let rowOfID: [String: Int]

  /// Makes the table; of two steps with one id, which is an error, the later one counts.
  ///
  /// What a result holds is worked out for those alone that an expression can name.
  init(_ steps: [StepNode], _ expressions: [PendingExpression]) {
    var stepOfID: [String: StepNode] = [:]
    for step in steps {
      if let id = step.id { stepOfID[id] = step }
    }
    var rows: [Row] = []
    var rowOfStep = [Int?](repeating: nil, count: steps.count)
    var rowOfID: [String: Int] = [:]
    var named: Set<String> = []
    for expression in expressions where !stepOfID.isEmpty {
      for word in expression.source.words where stepOfID[word] != nil { named.insert(word) }
    }
    for (id, step) in stepOfID.sorted(by: { $0.key < $1.key }) {
      rowOfStep[step.number] = rows.count
      rowOfID[id] = rows.count
      rows.append(Row(id: id, step, isNamed: named.contains(id)))
    }
    (self.rows, self.rowOfStep, self.rowOfID) = (rows, rowOfStep, rowOfID)
  }
}

extension ResultTable.Row {
  fileprivate init(id: String, _ step: StepNode, isNamed: Bool) {
    let outcomes = step.resultOutcomes
    self.id = id
    self.outcomes = outcomes.map(\.name)
    // What a flow gives back that is not there, nobody knows.
    if let call = step.calledFlow, call.interface == nil {
      declaration = nil
      return
    }
    guard isNamed else {
      declaration = nil
      return
    }
    declaration = CELAbstractDeclaration(
      name: resultTypeName(id),
      discriminator: "outcome",
      kinds: [CELAbstractDeclaration.Kind(id: unsetResultKind, word: nil)]
        + outcomes.map { CELAbstractDeclaration.Kind(id: $0.name, word: $0.name) },
      fields: step.resultFields(outcomes)
    )
  }
}

/// How a step can have ended when it ran last: a set of outcomes by their place in the step's row.
///
/// A step has few outcomes; those from the 31st on share a place, so that they are known together.
/// A flow has as many sets as it has results, once for each of its points.
struct ResultSet: OptionSet, Hashable {
  let rawValue: UInt32

  /// It may not have run.
  static let unset = ResultSet(rawValue: 1)

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The set of one outcome.
  init(outcome index: Int) {
    // Bit 0 is "has not run".
    rawValue = 1 << UInt32(min(index + 1, 31))
  }
}

/// The name of the type of a step's result.
private func resultTypeName(_ id: String) -> String {
  "result of \(id)"
}

extension SourceFragment {
  /// The words in it: all that can be an id.
  var words: [String] {
    text.utf8.split { !$0.isLetterOrDigit }.map { String(Substring($0)) }
  }
}

/// The subkind of a result whose step may not have run.
let unsetResultKind = "unset"

extension StepNode {
  /// The outcomes its result can have had.
  var resultOutcomes: [Outcome] {
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(shape.outcomes.count)
    for shape in shape.outcomes where shape.isPossible { outcomes.append(shape.outcome) }
    for handler in handlers where handler.outcome.isNumber { outcomes.append(handler.outcome) }
    return outcomes
  }

  /// The fields of its result, each with the outcomes that give it.
  func resultFields(_ outcomes: [Outcome]) -> [CELAbstractDeclaration.Field] {
    let statuses = outcomes.filter(\.isNumber)
    var fields = [
      CELAbstractDeclaration.Field(
        "reason",
        ProjectScope.reason,
        kinds: Set(outcomes.filter(\.isFailure).map(\.name)),
        documentation: "Why it failed."
      )
    ]
    for output in shape.outputs {
      // An output the step, as written, does not have: a menu of keys has no `choice`.
      guard let type = output.type else { continue }
      // An answer of a status that `on:` names need not have the declared body.
      let answers = output.outcomes == [.done] && output.name != "body" ? statuses : []
      let kinds = output.outcomes.isEmpty ? outcomes : output.outcomes
      output.addFields(type, in: answers.isEmpty ? kinds : kinds + answers, to: &fields)
    }
    return fields
  }
}

extension OutputShape {
  /// Adds the output in these kinds of a result: as one field, or as one a kind where each says
  /// another word.
  fileprivate func addFields(
    _ type: CELType,
    in kinds: [Outcome],
    to fields: inout [CELAbstractDeclaration.Field]
  ) {
    func add(_ kinds: [Outcome], _ words: [String]) {
      fields.append(
        CELAbstractDeclaration.Field(
          name,
          type,
          kinds: Set(kinds.lazy.map(\.name)),
          words: words,
          documentation: documentation
        )
      )
    }
    switch words {
    case .any: add(kinds, [])
    case .these(let words): add(kinds, words)
    case .outcome: for kind in kinds { add([kind], [kind.name]) }
    }
  }
}
