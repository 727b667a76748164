package import Diagnostics

/// A project after the fixes that are certain.
package struct FixedProject: Sendable {
  /// A fix that was made.
  package struct MadeFix: Sendable {
    /// The file as it was before, with the finding's place in it.
    package let file: SourceFile
    /// The finding that is mended.
    package let finding: Diagnostic
    /// The change.
    package let fix: Diagnostic.Fix
  }

  /// The files as they are now.
  package let files: [ProjectFile]
  /// What was changed, in the order in which it was.
  package let made: [MadeFix]
}

/// Makes the fixes that are certain, until none is left.
///
/// A fix is made where its finding has no other, nothing else can have been meant
/// (`Fix.isCertain`), and the finding is gone after it with nothing new said at its place. Of two
/// that touch each other the second waits until the first is made. Files that are not UTF-8, and
/// those that `isOpen` does not let be changed, stay as they are.
package func fixProject(
  _ sources: ProjectSources,
  where isOpen: (String) -> Bool = { _ in true }
) -> FixedProject {
  var fixing = Fixing(sources)
  for _ in 0..<FlowLimits.fixRounds {
    guard fixing.round(where: isOpen) else { break }
  }
  return FixedProject(files: fixing.sources.files, made: fixing.made)
}

/// Rounds of fixes, each of one change or more.
private struct Fixing {
  private(set) var sources: ProjectSources
  private(set) var made: [FixedProject.MadeFix] = []
  private var compiler = ProjectCompiler()
  private var project: CompiledProject
  /// Fixes that did not mend their finding.
  private var refused: Set<Refusal> = []

  /// A fix by what it is about: places move from round to round.
  private struct Refusal: Hashable {
    let file: String
    let message: String
    let replacement: String
  }

  /// A fix with its finding.
  private typealias Mend = (finding: Diagnostic, fix: Diagnostic.Fix)

  init(_ sources: ProjectSources) {
    self.sources = sources
    project = compiler.compile(sources)
  }

  /// Makes all fixes of one round; false where there was none to make.
  mutating func round(where isOpen: (String) -> Bool) -> Bool {
    let chosen = mends(where: isOpen)
    guard !chosen.isEmpty else { return false }
    var files = sources.files
    var places: [(mend: Mend, path: String, place: Range<Int>)] = []
    for (id, mends) in chosen {
      guard let file = project.files[id],
        let index = files.firstIndex(where: { $0.path == file.name })
      else { continue }
      let fixed = file.applying(mends.map(\.fix))
      let mark = files[index].bytes.dropLast(file.text.utf8.count)
      files[index] = ProjectFile(path: file.name, bytes: mark + Array(fixed.text.utf8))
      places += zip(mends, fixed.places).map { ($0, file.name, $1) }
    }
    let next = sources.with(files)
    let after = compiler.compile(next)
    let failed = places.filter { !isMended($0.mend.finding, at: $0.place, of: $0.path, in: after) }
    guard failed.isEmpty else {
      // The others get their turn in the next round, without these.
      for one in failed { refused.insert(refusal(one.mend, in: one.path)) }
      return true
    }
    for one in places {
      guard let file = project.files[one.mend.fix.span.file] else { continue }
      made.append(FixedProject.MadeFix(file: file, finding: one.mend.finding, fix: one.mend.fix))
    }
    (sources, project) = (next, after)
    return true
  }

  /// The fixes of a round by file, in the order of their places.
  private func mends(where isOpen: (String) -> Bool) -> [FileID: [Mend]] {
    var chosen: [FileID: [Mend]] = [:]
    let closed = Set(
      project.findings.filter { $0.code == .notUTF8 }.map(\.primary.span.file)
    )
    let mends = project.findings.compactMap { finding in
      finding.certainFix.map { (finding: finding, fix: $0) }
    }
    for mend in mends.sorted(by: { $0.fix.span.start < $1.fix.span.start }) {
      let id = mend.fix.span.file
      guard let file = project.files[id], !closed.contains(id), isOpen(file.name),
        !refused.contains(refusal(mend, in: file.name)),
        chosen[id]?.last.map({ !$0.fix.span.touches(mend.fix.span) }) ?? true
      else { continue }
      chosen[id, default: []].append(mend)
    }
    return chosen
  }

  private func refusal(_ mend: Mend, in file: String) -> Refusal {
    Refusal(file: file, message: mend.finding.message, replacement: mend.fix.replacement)
  }

  /// Whether at a fix's place the finding is said no more, nor anything that was not said before.
  private func isMended(
    _ finding: Diagnostic,
    at place: Range<Int>,
    of path: String,
    in after: CompiledProject
  ) -> Bool {
    let before = Set(project.findings.map(\.message))
    return after.findings.allSatisfy { found in
      guard let file = after.files[found.primary.span.file], file.name == path else { return true }
      let place = Span(file: file.id, start: place.lowerBound, end: place.upperBound)
      // A key that is now there twice is told of the second of them, wherever that stands.
      guard found.primary.span.touches(place) || found.code == .duplicateKey else { return true }
      let isStill = found.code == finding.code && found.primary.span.touches(place)
      return !isStill && before.contains(found.message)
    }
  }
}

extension ProjectSources {
  /// The same project with other texts.
  fileprivate func with(_ files: [ProjectFile]) -> ProjectSources {
    ProjectSources(
      files: files,
      environment: environment,
      requiresValues: requiresValues,
      zones: zones,
      today: today
    )
  }
}
