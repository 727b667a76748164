internal import CallModel
internal import Diagnostics
package import FlowLanguage

/// A project whose flows are changed one place at a time, with the scenarios that should notice.
///
/// A scenario is asked only where it runs what was changed: any other cannot notice.
package struct MutatedProject: Sendable {
  private let sources: ProjectSources
  /// The project as it is, compiled: what a change does not touch is not compiled again.
  private let compiler: ProjectCompiler
  private let scenarios: [(scenario: Scenario, flow: String)]
  private let coverage: [CoverageMarks]
  private let candidates: [(mutation: Mutation, flow: Program, source: SourceFile)]

  /// Looks for what can be changed in the flows that the scenarios run; all of these have to pass
  /// as the flows are, and `results` are theirs.
  package init(
    _ sources: ProjectSources,
    _ scenarios: [(scenario: Scenario, flow: String)],
    passing results: [ScenarioResult]
  ) {
    self.sources = sources
    self.scenarios = scenarios
    coverage = results.map(\.coverage)
    var compiler = ProjectCompiler()
    let project = compiler.compile(sources)
    self.compiler = compiler
    let run = Set(coverage.flatMap { $0.flows.keys })
    var candidates: [(Mutation, Program, SourceFile)] = []
    for program in project.programs where run.contains(program.name) {
      let path = program.sources.first?.path
      guard let source = project.files.all.first(where: { $0.name == path }) else { continue }
      candidates += findMutations(in: source, of: program).map { ($0, program, source) }
    }
    self.candidates = candidates
  }

  /// How many places there are to change.
  package var count: Int { candidates.count }

  /// Changes a place and runs the scenarios that get there; nil where no change of it compiles.
  package func trial(_ index: Int) -> MutantResult? {
    let (mutation, program, source) = candidates[index]
    let step = program.innermostStep(at: mutation.span)
    for way in mutation.ways {
      let bytes = applied(way.edits, to: source.text)
      let file = ProjectFile(path: source.name, bytes: bytes)
      guard let programs = compiled(with: file) else { continue }
      let mutant = Mutant(
        kind: mutation.kind,
        flow: program.name,
        span: mutation.span,
        change: way.change,
        step: step?.path
      )
      return run(mutant, programs)
    }
    return nil
  }

  /// The programs with a file changed; nil where that is wrong.
  private func compiled(with file: ProjectFile) -> ProgramSet? {
    var compiler = compiler
    let files = sources.files.map { $0.path == file.path ? file : $0 }
    let project = compiler.compile(
      ProjectSources(
        files: files,
        environment: sources.environment,
        requiresValues: sources.requiresValues,
        zones: sources.zones
      )
    )
    return project.findings.hasErrors ? nil : project.programs
  }

  private func run(_ mutant: Mutant, _ programs: ProgramSet) -> MutantResult {
    var result = MutantResult(mutant: mutant)
    for (index, entry) in scenarios.enumerated() where coverage[index].reaches(mutant) {
      result.asked += 1
      guard let place = programs.place(named: entry.flow) else { continue }
      if !runScenario(entry.scenario, of: programs[place]).passed {
        result.noticedBy.append(index)
      }
    }
    return result
  }
}

/// What came of a mutant.
package struct MutantResult: Sendable {
  /// The mutant.
  package let mutant: Mutant
  /// How many scenarios get to what is changed.
  package fileprivate(set) var asked = 0
  /// The numbers of the scenarios that notice it.
  package fileprivate(set) var noticedBy: [Int] = []

  /// The same where the scenarios have numbers from another one on.
  package func numbered(from first: Int) -> MutantResult {
    var result = self
    result.noticedBy = noticedBy.map { $0 + first }
    return result
  }
}

extension CoverageMarks {
  /// Whether what a mutant changes has run; what belongs to no step may matter to the whole flow.
  fileprivate func reaches(_ mutant: Mutant) -> Bool {
    guard let marks = flows[mutant.flow] else { return false }
    guard let step = mutant.step else { return true }
    return marks.steps[step] != nil || marks.branches.keys.contains { $0.lies(in: step) }
  }
}

extension Program {
  /// The innermost step in whose text something stands.
  fileprivate func innermostStep(at span: Span) -> StepNode? {
    var found: StepNode?
    for list in lists.values {
      for node in list.steps where node.span.start <= span.start && span.end <= node.span.end {
        if found.map({ node.span.end - node.span.start < $0.span.end - $0.span.start }) ?? true {
          found = node
        }
      }
    }
    return found
  }
}
