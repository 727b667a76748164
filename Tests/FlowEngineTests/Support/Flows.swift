import CallModel
import Diagnostics
import FlowLanguage
import Testing

/// A flow of the given blocks, with parties, a route and what else `top` adds.
func flow(
  _ blocks: String,
  top: String = "",
  voices: String = "{ en-US: en-US-NancyNeural }"
) -> String {
  """
  flow: test
  locale: en-US
  voices: \(voices)
  identities:
    line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
    desk: +12065551212
    alice: { rawId: 8:acs:r_t_alice }
    bob: { rawId: 8:acs:r_t_bob }
    carol: { rawId: 8:acs:r_t_carol }
  routes:
    - to: line
  \(top)
  blocks:
  \(blocks.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    .joined(separator: "\n"))
  """
}

let desk = Identifier.phoneNumber("+12065551212")
let alice = Identifier(rawID: "8:acs:r_t_alice")
let bob = Identifier(rawID: "8:acs:r_t_bob")
let carol = Identifier(rawID: "8:acs:r_t_carol")

/// What every test flow's environment gives.
let testEnvironment = """
  environments:
    test:
      cognitiveServicesEndpoint: https://ai.contoso.com
      privateHosts: [Files.internal, "fd00::1"]
      settings:
        crm: https://crm.contoso.com/api
        odd: https://odd.contoso.com/?v=1
        key: { env: CRM_KEY }
  """

/// Zones without daylight saving, enough for hours of tests.
struct FixedZones: ZoneRules {
  let names = ["Europe/Berlin", "Etc/UTC"]

  func zone(named name: String) -> ZoneTransitions? {
    ZoneTransitions(initialOffset: name == "Europe/Berlin" ? 3600 : 0, transitions: [])
  }
}

/// Compiles one flow, and the others it names; its findings of severity error fail the test.
func compiled(
  _ text: String,
  running others: [String] = [],
  environment: String? = testEnvironment,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Program {
  var files = [ProjectFile(path: "test.yaml", bytes: Array(text.utf8))]
  for (index, other) in others.enumerated() {
    files.append(ProjectFile(path: "test\(index).yaml", bytes: Array(other.utf8)))
  }
  if let environment {
    files.append(ProjectFile(path: "flowctl.yaml", bytes: Array(environment.utf8)))
  }
  let project = compileProject(
    ProjectSources(
      files: files,
      environment: nil,
      requiresValues: environment != nil,
      zones: FixedZones()
    )
  )
  for finding in project.findings where finding.severity == .error {
    Issue.record("\(finding.code): \(finding.message)", sourceLocation: sourceLocation)
  }
  return try #require(project.programs.first, sourceLocation: sourceLocation)
}
