internal import CallModel
internal import FlowEngine
package import FlowLanguage

/// What of flows has run: branches that were taken and steps that have begun, by flow.
package struct CoverageMarks: Hashable, Sendable {
  /// What of one flow has run.
  package struct Marks: Hashable, Sendable {
    /// The branches that were taken, with how often.
    package fileprivate(set) var branches: [FlowPath: Int] = [:]
    /// The steps that have run, with how often.
    package fileprivate(set) var steps: [FlowPath: Int] = [:]
  }

  /// The marks of each flow, by its name.
  package private(set) var flows: [String: Marks] = [:]

  /// Makes marks of nothing.
  package init() {}

  /// Takes in what a step did at a time.
  mutating func note(_ trace: StepTrace, of program: Program, at time: Timestamp) {
    let flow = program.name
    var marks = flows.removeValue(forKey: flow) ?? Marks()
    if let branch = trace.branch { marks.branches[branch, default: 0] += 1 }
    if case .started = trace.mark { marks.steps[trace.path, default: 0] += 1 }
    for condition in program.conditions(askedBy: trace) {
      for branch in program.hoursBranches(of: condition, at: time) {
        marks.branches[branch, default: 0] += 1
      }
    }
    flows[flow] = marks
  }

  /// Takes in what others have run.
  package mutating func merge(_ others: CoverageMarks) {
    for (flow, marks) in others.flows {
      flows[flow, default: Marks()].branches.merge(marks.branches, uniquingKeysWith: +)
      flows[flow, default: Marks()].steps.merge(marks.steps, uniquingKeysWith: +)
    }
  }
}

extension Program {
  /// The conditions that were asked where a step did something: its `when` before it begins, what it
  /// decides by when it ends.
  fileprivate func conditions(askedBy trace: StepTrace) -> [ExpressionID] {
    guard !hours.isEmpty, let node = node(at: trace.path) else { return [] }
    return switch trace.mark {
    case .started, .skipped: [node.when].compactMap(\.self)
    case .ended: [node.shape.decision?.question.expression].compactMap(\.self)
    case .entered: []
    }
  }
}
