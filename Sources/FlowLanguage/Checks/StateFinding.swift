import Diagnostics

/// A finding about the state of the call at a step (SEMANTICS.md 1.7), before it is known who is to be
/// told: the flow, or who runs it with a call in that state (rule 34a).
struct StateFinding: Sendable {
  /// What of the state it is about: no other part of it can bring the finding about.
  enum Topic {
    case phase, recording, feeds, setUp, company
  }

  let topic: Topic
  /// The step.
  let node: StepNode
  /// What is said of it, but for the way that leads there.
  let finding: Diagnostic
  /// What is said on the way of the step after which it holds.
  let cause: String?
  /// Whether it holds where a call comes by.
  let holds: @Sendable (WayFacts) -> Bool
  /// The help for who runs the flow, where that is another.
  var helpWhereRun: String?
  /// Whether the call is surely not answered, and that is all that is wrong.
  var lacksAnswer = false
  /// Where the step runs another flow: the steps in that one which lead to the finding.
  private(set) var inside: [CallWay.Turn] = []

  /// It as told in its flow, with the way that leads there.
  func told(in flow: CheckedFlow) -> Diagnostic {
    var told = finding
    told.related = CallWay(turns: way(in: flow) + inside).labels
    return told
  }

  /// Takes in how the step is come to in its flow, so that who runs this need not look there again.
  func followed(in flow: CheckedFlow) -> StateFinding {
    var followed = self
    let text =
      node.calledFlow.map { "this runs `\($0.name)`" } ?? "this step of `\(flow.tree.name)`"
    let place = node.calledFlow == nil ? finding.primary.span : node.keywordSpan
    followed.inside = way(in: flow) + [CallWay.Turn(span: place, text: text)] + inside
    return followed
  }

  /// It as it is of the step that runs its flow.
  func moved(to runner: StepNode, running name: String) -> StateFinding {
    let isMoved = node.calledFlow != nil
    let label = finding.primary.text
    var moved = StateFinding(
      topic: topic,
      node: runner,
      finding: Diagnostic(
        finding.code,
        finding.severity,
        isMoved ? finding.message : "in `\(name)`: \(finding.message)",
        at: Diagnostic.Label(runner.keywordSpan, label.isEmpty ? "it is run here" : label),
        help: helpWhereRun ?? finding.help
      ),
      cause: cause,
      holds: holds,
      lacksAnswer: lacksAnswer
    )
    moved.inside = inside
    return moved
  }

  private func way(in flow: CheckedFlow) -> [CallWay.Turn] {
    flow.calls.way(to: node.number, cause: cause, where: holds).turns
  }
}

extension StateFinding.Topic {
  /// Calls like one, each in another of the states that it can have of this: a finding that is made
  /// in all of them is the flow's own, whoever runs it.
  func elements(of call: CallPoint) -> [CallPoint] {
    func each<Value>(_ part: WritableKeyPath<CallPoint, Value>, _ values: [Value]) -> [CallPoint] {
      values.map { value in
        var element = call
        element[keyPath: part] = value
        return element
      }
    }
    return switch self {
    case .phase: each(\.phases, [.ringing, .placing, .connected, .gone])
    case .recording: each(\.recording, [.off, .on, .paused])
    case .feeds: each(\.feeds, [FeedStates(all: .off), FeedStates(all: .on)])
    case .setUp: each(\.setUp, [[], .all])
    case .company: each(\.company, [.alone, .together])
    }
  }
}
