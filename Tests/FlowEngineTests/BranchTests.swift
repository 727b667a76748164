import CallModel
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// Traces name branches of the program's table, so that coverage is a count.
@Suite struct BranchTests {
  /// A flow with every kind of branch.
  private static let blocks = """
    main:
      - log: once
        when: call.callerName.hasValue()
      - if: caller.kind == 'phoneNumber'
        then: [{ log: a number }]
      - switch: word
        cases: { a: continue, b: continue }
        when: word != ''
      - http: { get: https://contoso.com }
        on: { 404: reject }
      - answer
      - wait: { for: { one: { press: 1 } }, timeout: 5s }
        on: { timeout: menu }
      - goto: menu
    menu:
      - recognize:
          choices: { yes: { press: 1, say: [yes] }, no: { press: 2, say: [no] } }
        on: { yes: hangUp, failed: hangUp }
      - hangUp
    reject:
      - reject
    """
  private static let top = """
    variables: { word: string = a }
    on:
      failed: [{ log: failed }]
      callEnded: [{ log: over }]
    """

  @Test func `the table holds each branch once per place in the text`() throws {
    let table = try compiled(flow(Self.blocks, top: Self.top)).branches
    #expect(
      table.rows.map(\.id.text) == [
        "main/0/when.true", "main/0/when.false", "main/0/on.done", "main/1/then", "main/1/else",
        "main/1/then/0/on.done", "main/2/when.true", "main/2/when.false", "main/2/cases.a",
        "main/2/cases.b", "main/2/default", "main/3/on.done", "main/3/on.404", "main/4/on.done",
        "main/5/on.one", "main/5/on.timeout", "menu/0/on.no", "menu/0/on.yes", "menu/0/on.failed",
        "reject/0/on.done", "on.failed/0/on.done", "on.callEnded/0/on.done", "on.failed",
        "on.callEnded",
      ]
    )
    #expect(Set(table.rows.map(\.id)).count == table.rows.count)
  }

  @Test func `every branch that a trace names is in the table, and calls cover the table`() throws {
    var dice = SeededGenerator(seed: 3)
    let programs =
      try ProjectFlows.all().map(\.program)
      + [try compiled(flow(Self.blocks, top: Self.top))]
    // One that only others run is run by the example of `run`.
    for program in programs where program.name != "verify-caller" {
      let rows = Set(program.branches.rows.map(\.id))
      var taken: Set<FlowPath> = []
      for _ in 0..<150 { taken.formUnion(branches(of: program, seed: dice.next())) }
      #expect(taken.subtracting(rows).isEmpty, "\(program.name)")
      #expect(rows.isEmpty || !taken.isEmpty, "\(program.name)")
    }
  }

  @Test func `a call's trace counts what it went through`() throws {
    var call = try Conversation(Self.blocks, top: Self.top)
    call.ring(from: Conversation.caller)
    let taken = call.effects.compactMap { effect in
      if case .trace(let trace) = effect { trace.branch?.text } else { nil }
    }
    #expect(
      taken == [
        "main/0/when.true", "main/0/on.done", "main/1/then", "main/1/then/0/on.done",
        "main/2/when.true", "main/2/cases.a",
      ]
    )
  }

  @Test func `random calls cover every branch of a flow that can be reached`() throws {
    let program = try compiled(flow(Self.blocks, top: Self.top))
    var taken: Set<FlowPath> = []
    var dice = SeededGenerator(seed: 11)
    for _ in 0..<1500 { taken.formUnion(branches(of: program, seed: dice.next())) }
    let missing = program.branches.rows.map(\.id).filter { !taken.contains($0) }.map(\.text)
    // `word` is always `a`.
    #expect(missing == ["main/2/when.false", "main/2/cases.b", "main/2/default"])
  }

  private func branches(of program: Program, seed: UInt64) -> Set<FlowPath> {
    var machine = CallMachine(callID: CallID("1"))
    var service = RandomService(SeededGenerator(seed: seed))
    var taken: Set<FlowPath> = []
    var input: CallInput? = service.ring(to: program.routes.first ?? Conversation.line)
    for _ in 0..<80 {
      guard let next = input, !machine.isClosed else { break }
      let effects = machine.handle(next, in: program)
      service.take(effects)
      for case .trace(let trace) in effects {
        if trace.flow == nil, let branch = trace.branch { taken.insert(branch) }
      }
      input = service.next()
    }
    return taken
  }
}
