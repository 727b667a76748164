import Diagnostics
import FlowLanguage
import FlowSyntax
import Foundation
import TestSupport
import Testing

@Suite struct FlowFixtureTests {
  /// Folders whose fixtures are flows on their own: one for each step and each declaration.
  static let folders =
    StepKeyword.allCases.filter { $0 != .schedule }.map(\.rawValue) + [
      "flow", "identities", "routes", "settings", "parameters", "variables", "voices", "prompts",
      "hours", "handlers", "expressions", "allowances", "broken", "mistakes", "services", "signals",
      "everywhere", "spoken", "ways", "flags",
    ]

  @Test(arguments: folders)
  func `what is wrong with a flow is said where it is wrong`(folder: String) throws {
    let report = try checkFixtures(in: "Tests/Diagnostics/\(folder)") { findings(of: $0) }
    #expect(report.isClean, "\(report)")
  }

  @Test func `what is wrong with an environment file is said there`() throws {
    let report = try checkFixtures(in: "Tests/Diagnostics/environment-files") { source in
      compile(companionFlow, configuration: source.text).findings
        .filter { $0.primary.span.file == source.id }
    }
    #expect(report.isClean, "\(report)")
  }

  @Test func `what an environment does not give is said in the flow`() throws {
    let report = try checkFixtures(in: "Tests/Diagnostics/environments") { source in
      compile(source.text, configuration: companionEnvironment, environment: "dev").findings
        .compactMap { $0.inFlow(as: source.id) }
    }
    #expect(report.isClean, "\(report)")
  }

  @Test func `what a service's description does not have is said at the request`() throws {
    let others = [("broken.yaml", "openapi: 3.0.0\npaths: [\n"), ("other.yaml", "swagger: '2.0'")]
    let files =
      [sampleDescription] + others.map { ProjectFile(path: $0.0, bytes: Array($0.1.utf8)) }
    let report = try checkFixtures(in: "Tests/Diagnostics/api") { source in
      compile([ProjectFile(path: "flow.yaml", bytes: Array(source.text.utf8))] + files).findings
        .filter { $0.primary.span.file == source.id }
    }
    #expect(report.isClean, "\(report)")
  }

  @Test func `what is wrong with the running of another flow is said where it is run`() throws {
    let report = try checkFixtures(in: "Tests/Diagnostics/runFlow") { source in
      compile([ProjectFile(path: "flow.yaml", bytes: Array(source.text.utf8))] + companionFlows)
        .findings.filter { $0.primary.span.file == source.id }
    }
    #expect(report.isClean, "\(report)")
  }

  @Test func `what is wrong with a call that is to begin later is said where it is scheduled`()
    throws
  {
    let report = try checkFixtures(in: "Tests/Diagnostics/schedule") { source in
      compile([ProjectFile(path: "flow.yaml", bytes: Array(source.text.utf8))] + companionFlows)
        .findings.filter { $0.primary.span.file == source.id }
    }
    #expect(report.isClean, "\(report)")
  }

  @Test func `each code has a fixture`() throws {
    let texts = try packagePaths(below: "Tests/Diagnostics", ending: ".yaml").map(packageText)
    let all = texts.joined()
    let elsewhere: Set<DiagnosticCode> = [
      // Files are tested with the command that reads them, limits and bytes with the parser.
      .noFlows, .unreadableFile, .notUTF8, .fileTooLarge, .depthLimit, .nodeLimit, .aliasBudget,
      // A project's, not one file's: ProjectTests, FlagTests.
      .routeConflict, .flagConflict,
      // A file's as a whole: BrokenFileTests.
      .emptyDocument,
      // The expression language's own tests.
      .expressionCost,
    ]
    let missing = DiagnosticCode.allCases.filter {
      !elsewhere.contains($0) && !all.contains("[\($0.rawValue)]:")
    }
    #expect(missing.isEmpty, "no fixture in Tests/Diagnostics for: \(missing.map(\.rawValue))")
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
      help: help
    )
  }
}
