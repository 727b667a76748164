import CallModel
import Diagnostics
import FlowLanguage
import TestSupport

/// A project of small flows that can be edited.
struct SampleProject {
  /// The flows, by path.
  var flows: [String: String] = [:]
  /// `flowctl.yaml`, or nil for none.
  var configuration: String?
  var environment: String?
  var requiresValues = false

  /// Makes a project without findings; each flow has a setting, a party and a route of its own.
  init(flows count: Int) {
    for number in 0..<count { flows[Self.path(number)] = Self.flow(number) }
    configuration = """
      environments:
        dev:
          cognitiveServicesEndpoint: https://contoso.cognitiveservices.azure.com
          identities:
            who: +12065550199
      \((0..<count).map { "      who\($0): +1206555000\($0)" }.joined(separator: "\n"))
          settings:
      \((0..<count).map { "      own\($0): value\($0)" }.joined(separator: "\n"))
      """
  }

  /// The path of a flow.
  static func path(_ number: Int) -> String { "flow\(number).yaml" }

  private static func flow(_ number: Int) -> String {
    let digits = String(100_000_000 + number).dropFirst()
    return """
      flow: flow\(number)
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-\(digits)0000 }
        who: phoneNumber
        who\(number): phoneNumber
      routes:
        - to: line
      settings: { own\(number): string }
      variables: { count: int = 0 }
      prompts: { hello: "Hello ${settings.own\(number)}" }
      blocks:
        main:
          - answer
          - recognize: { prompt: hello, choices: { one: { press: 1 }, two: { press: 2 } } }
            id: chosen
            on: { one: rest, two: rest, failed: hangUp }
        rest:
          - set: { count: "${count + 1}" }
            when: chosen.choice == 'one'
            on: { failed: continue }
          - log: ${count} ${who.number}
          - transfer: { to: who\(number) }
            on: { failed: hangUp }
      """
  }

  /// What is compiled.
  var sources: ProjectSources {
    var texts = flows
    texts["flowctl.yaml"] = configuration
    return ProjectSources(
      files: texts.sorted { $0.key < $1.key }.map {
        ProjectFile(path: $0.key, bytes: Array($0.value.utf8))
      },
      environment: environment,
      requiresValues: requiresValues,
      zones: SampleZones()
    )
  }

  /// Changes a flow's text.
  mutating func edit(_ number: Int, _ change: (String) -> String) {
    flows[Self.path(number)] = flows[Self.path(number)].map(change)
  }

  /// Changes something.
  mutating func change(by dice: inout SeededGenerator) {
    switch dice.below(10) {
    case 0: environment = dice.pick([nil, "dev", "prod", "nope"]) ?? nil
    case 1: requiresValues.toggle()
    case 2: configuration = dice.chance(30) ? nil : SampleProject(flows: 5).configuration
    case 3, 4: configuration = configuration.map { Self.edited($0, by: &dice) }
    case 5: _ = dice.pick(flows.keys.sorted()).map { flows.removeValue(forKey: $0) }
    case 6:
      let number = dice.below(7)
      flows[Self.path(number)] = Self.flow(number)
    default:
      guard let path = dice.pick(flows.keys.sorted()), let text = flows[path] else { return }
      flows[path] = Self.edited(text, by: &dice)
    }
  }

  /// The text with a line dropped, doubled, moved, indented or written over.
  private static func edited(_ text: String, by dice: inout SeededGenerator) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = dice.below(lines.count)
    switch dice.below(6) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: line)
    case 2: lines.insert("# a comment", at: line)
    case 3: lines.swapAt(line, dice.below(lines.count))
    case 4: lines[line] = "  " + lines[line]
    default: lines[line] = lines[line].replacing("\(dice.below(5))", with: "\(dice.below(5))")
    }
    return lines.joined(separator: "\n")
  }
}

extension CompiledProject {
  /// All that can be seen of it, with files by name: lines of text that can be compared.
  var facts: [String] {
    let texts = files.all.map { "file \($0.name): \($0.text.utf8.count)" }
    let found = findings.map { finding in
      "finding \(finding.code) \(finding.severity) \(place(finding.primary.span)) \(finding.message)"
    }
    return texts + found + programs.flatMap(facts)
      + [renderJSON(findings, files: files), "\(flowCount) \(environmentName ?? "none")"]
  }

  private func facts(of program: Program) -> [String] {
    let material = String(decoding: program.versionMaterial, as: UTF8.self)
    let sources = program.sources.map { source in
      "source \(source.path) \(String(decoding: source.bytes, as: UTF8.self))"
    }
    let lists = program.lists.map { path, list in
      "list \(path.text) \(list.steps.map { place($0.span) })"
    }
    let environment = "\(program.environmentName ?? "none") \(program.routes)"
    return ["program \(program.name) \(material)", environment] + sources + lists.sorted()
  }

  private func place(_ span: Span) -> String {
    "\(files[span.file]?.name ?? "nowhere") \(span.start) \(span.end)"
  }
}
