import Diagnostics
import FlowLanguage
import TestSupport
import Testing

/// A folder of fixtures, with what stands beside each of them.
struct FixtureFolder: CustomTestStringConvertible, Sendable {
  /// Its name below `Tests/Diagnostics`.
  let name: String
  /// What is said in a fixture.
  let check: @Sendable (SourceFile) -> [Diagnostic]

  /// Its path from the package's root.
  var path: String { "Tests/Diagnostics/\(name)" }
  var testDescription: String { name }

  /// Every folder but `yaml`, which is the parser's.
  static let all = flows + [today, environmentFiles, environments, api, runFlow, schedule]

  /// Flows on their own: a folder for each step and each declaration.
  private static let flows =
    (StepKeyword.allCases.filter { $0 != .schedule }.map(\.rawValue) + [
      "flow", "identities", "routes", "settings", "parameters", "variables", "voices", "prompts",
      "hours", "handlers", "expressions", "allowances", "broken", "mistakes", "services", "signals",
      "everywhere", "spoken", "ways", "flags",
    ]).map { FixtureFolder(name: $0) { findings(of: $0) } }

  /// Flows on 25 December 2026.
  private static let today = FixtureFolder(name: "today") { source in
    compile(
      [ProjectFile(path: source.name, bytes: Array(source.text.utf8))],
      today: HoursSchedule.Day(year: 2026, month: 12, day: 25)
    ).findings
  }

  /// Environment files beside a flow.
  private static let environmentFiles = FixtureFolder(name: "environment-files") { source in
    compile(companionFlow, configuration: source.text).findings
      .filter { $0.primary.span.file == source.id }
  }

  /// Flows beside an environment file.
  private static let environments = FixtureFolder(name: "environments") { source in
    compile(source.text, configuration: companionEnvironment, environment: "dev").findings
      .compactMap { $0.inFlow(as: source.id) }
  }

  /// Flows beside the descriptions of services.
  private static let api = FixtureFolder(name: "api") { source in
    let others = [("broken.yaml", "openapi: 3.0.0\npaths: [\n"), ("other.yaml", "swagger: '2.0'")]
    let files =
      [sampleDescription] + others.map { ProjectFile(path: $0.0, bytes: Array($0.1.utf8)) }
    return source.findings(beside: files)
  }

  /// Flows that run others.
  private static let runFlow = FixtureFolder(name: "runFlow") {
    $0.findings(beside: companionFlows)
  }

  /// Flows that have calls begin later.
  private static let schedule = FixtureFolder(name: "schedule") {
    $0.findings(beside: companionFlows)
  }
}

extension SourceFile {
  /// What is said in a flow with other files beside it.
  fileprivate func findings(beside others: [ProjectFile]) -> [Diagnostic] {
    compile([ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))] + others).findings
      .filter { $0.primary.span.file == id }
  }
}

/// A flow that asks its environment for a value of each sort.
private let companionFlow = """
  flow: companion
  identities:
    bob: teamsExtensionUser
  settings:
    crm: uri
    key: sensitive string
    retries: int
  blocks:
    main:
      - answer
      - addAgent: bob
        on: { failed: hangUp }
      - http:
          post: ${settings.crm}/calls/${settings.retries}
          headers: { authorization: "Bearer ${settings.key}" }
        on: { failed: hangUp }
      - play: Hello there.
      - hangUp
  """

/// Flows that others run.
private let companionFlows = [
  """
  flow: verify
  parameters: { digits: int, greeting: string = Hello }
  outputs: { account: string = '', pin: sensitive string = '' }
  blocks:
    main:
      - recognize: { prompt: "${greeting}, your number?", tones: { max: 4 }, retries: "${digits}" }
        id: asked
      - set: { account: "${asked.tones}" }
  """,
  """
  flow: survey
  parameters: { rating: int }
  blocks: { main: [{ log: "${rating}" }] }
  """,
  """
  flow: bridge
  profile: callAutomation
  outputs: { done: bool = true }
  blocks: { main: [{ log: bridged }] }
  """,
  """
  flow: greet
  outputs: { greeted: bool = false }
  blocks: { main: [answer, { set: { greeted: true } }] }
  """,
  """
  flow: finish
  outputs: { never: bool = false }
  blocks: { main: [{ play: Goodbye then. }, hangUp] }
  """,
  """
  flow: remind
  identities: { line: { rawId: 28:orgid:dd123456-5678-5678-1234-ccc123456789 } }
  parameters: { patient: phoneNumber, pin: sensitive string = '' }
  blocks: { main: [{ dial: { to: "${patient}", as: line }, on: { failed: end } }, hangUp] }
  """,
  """
  flow: lookup
  outputs: { name: string = '' }
  blocks:
    main:
      - http: { get: https://crm.contoso.com/name, timeout: 8s }
        on: { failed: continue }
  """,
  """
  flow: mailbox
  outputs: { left: bool = false }
  blocks: { main: [{ takeMessage: {}, on: { failed: continue } }, { set: { left: true } }] }
  """,
  """
  flow: deep
  outputs: { left: bool = false }
  blocks: { main: [{ run: { flow: mailbox } }] }
  """,
  """
  flow: count
  outputs: { n: int = 0 }
  blocks: { main: [{ set: { n: "${n + 1}" } }] }
  """,
].enumerated().map { ProjectFile(path: "other\($0).yaml", bytes: Array($1.utf8)) }

/// An environment without an AI endpoint and with few values.
private let companionEnvironment = """
  environments:
    dev:
      identities:
        bob: +12065551212
        carrol: +12065551213
      settings:
        crm: http://crm.contoso.com
        key: { env: CRM_KEY }
    prod:
      identities: {}
  """

extension Diagnostic {
  /// The finding with the flow's ranges moved to a file; nil if it stands in the environment file,
  /// which is read first.
  fileprivate func inFlow(as file: FileID) -> Diagnostic? {
    guard primary.span.file.index == 1 else { return nil }
    func moved(_ span: Span) -> Span { Span(file: file, start: span.start, end: span.end) }
    return Diagnostic(
      code,
      severity,
      message,
      at: Label(moved(primary.span), primary.text),
      related: related.filter { $0.span.file.index == 1 }.map { Label(moved($0.span), $0.text) },
      help: help,
      fixes: fixes.filter { $0.span.file.index == 1 }.map {
        Fix($0.title, at: moved($0.span), replacement: $0.replacement, isCertain: $0.isCertain)
      }
    )
  }
}
