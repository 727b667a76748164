import Diagnostics
import FlowLanguage
import FlowSyntax
import Foundation
import JSON
import TestSupport
import Testing

/// Flows, environments and descriptions with something of them changed: whatever comes of it, it is
/// settled, and what is said of it is right in itself.
@Suite struct FuzzTests {
  @Test func `a flow changed at random is settled`() throws {
    let seeds = try flowTexts()
    let configuration = FuzzFile("flowctl.yaml", Array(try packageText("flows/flowctl.yaml").utf8))
    try fuzz("flow", count: 120) { random in
      let flow = FuzzFile("flow.yaml", changed(random.pick(seeds) ?? "", by: &random))
      let description = FuzzFile(sampleDescription.path, sampleDescription.bytes)
      return random.chance(30) ? [flow, configuration, description] : [flow]
    } _: {
      complaints($0)
    }
  }

  @Test func `an environment changed at random is settled`() throws {
    let flows = try sampleFlows().filter { !$0.path.contains("steps/") && !$0.isConfiguration }
    let seeds =
      try packagePaths(below: "Tests/Diagnostics/environment-files", ending: ".yaml")
      .flatMap { try documents(of: $0) } + [packageText("flows/flowctl.yaml")]
    try fuzz("environment", count: 40) { random in
      let flow = random.pick(flows).map { FuzzFile("flow.yaml", $0.bytes) }
      let other = FuzzFile("flowctl.yaml", changed(random.pick(seeds) ?? "", by: &random))
      return (flow.map { [$0] } ?? []) + [other]
    } _: {
      complaints($0)
    }
  }

  @Test func `a description changed at random is settled`() throws {
    let flows = try packagePaths(below: "Tests/Diagnostics/api", ending: ".yaml")
      .flatMap { try documents(of: $0) }
    let description = String(decoding: sampleDescription.bytes, as: UTF8.self)
    try fuzz("description", count: 40) { random in
      [
        FuzzFile("flow.yaml", Array((random.pick(flows) ?? "").utf8)),
        FuzzFile("desk.yaml", changed(description, by: &random)),
      ]
    } _: {
      complaints($0)
    }
  }

  /// All flows of the package: those that are right, and those that are there to be wrong.
  private func flowTexts() throws -> [String] {
    let samples = try sampleFlows().filter { !$0.isConfiguration }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
    let fixtures = try packagePaths(below: "Tests/Diagnostics", ending: ".yaml")
      .filter { !$0.contains("environment-files") }
    return samples + (try fixtures.flatMap { try documents(of: $0) })
  }

  private func documents(of path: String) throws -> [String] {
    try packageText(path).components(separatedBy: "\n---\n")
  }

  /// A text changed as a text, as a tree, or as both.
  private func changed(_ text: String, by random: inout SeededGenerator) -> [UInt8] {
    let kind = random.below(5)
    guard kind > 0 else { return mutatedBytes(Array(text.utf8), using: &random) }
    var tree = YAMLTree(reading: text)
    tree.mutate(using: &random)
    let written = Array(tree.written(isFlow: random.chance(15)).utf8)
    return kind > 1 ? written : mutatedBytes(written, using: &random)
  }
}

/// What is wrong with how files are settled.
private func complaints(_ files: [FuzzFile]) -> [String] {
  let project = compileFuzzed(files)
  var complaints: [String] = []
  if files.count == 1, project.findings.hasErrors == !project.programs.isEmpty {
    complaints.append("there is a program and an error, or neither")
  }
  complaints += strayRanges(project)
  complaints += FindingsFormat.allCases.compactMap { brokenForm($0, project) }
  complaints += wrongFixes(files, project)
  complaints += files.flatMap(wrongLayout)
  return complaints
}

private func sources(_ files: [ProjectFile]) -> ProjectSources {
  ProjectSources(files: files, environment: nil, requiresValues: false, zones: SampleZones())
}

private func compileFuzzed(_ files: [FuzzFile]) -> CompiledProject {
  compile(files.map { ProjectFile(path: $0.path, bytes: $0.bytes) })
}

/// Findings that point outside of their file, or into a character.
private func strayRanges(_ project: CompiledProject) -> [String] {
  let bytes = project.files.all.reduce(into: [:]) { $0[$1.id] = Array($1.text.utf8) }
  return project.findings.compactMap { finding in
    let spans = [finding.primary.span] + finding.related.map(\.span) + finding.fixes.map(\.span)
    let isRight = spans.allSatisfy { span in
      guard let text = bytes[span.file] else { return span.file == .none }
      return span.start >= 0 && span.start <= span.end && span.end <= text.count
        && [span.start, span.end].allSatisfy { $0 == text.count || text[$0] & 0xC0 != 0x80 }
    }
    return isRight ? nil : "\(finding.code.rawValue) at \(spans): \(finding.message)"
  }
}

private let everything = JSONLimits(bytes: .max, depth: 64, values: .max)

/// A form of the findings that cannot be read.
private func brokenForm(_ format: FindingsFormat, _ project: CompiledProject) -> String? {
  let text = render(project.findings, files: project.files, as: format)
  switch format {
  case .json, .sarif, .gitlab:
    do throws(JSONFailure) {
      _ = try parseJSON(Array(text.utf8), limits: everything)
      return nil
    } catch {
      return "\(format.rawValue): \(error)"
    }
  case .text, .github, .azure, .junit:
    return text.isEmpty && format == .text ? "nothing is said" : nil
  }
}

/// Whether all of a text can be read as YAML, with no key twice.
private func isWhole(_ bytes: [UInt8]) -> Bool {
  let text = String(decoding: bytes, as: UTF8.self)
  let (document, findings) = parseYAML(SourceFile(id: FileID(0), name: "a", text: text))
  return document.isComplete && !findings.contains { $0.code == .duplicateKey }
}

/// Fixes that are certain and break something.
private func wrongFixes(_ files: [FuzzFile], _ project: CompiledProject) -> [String] {
  guard project.findings.contains(where: { $0.certainFix != nil }) else { return [] }
  let fixed = fixProject(sources(files.map { ProjectFile(path: $0.path, bytes: $0.bytes) }))
  var complaints: [String] = []
  for (before, after) in zip(files, fixed.files) where before.bytes != after.bytes {
    if isWhole(before.bytes), !isWhole(after.bytes) {
      complaints.append("fixes break \(before.path): \(fixed.made.map(\.fix.title))")
    }
  }
  if fixProject(sources(fixed.files)).files != fixed.files {
    complaints.append("fixes are made once more: \(fixed.made.map(\.fix.title))")
  }
  return complaints
}

/// A layout that is not kept, or changes what is said.
private func wrongLayout(_ file: FuzzFile) -> [String] {
  guard let text = String(validating: file.bytes, as: UTF8.self) else { return [] }
  func source(_ text: String) -> SourceFile {
    SourceFile(id: FileID(0), name: file.path, text: text)
  }
  guard let once = formatYAML(source(text)) else { return [] }
  guard formatYAML(source(once)) == once else {
    return ["\(file.path) is laid out otherwise again"]
  }
  let (before, after) = (compile(text), compile(once))
  // A message may quote what stands on a line, with the blanks in it.
  func said(_ project: CompiledProject) -> [String] {
    project.findings.map { "\($0.code.rawValue): \($0.message.filter { $0 != " " })" }.sorted()
  }
  return said(before) == said(after) ? [] : ["\(file.path) means something else when laid out"]
}
