package import CallModel

/// The programs of a project, linked: which flow a name means, and which one a call goes to.
///
/// Where two flows have one name or take the same calls, which is an error of the project, the
/// first counts.
package struct ProgramSet: RandomAccessCollection, Sendable {
  private let programs: [Program]
  private let placesByName: [String: Int]
  private let placesByRoute: [String: Int]

  /// Links programs, in the order of their files; one that runs a flow that is not there is left out.
  init(linking unlinked: [Program], with configuration: [ProjectFile]) {
    let byName = Dictionary(
      unlinked.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    var linked: [String: Program] = [:]
    var open: Set<String> = []
    func link(_ program: Program) -> Program? {
      var flows: [String: Program] = [:]
      for name in program.called {
        if let known = linked[name] {
          flows[name] = known
        } else if let flow = byName[name], open.insert(name).inserted {
          // A flow that comes to run itself, which is an error, is never linked.
          flows[name] = link(flow)
          open.remove(name)
          linked[name] = flows[name]
        }
      }
      return program.linked(to: flows, with: configuration)
    }
    programs = unlinked.compactMap(link)
    let places = programs.enumerated()
    placesByName = Dictionary(
      places.map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
    placesByRoute = Dictionary(
      places.flatMap { place, program in program.routes.map { ($0.rawID, place) } },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The place of the first program.
  package var startIndex: Int { programs.startIndex }

  /// The place after the last program.
  package var endIndex: Int { programs.endIndex }

  /// The program at a place, in the order of the files.
  package subscript(place: Int) -> Program { programs[place] }

  /// The place of the flow of that name; nil if there is none without errors.
  package func place(named name: String) -> Int? {
    placesByName[name]
  }

  /// The place of the flow that takes calls to that party; nil if none does.
  package func place(takingCallsTo called: Identifier) -> Int? {
    placesByRoute[called.rawID]
  }
}
