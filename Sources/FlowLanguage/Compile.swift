package import Diagnostics
import FlowSyntax

/// Compiles a project: text → tree → typed steps → checked programs.
///
/// It never fails: whatever the files hold, it returns what is to be said about them. A flow with
/// an error gives no program; the others do all the same. `files` are those of projects compiled
/// before in the same run, so that all findings can be shown together.
package func compileProject(
  _ sources: ProjectSources,
  after files: SourceFiles = SourceFiles()
) -> CompiledProject {
  let compilation = ProjectCompilation(sources, after: files)
  return compilation.finish(compilation.flowIndices.map(compilation.compileFlow))
}

extension ProjectCompilation {
  /// Compiles one flow: the main path.
  package func compileFlow(at index: Int) -> CompiledFlow {
    let (file, source, decoding) = flows[index]
    let (document, syntax) = parseYAML(source)
    let session = ReadingSession()
    session.findings = decoding + syntax
    let tree = session.flow(document, zones: sources.zones)
    let values = session.values(of: chosen)
    let expressions = checkFlow(tree, session, values, self)
    let origin = ProgramOrigin(file: file, compilation: self, values: values)
    let program =
      session.findings.hasErrors ? nil : Program(tree, session, expressions, origin)
    return CompiledFlow(
      tree: tree,
      routes: tree.routes(with: values),
      program: program,
      findings: applyAllowances(of: document, in: source, to: session.findings.unique)
    )
  }
}
