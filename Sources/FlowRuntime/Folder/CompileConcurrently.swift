package import Diagnostics
package import FlowLanguage

/// Compiles a project on all cores; the result is that of `compileProject`.
///
/// Flows do not depend on one another, so they are dealt out to one task a core.
package func compileConcurrently(
  _ sources: ProjectSources,
  after files: SourceFiles = SourceFiles(),
  tasks: Int
) async -> CompiledProject {
  let compilation = ProjectCompilation(sources, after: files)
  let count = compilation.flowIndices.count
  guard tasks > 1, count > tasks else { return compileProject(sources, after: files) }
  let flows = await withTaskGroup(of: [(Int, CompiledFlow)].self) { group in
    for first in 0..<tasks {
      group.addTask {
        stride(from: first, to: count, by: tasks).map { ($0, compilation.compileFlow(at: $0)) }
      }
    }
    return await group.reduce(into: []) { $0 += $1 }
  }
  return compilation.finish(flows.sorted { $0.0 < $1.0 }.map(\.1))
}
