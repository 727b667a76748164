import CEL
import CallModel
import FlowLanguage
import Foundation
import Testing

@Suite struct ProgramTests {
  @Test func `lists are found by their structural paths`() throws {
    let program = try #require(
      compile(
        """
        flow: a
        identities: { desk: +12065551212 }
        blocks:
          main:
            - answer
            - if: has(call.from.number)
              then:
                - log: known
            - switch: call.from.kind
              cases:
                phoneNumber:
                  - log: number
            - transfer: desk
              on:
                failed:
                  - hangUp
        on:
          callEnded:
            - log: over
        """
      ).programs.first
    )
    #expect(
      program.lists.keys.map(\.text).sorted() == [
        "main", "main/1/then", "main/2/cases.phoneNumber", "main/3/on.failed", "on.callEnded",
      ]
    )
    let handler = FlowPath.block("main").step(3).list(under: "on", entry: "failed")
    #expect(program.lists[handler]?.steps.map(\.path.text) == ["main/3/on.failed/0"])
    #expect(program.start == "main")
  }

  @Test func `a handler of failed takes each failure that has none of its own`() throws {
    let program = try #require(
      compile(
        """
        flow: a
        identities: { desk: +12065551212 }
        blocks:
          main:
            - answer
            - transfer: desk
              on: { busy: hangUp, failed: other }
          other:
            - hangUp
        """
      ).programs.first
    )
    let step = try #require(program.lists[.block("main")]?.steps.last)
    #expect(step.handler(for: .busy)?.content.word == "hangUp")
    #expect(step.handler(for: .noAnswer)?.content.word == "other")
    #expect(step.handler(for: .failed)?.content.word == "other")
    #expect(step.handler(for: .done) == nil)
  }

  @Test(arguments: [
    "4:+12065551212", "8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_00000005",
    "8:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5",
    "28:gcch:0269be4d-5be0-4770-bf9c-a1bf50ee78d5", "48:anything",
    "8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd_"
      + "0269be4d-5be0-4770-bf9c-a1bf50ee78d5",
  ])
  func `an identifier is the same again when an expression gives it back`(rawID: String) {
    let identifier = Identifier(rawID: rawID)
    let value = IdentifierType.value(of: identifier)
    #expect(IdentifierType.identifier(from: value) == identifier)
    guard case .record(let record) = value else {
      Issue.record("an identifier is no record")
      return
    }
    #expect(record["kind"] == .string(identifier.kind.rawValue))
  }

  @Test func `what is no identifier stands for none`() {
    #expect(IdentifierType.identifier(from: .string("4:+12065551212")) == nil)
  }

  @Test func `the schema is JSON and knows every step`() throws {
    let json = try JSONSerialization.jsonObject(with: Data(flowSchema().utf8))
    let definitions = (json as? [String: Any])?["$defs"] as? [String: Any]
    for keyword in StepKeyword.allCases {
      #expect(definitions?["step-\(keyword.rawValue)"] != nil)
    }
  }
}

extension Handler.Content {
  /// The word that says it, where it is one.
  fileprivate var word: String? {
    switch self {
    case .block(let name): name
    case .hangUp: "hangUp"
    case .end: "end"
    case .return: "return"
    case .continue: "continue"
    case .steps: nil
    }
  }
}
