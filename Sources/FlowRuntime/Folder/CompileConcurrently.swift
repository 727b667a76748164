package import Diagnostics
package import FlowLanguage

/// Compiles a project on all cores; the result is that of `compileProject`.
///
/// In each of its phases the flows are dealt out to one task a core.
package func compileConcurrently(
  _ sources: ProjectSources,
  after files: SourceFiles = SourceFiles(),
  tasks: Int
) async -> CompiledProject {
  guard tasks > 1, sources.files.count > tasks else {
    return compileProject(sources, after: files)
  }
  var compilation = ProjectCompilation(sources, after: files)
  compilation.bind(
    await dealtOut(compilation.unread, to: tasks) { [compilation] in compilation.readFlow(at: $0) }
  )
  return compilation.link(
    await dealtOut(compilation.unchecked, to: tasks) { [compilation] in
      compilation.checkFlow(at: $0)
    }
  )
}

/// What comes of each item, in their order.
private func dealtOut<Item: Sendable, Result: Sendable>(
  _ items: [Item],
  to tasks: Int,
  _ work: @escaping @Sendable (Item) -> Result
) async -> [Result] {
  let results = await withTaskGroup(of: [(Int, Result)].self) { group in
    for first in 0..<tasks {
      group.addTask {
        stride(from: first, to: items.count, by: tasks).map { ($0, work(items[$0])) }
      }
    }
    return await group.reduce(into: []) { $0 += $1 }
  }
  return results.sorted { $0.0 < $1.0 }.map(\.1)
}
