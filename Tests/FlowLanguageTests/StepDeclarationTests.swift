import CallModel
import Diagnostics
import TestSupport
import Testing

@testable import FlowLanguage

/// A step that the catalogue does not have.
private struct DummyStep: StepKind {
  static let summary = "Rings somebody who may be asleep."
  static let phase = PhaseRequirement.connected

  let timeout: FieldValue<Milliseconds>

  init(from fields: inout FieldReader) {
    timeout = fields.required("timeout", .duration(.seconds(1)...(.seconds(9))), "How long.")
    fields.waits()
    fields.bringsParty()
    fields.outcome(.done, "They woke up.", OutcomeEffect(company: .together))
    fields.outcome(.timeout, "They slept on.", OutcomeEffect(unhandled: .refused))
    fields.outcome(.busy, "They are awake already.")
    fields.outcome(.failed, "There is nobody.", OutcomeEffect(onward: .leaves, phase: .gone))
  }
}

/// What checks know of a step is what its reader declares: a step that no check can know by name is
/// checked like any other.
@Suite struct StepDeclarationTests {
  /// The findings of a flow whose `set` steps are dummies.
  private func codes(_ blocks: String, top: String = "") -> [String] {
    let text = "flow: a\n\(top)\nvariables: { x: int = 0 }\nblocks:\n\(blocks)\n"
    let file = ProjectFile(path: "a.yaml", bytes: Array(text.utf8))
    var compilation = ProjectCompilation(
      ProjectSources(files: [file], environment: nil, requiresValues: false, zones: SampleZones())
    )
    var flow = compilation.readFlow(at: 0)
    flow.steps = flow.steps.map { $0.map(dummy) }
    flow.tree.blocks = flow.tree.blocks.map { block in
      let steps = block.list.steps.map(dummy)
      let list = StepList(path: block.list.path, steps: steps, span: block.list.span)
      return Block(name: block.name, nameSpan: block.nameSpan, list: list)
    }
    compilation.add([flow])
    compilation.bind()
    let findings = compilation.checkFlow(at: 0)?.findings ?? []
    return findings.filter { $0.code != .unusedName }.map { "\($0.code): \($0.message)" }
  }

  private func dummy(_ node: StepNode) -> StepNode {
    guard node.step.keyword == .set else { return node }
    var fields = FieldReader(blank: "set")
    fields.needs(DummyStep.phase)
    _ = DummyStep(from: &fields)
    return StepNode(
      number: node.number,
      path: node.path,
      id: node.id,
      when: node.when,
      handlers: node.handlers,
      step: node.step,
      shape: fields.shape,
      keywordSpan: node.keywordSpan,
      span: node.span
    )
  }

  @Test func `its phase is checked`() {
    let codes = codes("  main: [{ set: { x: 1 }, on: { failed: continue } }, answer, hangUp]")
    #expect(codes.contains { $0.hasPrefix("callPhase: `set` needs a call that is connected") })
  }

  @Test func `an outcome that must be handled is asked for, and failures are warned of`() {
    let codes = codes("  main: [answer, { set: { x: 1 } }, hangUp]")
    #expect(codes == ["unhandledTimeout: `timeout` is given, and nothing says what happens then"])
  }

  @Test func `a failure that would end the call is warned of, but not one that leaves`() {
    let codes = codes("  main: [answer, { set: { x: 1 }, on: { done: hangUp } }]")
    #expect(codes.contains { $0.hasPrefix("unhandledTimeout") })
    let handled = """
        main:
          - answer
          - wait: { for: { gone: { left: caller } }, timeout: 5s }
            on: { timeout: next, gone: hangUp }
          - hangUp
        next: [{ set: { x: 1 } }, hangUp]
      """
    #expect(self.codes(handled).contains { $0.hasPrefix("unhandledTimeout") })
  }

  @Test func `a loop with it waits`() {
    let codes = codes(
      "  main: [answer, { goto: again }]\n  again: [{ set: { x: 1 } }, { goto: again }]"
    )
    #expect(!codes.contains { $0.hasPrefix("endlessLoop") })
  }

  @Test func `whom it brings in is there afterwards, and what leads nowhere is found`() {
    let flow = "  main: [answer, { set: { x: 1 }, on: { busy: end, done: end } }]"
    let codes = codes(flow)
    // After `done` somebody is there; after `busy` the caller may be alone.
    #expect(codes.filter { $0.hasPrefix("loneCaller") }.count == 1)
    #expect(codes.filter { $0.hasPrefix("fallsOffTheEnd") }.count == 1)
  }

  @Test func `where it leaves the call, what comes next is checked`() {
    let codes = codes(
      "  main: [answer, { set: { x: 1 }, on: { failed: talk } }, hangUp]\n  talk: [{ play: hello there }, hangUp]"
    )
    #expect(codes.contains { $0.hasPrefix("callPhase: `play`") })
  }
}
