/// Which flows of a project run which: what is known of all of them once each was read.
struct FlowLinks {
  private let flows: [ReadFlow?]
  /// The places of the flows by name; of two of one name, which is an error, the first counts.
  private let places: [String: Int]

  /// Takes the flows of a project.
  init(_ units: [FlowUnit]) {
    flows = units.map(\.flow)
    places = Dictionary(
      flows.enumerated().compactMap { index, flow in flow.map { ($0.tree.name, index) } },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// What a flow that names others is read with.
  func others(of flow: ReadFlow) -> OtherFlows {
    let named = flow.namedFlows.compactMap { name in
      places[name].flatMap { flows[$0] }.map { (name, $0.interface) }
    }
    let names = places.keys.filter { !$0.isEmpty && $0 != flow.tree.name }.sorted()
    return .known(Dictionary(uniqueKeysWithValues: named), names: names)
  }

  /// Who runs each flow, and what it runs, in the order of the flows.
  ///
  /// Who runs others is followed before them, so that what is known where they begin is joined over
  /// all. A flow that comes to run itself, which is an error, is not followed there.
  func surroundings(in scope: ProjectScope) -> [FlowSurroundings] {
    let exits = FlowExitTable(scope)
    var found = flows.map { FlowSurroundings(begun: begun(by: $0), exits: exits) }
    guard flows.contains(where: { $0?.runs.isEmpty == false }) else { return found }
    var called = CalledFlows(self)
    for index in flows.indices { found[index].called = called.called(by: index) }
    for index in called.order.reversed() {
      guard let flow = flows[index], !flow.runs.isEmpty,
        let analysis = FlowAnalysis(flow, scope, found[index])
      else { continue }
      for (point, known) in analysis.known.enumerated() {
        guard case .flow(let call)? = analysis.node(of: point).shape.enclosed,
          found[index].called[call.name] != nil, let place = places[call.name]
        else { continue }
        found[place].entry.join(known.inner?.call)
      }
    }
    return found
  }

  /// The files of the flows that a flow names and does not run; it is not compiled again without them.
  private func begun(by flow: ReadFlow?) -> [ProjectFile] {
    guard let flow, !flow.namedFlows.isEmpty else { return [] }
    return flow.namedFlows.subtracting(flow.runs).sorted().compactMap { name in
      name == flow.tree.name ? nil : places[name].flatMap { flows[$0]?.file }
    }
  }

  /// The flows that each flow runs, with what those run.
  private struct CalledFlows {
    /// The flows in an order in which each comes after those it runs.
    private(set) var order: [Int] = []
    private let links: FlowLinks
    private var known: [Int: [String: CalledFlow]] = [:]
    private var open: Set<Int> = []

    init(_ links: FlowLinks) { self.links = links }

    mutating func called(by index: Int) -> [String: CalledFlow] {
      if let known = known[index] { return known }
      open.insert(index)
      defer { open.remove(index) }
      var called: [String: CalledFlow] = [:]
      for name in links.flows[index]?.runs.sorted() ?? [] {
        guard let place = links.places[name], !open.contains(place), let flow = links.flows[place]
        else { continue }
        called[name] = CalledFlow(read: flow, called: self.called(by: place))
      }
      known[index] = called
      order.append(index)
      return called
    }
  }
}

extension ReadFlow {
  /// The flows it runs.
  var runs: Set<String> {
    guard !namedFlows.isEmpty else { return [] }
    return Set(steps.compactMap { $0?.calledFlow?.name })
  }
}

extension StepNode {
  /// The flow it runs, if it does.
  var calledFlow: FlowCall? {
    if case .flow(let call)? = shape.enclosed { call } else { nil }
  }
}
