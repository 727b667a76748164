import Diagnostics
import FlowLanguage
import Testing

/// Circles through a flow that say something new each time round.
@Suite struct CircleTests {
  /// Followed last come first served, these ways were gone more often than there is time for, and
  /// what was not followed was said to lead nowhere.
  @Test func `a long chain of menus is followed to its end`() {
    let blocks = (0..<300).map { number in
      """
        menu\(number):
          - recognize:
              prompt: Press it.
              choices: { one: { press: 1 }, two: { press: 2 } }
            id: chosen\(number)
            on: { one: tried\(number), two: menu\(number + 1), failed: desk }
        tried\(number):
          - wait: 1s
            id: waited\(number)
            when: chosen\(number).attempts > 1
          - http: { get: https://crm.contoso.com }
            id: asked\(number)
            on: { failed: menu\(number + 1) }
          - goto: desk

      """
    }
    let text = """
      flow: a
      blocks:
        main: [answer, { goto: menu0 }]
      \(blocks.joined())
        menu300: [hangUp]
        desk: [hangUp]
      """
    let project = compile(text)
    #expect(project.findings.isEmpty)
    #expect(project.programs.count == 1)
  }

  /// What is known at each step of the block is a list over all results, once for each `run` of it.
  @Test func `a long block that is run in many places is refused, not followed without end`() {
    func flow(runs: Int) -> String {
      "flow: a\nblocks:\n  main:\n    - answer\n"
        + String(repeating: "    - run: long\n", count: runs) + "    - hangUp\n  long:\n"
        + (0..<400).map { "    - wait: 1s\n      id: waited\($0)\n" }.joined()
    }
    #expect(compile(flow(runs: 5)).findings.isEmpty)
    let project = compile(flow(runs: 100))
    #expect(project.codes == [.valueOutOfRange])
    #expect(project.programs.isEmpty)
  }
}
