package import Diagnostics
import FlowSyntax

/// Compiles a project: texts → signatures → checked programs → a linked set of them.
///
/// It never fails: whatever the files hold, it returns what is to be said about them. A flow with
/// an error gives no program; the others do all the same. `files` are those of projects compiled
/// before in the same run, so that all findings can be shown together.
package func compileProject(
  _ sources: ProjectSources,
  after files: SourceFiles = SourceFiles()
) -> CompiledProject {
  var compilation = ProjectCompilation(sources, after: files)
  return compilation.run()
}

extension ProjectCompilation {
  /// Runs the phases and links what comes of them: the main path.
  package mutating func run() -> CompiledProject {
    add(unread.map(readFlow))
    add(unread.map(readFlow))
    bind()
    return link(unchecked.map(checkFlow))
  }

  /// The first phase for one flow: its text → typed steps, and its signature.
  ///
  /// A flow that names others is read once more, when their signatures are known.
  package func readFlow(at index: Int) -> ReadFlow {
    let unit = units[index]
    let (source, decoding) = readSource(unit.file.bytes, name: unit.file.path, id: unit.id)
    let (document, syntax) = parseYAML(source, commas: commaMeaning)
    let nodes = NodeReader(
      decoding + syntax,
      // What a flow seems to lack may stand in a document behind it.
      isComplete: document.isComplete && !syntax.contains { $0.code == .severalDocuments },
      comments: document.comments
    )
    return FlowReader(nodes, in: sources, beside: unit.others).read(
      document,
      of: source,
      unit.file,
      describedBy: unit.described
    )
  }

  /// The second phase for one flow: its typed steps and what they depend on → a checked
  /// program.
  package func checkFlow(at index: Int) -> CompiledFlow? {
    guard let flow = units[index].flow, let dependencies = units[index].dependencies else {
      return nil
    }
    let checked = check(flow, in: dependencies, scope)
    var all = (flow.findings + dependencies.binding.findings + checked.findings).unique
    all.cutOff()
    let findings = flow.isComplete ? all : all.withoutEchoes(in: flow.source)
    return CompiledFlow(
      program: findings.hasErrors ? nil : Program(flow, checked, dependencies),
      findings: applyAllowances(
        of: flow.document,
        in: flow.source,
        to: findings,
        unasked: sources.today == nil ? [.pastDate] : []
      ),
      filesPointedInto: findings.filesPointedInto(besides: flow.source.id)
    )
  }
}

extension [Diagnostic] {
  /// The findings without those that begin on a line on which YAML cannot be read, and of a file that
  /// is not UTF-8 besides only that: what was read there is not what its author wrote.
  fileprivate func withoutEchoes(in source: SourceFile) -> [Diagnostic] {
    let undecoded = filter { $0.code == .notUTF8 }
    guard undecoded.isEmpty else { return undecoded }
    func line(_ finding: Diagnostic) -> Int { source.lineIndex(of: finding.primary.span.start) }
    let broken = Set(filter { $0.code == .yamlSyntax }.map(line))
    return filter { $0.code == .yamlSyntax || !broken.contains(line($0)) }
  }
}
