import CallModel
import Diagnostics
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// What is read is used, or it is a finding.
@Suite struct KeyUseTests {
  /// What some calls ask of the host, whatever the traces say.
  private func effects(of program: Program) -> [[Effect]] {
    guard program.handlers.recordingReady == nil else {
      return [HTTPResult.fetched([]), .timedOut].map { result in
        var call = Conversation(recording: program)
        call.ignore()
        for case .fetch(let fetch) in call.effects {
          call.feed(.httpFinished(ordinal: fetch.ordinal, result))
          call.ignore()
        }
        return call.effects.filter { if case .trace = $0 { false } else { true } }
      }
    }
    return (0..<80).map { seed in
      var machine = CallMachine(callID: CallID("1"))
      var service = RandomService(SeededGenerator(seed: UInt64(seed)), isOrderly: seed >= 60)
      var all: [Effect] = []
      var input: CallInput? = service.begin(program)
      for _ in 0..<60 {
        guard let next = input, !machine.isClosed else { break }
        let effects = machine.handle(next, in: program)
        service.take(effects)
        all += effects.filter { if case .trace = $0 { false } else { true } }
        input = service.next()
      }
      return all
    }
  }

  private func codes(_ project: CompiledProject) -> [String] {
    project.findings.map { "\($0.code) \($0.message)" }
  }

  @Test(arguments: StepExample.all)
  func `each key changes what calls do, or what is found`(example: StepExample) throws {
    let whole = example.project()
    let findings = renderText(whole.findings, files: whole.files, style: .plain)
    let program = try #require(whole.programs.first { $0.name == "test" }, "\(findings)")
    #expect(!whole.findings.contains { $0.code == .unusedField }, "\(findings)")
    guard !example.fails else { return }
    let before = effects(of: program)
    for key in (example.inside + example.beside).map(\.name) {
      let left = example.project(without: key)
      let isFound = codes(left) != codes(whole)
      let isUsed =
        left.programs.first { $0.name == "test" }.map { effects(of: $0) != before } ?? false
      #expect(isFound || isUsed, "`\(key)` of `\(example.keyword)` changes nothing")
    }
  }

  @Test func `the examples have every key of every step`() {
    for keyword in StepKeyword.allCases {
      let examples = StepExample.all.filter { $0.keyword == keyword }
      #expect(!examples.isEmpty)
      let written = examples.flatMap { $0.inside + $0.beside }.map(\.name)
      let known = keyword.shape.fields.map(\.name).filter { !$0.isEmpty }
      let values = examples.contains { $0.value != nil } ? [keyword.rawValue, "block"] : []
      #expect(Set(known).subtracting(written + values).isEmpty, "\(keyword)")
    }
  }

  @Test(arguments: StepKeyword.allCases)
  func `a handler is taken where its outcome can happen, and a finding where it cannot`(
    keyword: StepKeyword
  ) {
    for name in Outcome.reserved.map(\.name) + ["a", "b", "key", "404"] {
      var programs: [Program] = []
      for example in StepExample.all where example.keyword == keyword {
        guard example.on?.hasPrefix("\(name):") != true else { continue }
        let project = example.project(handling: "\(name): [{ log: handled }, end]")
        let isTold = project.findings.contains { $0.code == .unknownOutcome }
        #expect(
          isTold == !project.programs.contains { $0.name == "test" },
          "\(name): \(codes(project))"
        )
        programs += project.programs.filter { $0.name == "test" }
      }
      let isHandled = programs.contains { effects(of: $0).joined().contains(where: isMark) }
      #expect(isHandled || programs.isEmpty, "`\(name)` of `\(keyword)` is never handled")
    }
  }

  private func isMark(_ effect: Effect) -> Bool {
    if case .log(let entry) = effect { entry.text == "handled" } else { false }
  }
}
