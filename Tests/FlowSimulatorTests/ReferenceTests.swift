import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import FlowSimulator

/// What is generated from the words of scenarios.
@Suite struct ReferenceTests {
  @Test func `the page of tests has the tables that the words give`() throws {
    let page = try String(
      contentsOf: packageRoot.appendingPathComponent("docs/testing.md"),
      encoding: .utf8
    )
    let start = try #require(page.range(of: "## What may come before\n")).lowerBound
    let difference = try checkGolden(
      "docs/testing.md",
      scenarioReference(details: String(page[start...]))
    )
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `the schema of scenarios is that of their words`() throws {
    let difference = try checkGolden("schemas/scenarios.schema.json", scenarioSchema())
    let advice = "run `flowctl schema scenarios --write`"
    #expect(difference == nil, "\(advice)\n\(difference ?? "")")
  }

  @Test func `the schema of scenarios takes what is right, and no mistake`() throws {
    func problems(_ line: String) throws -> [String] {
      try schemaProblems(
        of: #"{ "test": "desk", "scenarios": { "one": [\#(line)] } }"#,
        "scenarios"
      )
    }
    for right in [
      #""hangUp""#, #""...""#, #"{ "hears": ["welcome", { "text": "Hi", "by": "alice" }] }"#,
      #"{ "press": 1, "early": true }"#, #"{ "alice": { "accepts": {}, "after": "3s" } }"#,
      #"{ "alice": "accepts", "after": "3s" }"#, #"{ "party": "press", "does": "declines" }"#,
      #"{ "silence": null }"#, #"{ "refuse": { "play": { "code": 412, "subCode": 8583 } } }"#,
      #"{ "requested": { "post": "*/calls", "body": { "a": 1 } } }"#, #"{ "respond": "timeout" }"#,
      #"{ "after": "20s" }"#, #"{ "signal": { "go": {} } }"#, #"{ "ends": "hungUp" }"#,
    ] {
      let all = try problems(right)
      #expect(all.isEmpty, "\(right): \(all)")
    }
    for wrong in [
      #""hangup""#, #"{ "hears": [] }"#, #"{ "rings": [] }"#, #"{ "hears": { "promt": "a" } }"#,
      #"{ "hears": "a", "press": 1 }"#, #"{ "hears": "a", "early": true }"#,
      #"{ "alice": { "accepts": { "after": "3s" } } }"#, #"{ "alice": "acepts" }"#,
      #"{ "alice": { "accepts": {}, "declines": {} } }"#, #"{ "press": 1, "erly": true }"#,
      #"{ "refuse": { "ply": { "code": 412 } } }"#, #"{ "refuse": { "play": { "code": 200 } } }"#,
      #"{ "refuse": { "play": { "code": 400, "subCode": 1 } } }"#, #"{ "ends": "hangedUp" }"#,
      #"{ "after": "soon" }"#, #"{ "respond": { "staus": 200 } }"#, #"{ "party": "press" }"#,
      #"{ "requested": { "post": "a", "get": "b" } }"#, #"{ "requested": { "body": {} } }"#,
      #"{ "hangUp": "now" }"#, #"{ "say": "a", "confidence": 2 }"#,
    ] {
      #expect(try !problems(wrong).isEmpty, "\(wrong)")
    }
    #expect(
      try !schemaProblems(of: #"{ "test": "a", "scenarios": { "one": [] } }"#, "scenarios").isEmpty
    )
  }

  @Test func `the page of simulations and the schema of callers are those of their keys`() throws {
    let page = try String(
      contentsOf: packageRoot.appendingPathComponent("docs/simulate.md"),
      encoding: .utf8
    )
    let start = try #require(page.range(of: "| key | |\n")).lowerBound
    let end = try #require(page.range(of: "## What is drawn\n")).lowerBound
    let written = callersReference(
      preface: String(page[..<start]),
      details: String(page[end...])
    )
    let difference = try checkGolden("docs/simulate.md", written)
    #expect(difference == nil, "\(difference ?? "")")
    let schema = try checkGolden("schemas/callers.schema.json", callersSchema())
    #expect(schema == nil, "run `flowctl schema callers --write`\n\(schema ?? "")")
  }

  @Test func `every word has an example that is read without a finding`() throws {
    let tested = flow(
      """
      main:
        - answer
        - play: welcome
        - recognize: { prompt: menu, choices: { a: { press: 1 } } }
          id: agent
          on: { a: supportDesk, failed: hangUp }
        - hangUp
      supportDesk:
        - hangUp
      """,
      top: "signals: { approved: { by: string } }\nflags: { emergency: bool = false }"
    )
    let lines =
      ExpectationKeyword.allCases.map { ($0.rawValue, $0.row.example) }
      + HappeningKeyword.allCases.filter { $0 != .party }.map { ($0.rawValue, $0.row.example) }
    // The flow has no `user`, and schedules no call.
    for (word, example) in lines where !example.contains("user") && word != "schedules" {
      let example = example.replacing("mainMenu", with: "menu").replacing("frontDesk", with: "desk")
      let project = try TestProject(
        tested,
        tests: scenarios("one:\n  - \(word): \(example)"),
        configuration: configuration
      )
      #expect(project.findings.isEmpty, "\(word): \(project.findings.map(\.message))")
    }
  }
}
