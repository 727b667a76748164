package import CallModel
internal import Diagnostics
package import FlowLanguage
internal import Synchronization

/// The flows that are served, and the older versions that live calls keep.
package final class FlowStore: Sendable {
  private struct State {
    /// The flows that are served, in the order of their files.
    var current: [PinnedProgram] = []
    /// The same, linked.
    var programs: ProgramSet?
    /// Versions that are not served any more, compiled again for the calls that keep them.
    var older: [VersionHash: PinnedProgram] = [:]
  }

  private let state = Mutex(State())
  /// What compiles the project; taken before `state`, so that projects are swapped in in the order
  /// in which they were compiled.
  private let compiler: Mutex<ProjectCompiler>
  private let journal: any Journal
  private let zones: any ZoneRules

  /// Makes a store that serves nothing yet; what its compiler has compiled before is not compiled again.
  package init(
    journal: any Journal,
    zones: any ZoneRules,
    compiler: ProjectCompiler = ProjectCompiler()
  ) {
    self.compiler = Mutex(compiler)
    self.journal = journal
    self.zones = zones
  }

  /// Compiles a project, as far as it changed, and swaps it in with one move, or keeps what was
  /// served.
  package func load(_ sources: ProjectSources) -> LoadOutcome {
    compiler.withLock { compiler in
      let project = compiler.compile(sources)
      guard !project.findings.hasErrors else { return .refused(project) }
      let pinned = project.programs.map { PinnedProgram($0) }
      let isChanged = state.withLock { state in
        let isChanged = state.current.map(\.version) != pinned.map(\.version)
        state.current = pinned
        state.programs = project.programs
        return isChanged
      }
      return .loaded(project, isChanged: isChanged)
    }
  }

  /// Compiles a project, as far as it changed, only to tell what is wrong with it.
  package func check(_ sources: ProjectSources) -> CompiledProject {
    compiler.withLock { $0.compile(sources) }
  }

  /// The flow that takes calls to a party; nil if none does.
  package func flow(for called: Identifier) -> PinnedProgram? {
    state.withLock { state in
      state.programs?.place(takingCallsTo: called).map { state.current[$0] }
    }
  }

  /// The flow of a name; nil if none has it.
  package func flow(named name: String) -> PinnedProgram? {
    state.withLock { state in
      state.programs?.place(named: name).map { state.current[$0] }
    }
  }

  /// The flows that are served, in the order of their files.
  package var current: [PinnedProgram] {
    state.withLock { $0.current }
  }

  /// The flags that the served flows declare, by name; each is the same in all of them.
  package var flags: [String: Program.Flag] {
    current.reduce(into: [:]) { flags, flow in
      flags.merge(flow.program.flags) { first, _ in first }
    }
  }

  /// A version that is served, or that the journal keeps for its calls, of which one needs it now.
  func program(
    of version: VersionHash,
    for id: CallID
  ) async throws(VersionFailure) -> PinnedProgram {
    if let known = known(version) { return known }
    let stored: StoredVersion?
    do {
      stored = try await journal.version(version)
    } catch {
      throw .journal(error)
    }
    guard let stored else { throw .missing(version) }
    let compiling = TrapBoard.Deed.compiles(version, flow: stored.flow)
    let pinned = try TrapBoard.watching(compiling, of: id) { () throws(VersionFailure) in
      try recompile(stored)
    }
    state.withLock { $0.older[version] = pinned }
    return pinned
  }

  /// Forgets an older version when its last call has ended.
  func callEnded(on version: VersionHash) async {
    guard state.withLock({ $0.older[version] != nil }) else { return }
    do {
      guard try await journal.version(version) == nil else { return }
    } catch {
      // Kept in memory a little longer: the next call that ends on it asks again.
      return
    }
    state.withLock { $0.older[version] = nil }
  }

  private func known(_ version: VersionHash) -> PinnedProgram? {
    state.withLock { state in
      state.current.first { $0.version == version } ?? state.older[version]
    }
  }

  private func recompile(_ stored: StoredVersion) throws(VersionFailure) -> PinnedProgram {
    let sources = ProjectSources(
      files: stored.files,
      environment: stored.environment,
      requiresValues: true,
      zones: zones
    )
    let programs = compileProject(sources).programs
    guard let place = programs.place(named: stored.flow) else {
      throw .doesNotCompile(stored.hash)
    }
    return PinnedProgram(programs[place], as: stored.hash)
  }
}

/// What became of a project that was to be loaded.
package enum LoadOutcome: Sendable {
  /// It is served now; `isChanged` tells whether any flow differs from before.
  case loaded(CompiledProject, isChanged: Bool)
  /// It has errors, and what was served before is served still.
  case refused(CompiledProject)
}

/// Why a call's version cannot be had.
enum VersionFailure: Error, Sendable {
  /// The journal cannot be read now.
  case journal(JournalError)
  /// The journal does not have it.
  case missing(VersionHash)
  /// Its sources do not compile any more.
  case doesNotCompile(VersionHash)

  /// What is wrong, for an operator.
  var description: String {
    switch self {
    case .journal(let error): error.description
    case .missing: "the version's sources are not in the journal"
    case .doesNotCompile: "the version's sources do not compile any more"
    }
  }
}
