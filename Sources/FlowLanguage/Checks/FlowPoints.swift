/// The points of a flow: its steps, each once more for every `run` through which it can be reached.
///
/// What is known at a step depends on who ran its block, and a block comes back only to who ran it.
/// So a block that is run in three places is followed three times, as if it stood there; that ends,
/// since no block can come to run itself (`run-circle`). In a flow without `run` the points are the
/// steps.
struct FlowPoints {
  /// A step in a context.
  struct Point {
    /// The step's number.
    let step: Int
    /// The context's number.
    let context: Int
  }

  /// What a block runs in: the flow itself, or a `run`.
  struct Context {
    /// The points of the `run` steps that lead here; none for the flow itself.
    fileprivate(set) var callers: [Int] = []
    /// What is known where it comes back; nil where it does not.
    fileprivate(set) var exit: PointState?
    /// Whether a failure in it ends the call: it is run by the handler of failures, or after the
    /// end of the call.
    let isInLastHandler: Bool
    /// The numbers of the `run` steps that are under way in it.
    fileprivate let running: Set<Int>
    fileprivate var points: [Int: Int] = [:]
  }

  /// The points; the first are the steps in the flow itself, by their number.
  private(set) var points: [Point]
  /// The contexts; the first is the flow itself.
  private(set) var contexts = [Context(isInLastHandler: false, running: [])]
  /// The context of each `run` that was followed, by its point.
  private var contextOfRun: [Int: Int] = [:]
  /// Contexts that many share, by the first step of their block: beyond the limit.
  private var shared: [Int: Int] = [:]

  /// The context of the flow itself.
  static let flow = 0

  /// The points of a flow with so many steps, before any `run` is followed.
  init(stepCount: Int) {
    points = (0..<stepCount).map { Point(step: $0, context: Self.flow) }
  }

  /// The point of a step in a context; one that is new is the last.
  mutating func point(of step: Int, in context: Int) -> Int {
    guard context != Self.flow else { return step }
    if let known = contexts[context].points[step] { return known }
    points.append(Point(step: step, context: context))
    contexts[context].points[step] = points.count - 1
    return points.count - 1
  }

  /// The point of a step in a context, if it was reached.
  func known(_ step: Int, in context: Int) -> Int? {
    context == Self.flow ? step : contexts[context].points[step]
  }

  /// The context that the `run` at a point leads to, if it was followed.
  func context(ofRun point: Int) -> Int? {
    contextOfRun[point]
  }

  /// Enters the block that the `run` at a point runs; nil where the block is running already, which
  /// is an error of its own.
  mutating func enter(_ first: Int, from point: Int, _ node: StepNode) -> Int? {
    if let known = contextOfRun[point] { return known }
    let outer = contexts[points[point].context]
    guard !outer.running.contains(node.number) else { return nil }
    let entered: Int
    if contexts.count < FlowLimits.contexts {
      entered = contexts.count
      contexts.append(
        Context(
          isInLastHandler: outer.isInLastHandler || node.isInLastHandler,
          running: outer.running.union([node.number])
        )
      )
    } else {
      // Too many to keep apart: what is known there is joined over all who run the block.
      entered = shared[first] ?? contexts.count
      if entered == contexts.count {
        contexts.append(Context(isInLastHandler: false, running: []))
        shared[first] = entered
      }
    }
    contexts[entered].callers.append(point)
    contextOfRun[point] = entered
    return entered
  }

  /// Takes in what is known where a context comes back; says whether that changed anything.
  mutating func leave(_ context: Int, _ state: PointState) -> Bool {
    guard contexts[context].exit != nil else {
      contexts[context].exit = state
      return true
    }
    return contexts[context].exit?.join(state) ?? false
  }
}
