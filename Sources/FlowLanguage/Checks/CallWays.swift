import Diagnostics

/// The shortest call to each place of a flow, for each state it can come there in: what a finding
/// about a way shows of it.
///
/// A class, so that what is asked about is searched once, when the first finding asks; most flows
/// have none.
final class CallWays {
  /// What is known at the points of the flow.
  let analysis: FlowAnalysis
  /// The ways from point to point.
  private(set) lazy var ways = FlowWays(analysis)
  private var searches: [WayTopic: WaySearch] = [:]
  private var inner: [Int: CallWays?] = [:]
  /// How many stops may still be looked at to find what matters on a way: a file full of findings is
  /// not to be looked at for long.
  private var budget = FlowLimits.wayBudget
  private var innerSearches: [CallPoint: WaySearch] = [:]

  /// Makes what finds the ways of a flow.
  init(_ analysis: FlowAnalysis) {
    self.analysis = analysis
  }

  /// The shortest way to a step at which something holds, from where the flow is entered.
  ///
  /// Empty where none was found. `isOutermost` leaves out ways that come there through a `run` of a
  /// block; `cause` is what is said of the step after which it holds.
  func way(
    to step: Int,
    isOutermost: Bool = false,
    about topic: WayTopic = .call,
    cause: String? = nil,
    where holds: ((WayFacts) -> Bool)? = nil
  ) -> CallWay {
    let rules = WayRules(analysis: analysis, topic: topic)
    let search = search(about: topic)
    let found = search.stopsOfStep[step]?.first { index in
      guard case .step(let node, let isOuter) = search.stops[index].place else { return false }
      let facts = rules.starting(node, search.stops[index].facts)
      return (!isOutermost || isOuter) && holds?(facts) ?? true
    }
    guard let found else { return CallWay() }
    var reader = WayReader(cause: cause, holds: holds, budget: budget)
    defer { budget = reader.budget }
    return CallWay(turns: reader.turns(of: search, to: found))
  }

  /// All that can be come to, as far as one thing is asked about.
  func search(about topic: WayTopic) -> WaySearch {
    if let known = searches[topic] { return known }
    let search = WaySearch(self, about: topic, from: seeds(topic))
    searches[topic] = search
    return search
  }

  private func seeds(_ topic: WayTopic) -> [WaySearch.Seed] {
    let rules = WayRules(analysis: analysis, topic: topic)
    // The flow's own handlers come after its start: a call that needs none is easier to follow.
    return analysis.starts.flatMap { start -> [WaySearch.Seed] in
      let own = WaySearch.Seed(point: start.step, facts: rules.facts(start.own))
      // Who runs the flow has nothing to do with its own values.
      guard topic == .call, let entry = start.entry else { return [own] }
      let run = WaySearch.Seed(point: start.step, facts: WayFacts(call: entry))
      return start.isOwn ? [own, run] : [run]
    }
  }

  /// All that a call can come to in the flow that the step of a point runs.
  func search(inside point: Int, from call: CallPoint) -> WaySearch? {
    if inner[point] == nil { inner[point] = .some(calls(inside: point)) }
    return inner[point].flatMap(\.self)?.search(from: call)
  }

  private func calls(inside point: Int) -> CallWays? {
    let surroundings = analysis.surroundings
    guard let name = analysis.node(of: point).calledFlow?.name,
      let flow = surroundings.called[name], let entry = analysis.known[point].inner?.call
    else { return nil }
    return surroundings.exits.analysis(of: flow, from: entry).map(CallWays.init)
  }

  private func search(from call: CallPoint) -> WaySearch {
    if let known = innerSearches[call] { return known }
    let seeds = analysis.starts.map { start in
      WaySearch.Seed(point: start.step, facts: WayFacts(call: call))
    }
    let search = WaySearch(self, about: .call, from: seeds)
    innerSearches[call] = search
    return search
  }
}
