import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Identifiers made of data.
@Suite struct ConstructorTests {
  private static let guid = "0269be4d-5be0-4770-bf9c-a1bf50ee78d5"

  /// What is logged of an expression over the text `x`, or how the step fails.
  private func outcome(_ expression: String, of text: String) throws -> String? {
    var call = try Conversation(
      """
      main:
        - log: "${\(expression)}"
        - reject: busy
      """,
      top: "variables: { x: string = \(text) }"
    )
    call.ring()
    // An unhandled failure is logged too.
    if let failed = call.steps.first(where: { $0.contains("→ failed") }) { return failed }
    for case .log(let entry) in call.effects { return entry.text }
    return nil
  }

  @Test(arguments: [
    ("phoneNumber(x).rawId", "+12065551212", "4:+12065551212"),
    ("phoneNumber(x).number", "+12065551212", "+12065551212"),
    ("communicationUser(x).kind", "8:acs:a_b", "communicationUser"),
    ("communicationUser(x).id", "8:spool:a", "8:spool:a"),
    ("microsoftTeamsUser(x).rawId", guid, "8:orgid:\(guid)"),
    ("microsoftTeamsApp(x).app", guid, guid),
    ("teamsExtensionUser(x, x, x).rawId", guid, "8:acs:\(guid)_\(guid)_\(guid)"),
    ("rawId(x).kind", "4:+12065551212", "phoneNumber"),
    ("rawId(x).kind", "28:orgid:\(guid)", "microsoftTeamsApp"),
    ("rawId(x).kind", "kim", "unknown"),
    ("rawId(x).rawId", "kim", "kim"),
    ("rawId('4:' + x).kind", "+12065551212", "phoneNumber"),
    ("rawId('8:orgid:\(guid)').user", "unread", guid),
  ])
  func `a text that is one becomes an identifier of its kind`(
    expression: String,
    text: String,
    result: String
  ) throws {
    #expect(try outcome(expression, of: text) == result)
  }

  @Test(arguments: [
    ("phoneNumber(x).rawId", "Kim"), ("phoneNumber(x).rawId", "206 555 1212"),
    ("phoneNumber(x).rawId", "4:+12065551212"), ("phoneNumber(x).rawId", "anonymous"),
    ("phoneNumber(x + '_1').rawId", "+12065551212"), ("communicationUser(x).id", "kim"),
    ("communicationUser(x).id", "8:acs:\(guid)_\(guid)_\(guid)"),
    ("communicationUser(x).id", "8:orgid:\(guid)"), ("microsoftTeamsUser(x).user", "kim"),
    ("microsoftTeamsApp(x).app", "28:orgid:\(guid)"),
    ("teamsExtensionUser('\(guid)', x, '\(guid)').user", "kim_a"),
    ("rawId(x).rawId", "4:anonymous"), ("rawId(x).rawId", "4:206"),
    ("rawId(x.substring(3)).rawId", "kim"),
  ])
  func `a text that is none fails the step`(expression: String, text: String) throws {
    #expect(try outcome(expression, of: text) == "main/0 log → failed (expression)")
  }

  @Test(arguments: [("+12065551212", "send 3.1 transfer to desk"), ("Kim", "send 3.1 terminate")])
  func `a call is transferred to a number from data`(name: String, effect: String) throws {
    var call = try Conversation(
      """
      main:
        - answer
        - http: { get: https://crm.contoso.com/who, response: { name: string } }
          id: found
          on: { failed: hangUp }
        - transfer: { to: "${phoneNumber(found.body.name)}" }
          on: { failed: hangUp }
      """
    )
    call.connect()
    call.ignore()
    call.respond(2, 200, .map(.init(texts: ["name": .string(name)])))
    call.expect(effect)
  }
}
