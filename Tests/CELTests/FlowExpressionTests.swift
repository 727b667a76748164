import Diagnostics
import Testing

@testable import CEL

/// Expressions and texts as flows have them, against what is in scope there.
@Suite struct FlowExpressionTests {
  private var scope: CELEnvironment {
    let hours = CELRecordType(
      name: "hours",
      fields: [CELField("isClosed", .bool), CELField("state", .string)]
    )
    let recognized = CELAbstractDeclaration(
      name: "result of chosen",
      discriminator: "outcome",
      kinds: [
        .init(id: "unset", word: nil), .init(id: "sales", word: "sales"),
        .init(id: "failed", word: "failed"),
      ],
      fields: [.init("choice", .string, kinds: ["sales"])]
    )
    let body = CELRecordType(name: "body", fields: [CELField("position", .int)])
    let placed = CELAbstractDeclaration(
      name: "result of place",
      discriminator: "outcome",
      kinds: [.init(id: "done", word: "done"), .init(id: "failed", word: "failed")],
      fields: [.init("body", .record(body), kinds: ["done"])]
    )
    var scope = environment([
      "settings": .record(CELRecordType(name: "settings", fields: [CELField("crm", .string)])),
      "hours": .record(CELRecordType(name: "hours", fields: [CELField("office", .record(hours))])),
      "now": .timestamp, "tries": .int,
    ])
    scope.declare(abstract: recognized)
    scope.declare(abstract: placed)
    scope.declare(variable: "chosen", type: recognized.type)
    scope.declare(variable: "place", type: placed.type)
    return scope
  }

  private let values: [String: CELValue] = [
    "settings": .record(CELRecord(typeName: "settings", fields: ["crm": .string("https://crm")])),
    "hours": .map(CELMap(texts: ["office": .map(CELMap(texts: ["isClosed": .bool(false)]))])),
    "chosen": .record(CELRecord(typeName: "result of chosen", fields: [:])),
    "place": .record(
      CELRecord(
        typeName: "result of place",
        fields: [
          "outcome": .string("done"),
          "body": .record(CELRecord(typeName: "body", fields: ["position": .int(3)])),
        ]
      )
    ),
    "tries": .int(2),
    "now": CELTimestamp(seconds: 1_766_577_600).map { .timestamp($0) } ?? .null,
  ]

  @Test(
    arguments: [
      ("hours.office.isClosed", .bool(false)), ("chosen.?choice.orValue('none')", .string("none")),
      ("place.outcome == 'done'", .bool(true)), ("has(chosen.outcome)", .bool(false)),
      ("place.outcome == 'done' ? place.body.position : 0", .int(3)),
      ("tries < 3 && now.getDayOfWeek('-08:00') != 0", .bool(true)),
      ("settings.crm + '/calls'", .string("https://crm/calls")),
    ] as [(String, CELValue)]
  )
  func `a flow's expression is checked and evaluated`(source: String, expected: CELValue) throws {
    #expect(try evaluate(source, scope, values).get() == expected)
  }

  @Test func `a flow's text is put together from its parts`() throws {
    let (parts, findings) = splitTemplate(
      SourceFragment(detached: "You are number ${place.?body.?position.orValue(0)} in the queue.")
    )
    var text = ""
    for part in parts {
      switch part {
      case .text(let fragment): text += fragment.text
      case .expression(let fragment):
        text += try evaluate(fragment.text, scope, values).get().text() ?? ""
      }
    }
    #expect(findings == [])
    #expect(text == "You are number 3 in the queue.")
  }
}
