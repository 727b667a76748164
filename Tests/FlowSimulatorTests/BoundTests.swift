import Diagnostics
import Testing

@testable import FlowSimulator

/// Scenarios that would never end, or ask for what is not there: each ends, and says where.
@Suite struct BoundTests {
  private func failures(_ lines: String, of flow: String) throws -> [String] {
    let project = try TestProject(
      flow,
      tests: scenarios(lines),
      configuration: configuration
    )
    return try project.run().compactMap { result in
      result.failure.map { failure in
        let place = project.files[failure.line.file]?.position(of: failure.line.start)
        return "\(place?.line ?? 0):\(place?.column ?? 0) \(failure.message): \(failure.label)"
      }
    }
  }

  @Test func `a scenario that waits for ever ends when its call does`() throws {
    let waiting = flow(
      """
      main:
        - answer
        - wait: { for: { gone: { signal: go } } }
          on: { gone: sorry }
      sorry:
        - play: sorry
        - hangUp
      """,
      top: "signals: { go: {} }"
    )
    let found = try failures("ever: [{ hears: sorry }]", of: waiting)
    #expect(
      found == [
        "4:19 the caller hears `sorry` was to come next: instead, the call ends as `maxDuration`"
      ]
    )
    #expect(
      try failures("late: [{ after: 24h }, { hears: sorry }]", of: waiting).first?
        .contains("the call ends as `maxDuration`") ?? false
    )
  }

  @Test(.timeLimit(.minutes(1)))
  func `a loop of ten million steps ends at the engine's limit`() throws {
    let loop = flow(
      """
      main:
        - answer
        - repeat:
            times: 1000
            do:
              - repeat: { times: 1000, do: [{ repeat: { times: 10, do: [{ set: { n: "${n + 1}" } }] } }] }
        - hangUp
      """,
      top: "variables: { n: int = 0 }"
    )
    let found = try failures("loop: [{ ends: hungUp }]", of: loop)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("4:12 the call ends as `hungUp` was to come next") ?? false)
    #expect(found.first?.hasSuffix("the call ends as `failed`") ?? false, "\(found)")
  }

  @Test(.timeLimit(.minutes(1)))
  func `a menu that asks for ever is ended by the limit of a scenario, or of the call`() throws {
    let asking = flow(
      """
      main:
        - answer
        - goto: ask
      ask:
        - recognize: { prompt: menu, choices: { sales: { press: 1 } } }
          on: { sales: hangUp, failed: ask }
      """
    )
    let found = try failures("ask: [\"...\", { ends: hungUp }]", of: asking)
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("4:18 ") ?? false,
      "\(found)"
    )
  }

  @Test func `a prompt or a party that is gone is a finding with its place`() throws {
    let project = try TestProject(
      flow("main: [answer, { play: welcome }, hangUp]"),
      tests: scenarios("gone:\n  - hears: { prompt: farewell }\n  - rings: nora"),
      configuration: configuration
    )
    let text = project.findings.map { finding in
      let span = finding.primary.span
      let place = project.files[span.file]?.position(of: span.start)
      return "\(place?.line ?? 0):\(place?.column ?? 0) \(finding.message)"
    }
    #expect(text.count == 2, "\(text)")
    #expect(text.first?.hasPrefix("5:24 there is no prompt `farewell`") ?? false, "\(text)")
    #expect(text.last?.hasPrefix("6:14 ") ?? false, "\(text)")
  }
}
