/// Compiles a project again and again as its files change, and each time only what depends on what
/// changed.
///
/// A file is read again when its bytes differ, or its path. A flow is checked again when it was
/// read again, or when what it is checked against differs (`FlowDependencies`). What comes out is
/// that of `compileProject`, but for the numbers of files. The rules of time zones and the day must
/// be the same throughout.
package struct ProjectCompiler: Sendable {
  private var last: ProjectCompilation?

  /// Makes a compiler that knows nothing yet.
  package init() {}

  /// Compiles the project as it is now.
  package mutating func compile(_ sources: ProjectSources) -> CompiledProject {
    var compilation = ProjectCompilation(sources, following: last)
    let project = compilation.run()
    last = compilation
    return project
  }
}
