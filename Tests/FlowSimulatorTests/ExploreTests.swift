import FlowLanguage
import FlowRuntime
import Foundation
import TestSupport
import Testing

@testable import FlowSimulator

/// Walking the calls that flows can have.
@Suite struct ExploreTests {
  private func exploration(
    _ flow: String,
    within bounds: ExploreBounds = ExploreBounds()
  ) throws -> Exploration {
    let project = try TestProject(
      flow,
      tests: scenarios("a: [\"...\"]"),
      configuration: configuration
    )
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
    let program = try #require(project.programs.first)
    return try #require(explore(program, among: flows, within: bounds))
  }

  private let menu = flow(
    """
    main:
      - answer
      - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
        on: { sales: desk, support: agent, failed: bye }
    agent:
      - addAgent: { to: alice, timeout: 30s }
        id: agent
        on: { failed: bye }
      - wait: { for: { gone: { left: agent } } }
        on: { gone: bye }
    desk:
      - transfer: { to: desk }
        on: { busy: agent, failed: bye }
    bye:
      - play: sorry
      - hangUp
    """
  )

  @Test func `every way to end is found, each as a scenario that passes`() throws {
    let found = try exploration(menu)
    #expect(!found.isCutOff)
    let names = Set(found.ends.map(\.name))
    #expect(
      names.isSuperset(of: ["ends as callerLeft", "ends as hungUp", "ends as transferred"]),
      "\(names)"
    )
    for call in found.ends {
      #expect(call.passes, "\(call.yaml)")
    }
    #expect(found.breaches.isEmpty, "\(found.breaches.map(\.yaml))")
    let transferred = try #require(found.ends.first { $0.name == "ends as transferred" })
    #expect(
      transferred.lines == [
        "hears: menu", "press: \"1\"", "transfers: desk", "desk: accepts", "ends: transferred",
      ]
    )
  }

  @Test func `every branch that can be taken has a call that takes it`() throws {
    let project = try TestProject(
      menu,
      tests: scenarios("a: [\"...\"]"),
      configuration: configuration
    )
    let program = try #require(project.programs.first)
    let found = try exploration(menu)
    #expect(found.missing(of: program).isEmpty, "\(found.missing(of: program))")
    for way in found.ways { #expect(way.call.passes, "\(way.call.yaml)") }
  }

  @Test func `what scenarios leave out is written, passes and raises the count`() throws {
    let project = try TestProject(
      menu,
      tests: scenarios("sales: [{ hears: menu }, { press: 1 }, { transfers: desk }]"),
      configuration: configuration
    )
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
    let program = try #require(project.programs.first)
    let coverage = [TestedFile(name: "a.test.yaml", results: try project.run())].coverage
    let missing = try #require(findMissing(of: program, among: flows, beyond: coverage))
    #expect(missing.unreached.isEmpty, "\(missing.unreached)")
    let text = renderMissing(missing, of: program)
    let written = try TestProject(menu, tests: text, configuration: configuration)
    let results = try written.run()
    #expect(results.count { !$0.passed } == 0, "\(text)")
    var all = coverage
    for result in results {
      let before = all
      all.merge(result.coverage)
      #expect(!all.branches(beyond: before).isEmpty, "\(result.name) takes nothing new")
    }
    let left = program.branches.rows.filter { all.flows["tested"]?.branches[$0.id] == nil }
    #expect(left.isEmpty)
  }

  @Test func `the same flow gives the same exploration, and a bound is said`() throws {
    let (first, second) = (try exploration(menu), try exploration(menu))
    #expect(first.ends == second.ends)
    var bounds = ExploreBounds()
    bounds.states = 5
    let cut = try exploration(menu, within: bounds)
    #expect(cut.isCutOff)
    #expect(cut.breaches.isEmpty, "what was not followed is no dead end")
  }

  @Test func `a planted dead end is printed as the call that shows it`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
            on: { sales: bye, support: stuck, failed: bye }
        stuck:
          - wait: { duration: 12h, music: music }
          - hangUp
        bye:
          - play: sorry
          - hangUp
        """,
        top: "variables: { tries: int = 0 }"
      )
    )
    let breach = try #require(found.breaches.first)
    #expect(breach.name.hasPrefix("dead end at tested:stuck/0"), "\(found.breaches.map(\.name))")
    #expect(breach.lines == ["hears: menu", "press: \"2\""], "\(breach.yaml)")
    #expect(breach.passes)
  }

  @Test func `a planted loop without an exit is printed as the call that goes round`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
            on: { sales: ask, support: bye, failed: bye }
        ask:
          - recognize: { prompt: number, choices: { yes: { press: 1 }, no: { press: 2 } } }
            on: { yes: more, no: ask, failed: ask }
        more:
          - play: welcome
          - goto: ask
            when: tries == 0
          - hangUp
        bye:
          - play: sorry
          - hangUp
        """,
        top: "variables: { tries: int = 0 }"
      )
    )
    let breach = try #require(found.breaches.first)
    #expect(
      breach.name.hasPrefix("loop without an exit at tested:ask/0"),
      "\(found.breaches.map(\.name))"
    )
    #expect(breach.lines.prefix(2) == ["hears: menu", "press: \"1\""], "\(breach.yaml)")
    #expect(breach.passes, "\(breach.yaml)")
  }

  @Test func `a handler that strands the caller is printed`() throws {
    let found = try exploration(
      flow(
        """
        main:
          - answer
          - addAgent: { to: alice, timeout: 30s }
            on: { failed: [{ wait: { for: { back: { signal: go } } } }, hangUp] }
          - hangUp
        """,
        top: "signals: { go: {} }"
      )
    )
    let breach = try #require(found.breaches.first, "\(found.ends.map(\.yaml))")
    #expect(breach.name.hasPrefix("stranded at tested:main/1/on.failed/0"), "\(breach.name)")
    #expect(breach.lines.prefix(1) == ["rings: alice"] || breach.lines.count > 1)
    #expect(breach.passes, "\(breach.yaml)")
  }
}
