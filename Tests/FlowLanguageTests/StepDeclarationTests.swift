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

/// One that sends the value of the flow's first expression.
private struct SendingStep: StepKind {
  static let summary = "Sends."
  static let phase = PhaseRequirement.connected

  init(from fields: inout FieldReader) {
    fields.sends([ExpressionID(0)])
    fields.outcome(.done, "It was sent.")
  }
}

/// Another, which says nothing for a minute, tells somebody something, and may stand anywhere.
private struct QuietStep: StepKind {
  static let summary = "Thinks."
  static let phase = PhaseRequirement.connected

  init(from fields: inout FieldReader) {
    fields.waits()
    fields.isSilent(for: .literal(.seconds(60)), "think aloud")
    let header = CallContextFields.Header(name: "Mood", nameSpan: fields.ownerSpan, value: .empty)
    let context = CallContextFields(headers: [header], topic: nil, screenPop: nil, recordID: nil)
    fields.tells([.literal(.identity("desk"))], context)
    fields.runsBeside(.recordingFailed, .meanwhile)
    fields.outcome(.done, "It is over.")
  }
}

/// What checks know of a step is what its reader declares: a step that no check can know by name is
/// checked like any other.
@Suite struct StepDeclarationTests {
  /// The findings of a flow whose `set` steps are dummies.
  private func codes(
    _ blocks: String,
    top: String = "",
    as kind: any StepKind.Type = DummyStep.self
  ) -> [String] {
    let findings = checked(blocks, top: top, as: kind)?.findings ?? []
    return findings.filter { $0.code != .unusedName }.map { "\($0.code): \($0.message)" }
  }

  private func checked(
    _ blocks: String,
    top: String,
    variables: String = "x: int = 0",
    as kind: any StepKind.Type
  ) -> CompiledFlow? {
    let text = "flow: a\n\(top)\nvariables: { \(variables) }\nblocks:\n\(blocks)\n"
    let file = ProjectFile(path: "a.yaml", bytes: Array(text.utf8))
    var compilation = ProjectCompilation(
      ProjectSources(files: [file], environment: nil, requiresValues: false, zones: SampleZones())
    )
    var flow = compilation.readFlow(at: 0)
    flow.steps = flow.steps.map { node in node.map { dummy($0, of: kind) } }
    flow.tree.blocks = flow.tree.blocks.map { block in
      let steps = block.list.steps.map { dummy($0, of: kind) }
      let list = StepList(path: block.list.path, steps: steps, span: block.list.span)
      return Block(name: block.name, nameSpan: block.nameSpan, list: list)
    }
    compilation.add([flow])
    compilation.bind()
    return compilation.checkFlow(at: 0)
  }

  private func dummy(_ node: StepNode, of kind: any StepKind.Type) -> StepNode {
    guard node.step.keyword == .set else { return node }
    var fields = FieldReader(blank: "set")
    fields.needs(kind.phase)
    _ = kind.init(from: &fields)
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

  private static let waiting = """
      main:
        - answer
        - wait:
            for: { gone: { left: caller } }
            meanwhile: { every: 5s, do: [{ set: { x: 1 } }] }
          on: { gone: hangUp }
        - hangUp
    """

  @Test func `where it may stand is what it says`() {
    let top = "on: { recordingFailed: [{ set: { x: 1 } }] }"
    let refused = codes(Self.waiting, top: top).filter { $0.hasPrefix("handlerStep") }
    #expect(
      refused.sorted() == [
        "handlerStep: `set` cannot stand in `meanwhile`",
        "handlerStep: `set` cannot stand in `recordingFailed`",
      ]
    )
    let taken = codes(Self.waiting, top: top, as: QuietStep.self)
    #expect(!taken.contains { $0.hasPrefix("handlerStep") })
  }

  private static let plain = "  main: [answer, { set: { x: 1 } }, hangUp]"
  private static let desk = "identities: { desk: +12065551212 }"

  @Test func `a time in which it says nothing is hinted at`() {
    let hints = codes(Self.plain, top: Self.desk, as: QuietStep.self)
    #expect(hints.contains { $0.hasPrefix("longSilence") })
    #expect(!codes(Self.plain).contains { $0.hasPrefix("longSilence") })
  }

  @Test func `what it tells whom it reaches is checked`() {
    let findings = codes(Self.plain, top: Self.desk, as: QuietStep.self)
    #expect(
      findings.contains("malformedValue: the service sends a telephone no header `Mood`")
    )
  }

  @Test func `what it sends is sealed where it is sensitive`() {
    let flow = """
        main:
          - answer
          - http: { get: "https://crm.contoso.com/${pin}" }
            on: { failed: continue }
          - set: { x: 1 }
          - hangUp
      """
    func senders(_ type: String, as kind: any StepKind.Type) -> [String] {
      let variables = "x: int = 0, pin: \(type) = a"
      let parts = checked(flow, top: Self.desk, variables: variables, as: kind)
      return parts?.program?.sensitive.senders.map(\.text).sorted() ?? ["not checked"]
    }
    #expect(senders("sensitive string", as: SendingStep.self) == ["main/1", "main/2"])
    #expect(senders("sensitive string", as: SetStep.self) == ["main/1"])
    #expect(senders("string", as: SendingStep.self) == [])
  }
}
