import CallModel
package import Diagnostics
import FlowSyntax

/// The compiling of a project in its phases: each flow is read by itself, and then each is checked
/// by itself, in any order and at the same time as others.
///
/// `run` does one after another. What a compilation of the same project did before is taken from
/// it as far as it still holds.
package struct ProjectCompilation: Sendable {
  let sources: ProjectSources
  let scope: ProjectScope
  let environments: EnvironmentFile
  /// The flows in the order of their files.
  private(set) var units: [FlowUnit]
  /// The places of the flows that have to be read, now or once more.
  package private(set) var unread: [Int]
  /// The places of the flows that were read.
  private var read: Set<Int> = []
  /// The places of the flows that have to be checked; known once all are read.
  package private(set) var unchecked: [Int] = []
  private let filesBefore: SourceFiles
  /// How many flows there were before.
  private let countBefore: Int
  private let unusedID: FileID
  /// Whether `flowctl.yaml` is as it was.
  private let isConfigurationKept: Bool

  /// Begins with nothing; `files` are those of projects compiled before in the same run.
  package init(_ sources: ProjectSources, after files: SourceFiles = SourceFiles()) {
    self.init(sources, after: files, unusedID: files.unusedID, following: nil)
  }

  /// Begins with what an earlier compilation of the project knows.
  init(_ sources: ProjectSources, following last: ProjectCompilation?) {
    self.init(
      sources,
      after: SourceFiles(),
      unusedID: last?.unusedID ?? FileID(0),
      following: last
    )
  }

  private init(
    _ sources: ProjectSources,
    after files: SourceFiles,
    unusedID: FileID,
    following last: ProjectCompilation?
  ) {
    var unusedID = unusedID
    func newID() -> FileID {
      defer { unusedID = unusedID.next }
      return unusedID
    }
    self.sources = sources
    filesBefore = files
    scope = ProjectScope(sources.zones)
    environments = EnvironmentFile(sources, id: last?.environments.source?.id, newID)
    countBefore = last?.units.count ?? 0
    isConfigurationKept = last?.environments.files == environments.files
    var known = Dictionary(
      (last?.units ?? []).map { ($0.file.path, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let units = sources.flows.map { file, described in
      let unit = known.removeValue(forKey: file.path)
      if let unit, unit.file == file, unit.described == described { return unit }
      return FlowUnit(id: unit?.id ?? newID(), file: file, described: described)
    }
    self.units = units
    unread = units.indices.filter { units[$0].flow == nil }
    self.unusedID = unusedID
  }

  /// Adds the flows that were read, in the order of `unread`, and finds which have to be read once
  /// more: those that name others of which more is known now.
  package mutating func add(_ flows: [ReadFlow]) {
    for (index, flow) in zip(unread, flows) { units[index].flow = flow }
    read.formUnion(unread)
    let links = FlowLinks(units)
    unread = units.indices.filter { index in
      guard let flow = units[index].flow, !flow.namedFlows.isEmpty else { return false }
      units[index].others = links.others(of: flow)
      return units[index].others != flow.others
    }
  }

  /// Binds every signature to the environment, and finds which flows have to be checked.
  package mutating func bind() {
    let surroundings = FlowLinks(units).surroundings(in: scope)
    for index in units.indices {
      guard let flow = units[index].flow else { continue }
      let dependencies = FlowDependencies(
        binding: flow.signature.binding(to: environments, comparedNames: flow.comparedNames),
        environment: environments.chosen,
        demand: environments.demand,
        surroundings: surroundings[index]
      )
      let isKept = units[index].isChecked(
        against: dependencies,
        besideSameConfiguration: isConfigurationKept,
        andSameFlows: read.isEmpty && units.count == countBefore,
        environments.source?.id
      )
      units[index].dependencies = dependencies
      if !isKept { unchecked.append(index) }
    }
  }

  /// Takes the flows that were checked, in the order of `unchecked`, and links all of them.
  package mutating func link(_ flows: [CompiledFlow?]) -> CompiledProject {
    for (index, flow) in zip(unchecked, flows) { units[index].compiled = flow }
    var files = filesBefore
    if let source = environments.source {
      files.add(source)
      files.note(companion: source.id)
    }
    for unit in units { unit.flow.map { files.add($0.source) } }
    let compiled = units.compactMap(\.compiled)
    return CompiledProject(
      files: files,
      findings: environments.findings + compiled.flatMap(\.findings)
        + projectFindings(units, isWhole: environments.source != nil),
      programs: ProgramSet(linking: compiled.compactMap(\.program), with: environments.files),
      flowCount: units.count,
      environmentName: environments.chosen?.name,
      missingEnvironment: environments.missing,
      work: CompileWork(
        read: read.sorted().map { units[$0].file.path },
        checked: unchecked.map { units[$0].file.path }
      )
    )
  }
}

/// A flow's file with what is known of it so far.
struct FlowUnit: Sendable {
  /// The file's id: its own for as long as its path is in the project.
  let id: FileID
  /// The file.
  let file: ProjectFile
  /// The descriptions that its services name.
  let described: [ProjectFile]
  /// The other flows, as far as they are known when it is read.
  var others = OtherFlows.unknown
  /// The flow, once it is read.
  var flow: ReadFlow?
  /// What it is checked against, once that is known.
  var dependencies: FlowDependencies?
  /// The checked flow.
  var compiled: CompiledFlow?

  /// Makes a file of which nothing is known.
  init(id: FileID, file: ProjectFile, described: [ProjectFile]) {
    self.id = id
    self.file = file
    self.described = described
  }

  /// Whether the flow is checked already as it would be against these dependencies.
  fileprivate func isChecked(
    against dependencies: FlowDependencies,
    besideSameConfiguration isConfigurationKept: Bool,
    andSameFlows areFlowsKept: Bool,
    _ configuration: FileID?
  ) -> Bool {
    guard let compiled, self.dependencies == dependencies else { return false }
    // Where a finding points into another file, its place may be another by now; and the way to a
    // flow through those that run it, where one of them is another.
    return compiled.filesPointedInto.allSatisfy { file in
      file == configuration ? isConfigurationKept : areFlowsKept
    }
  }
}

/// A flow as checked, before it is linked with the others of its project.
package struct CompiledFlow: Sendable {
  let program: Program?
  let findings: [Diagnostic]
  /// The other files into which its findings point, told or allowed.
  let filesPointedInto: Set<FileID>
}

extension [Diagnostic] {
  /// Each finding once: a prompt that is said in several places is checked in each of them.
  var unique: [Diagnostic] {
    guard count > 1 else { return self }
    var seen: Set<Diagnostic> = []
    return filter { seen.insert($0).inserted }
  }
}
