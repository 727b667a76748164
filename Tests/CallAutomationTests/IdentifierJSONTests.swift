import CallAutomation
import CallModel
import JSON
import Testing

@Suite struct IdentifierJSONTests {
  @Test(arguments: [
    (
      "4:+1425_7",
      #"{"phoneNumber":{"assertedId":"7","value":"+1425"},"rawId":"4:+1425_7"}"#
    ),
    (
      "4:anonymous",
      #"{"phoneNumber":{"isAnonymous":true,"value":"anonymous"},"rawId":"4:anonymous"}"#
    ),
    ("8:acs:a_b", #"{"communicationUser":{"id":"8:acs:a_b"},"rawId":"8:acs:a_b"}"#),
    (
      "8:dod:x",
      #"{"microsoftTeamsUser":{"cloud":"dod","isAnonymous":false,"userId":"x"},"rawId":"8:dod:x"}"#
    ),
    (
      "28:gcch:x",
      #"{"microsoftTeamsApp":{"appId":"x","cloud":"gcch"},"rawId":"28:gcch:x"}"#
    ),
    (
      "8:acs:r_t_u",
      #"{"rawId":"8:acs:r_t_u","teamsExtensionUser":"#
        + #"{"cloud":"public","resourceId":"r","tenantId":"t","userId":"u"}}"#
    ),
    ("48:x", #"{"rawId":"48:x"}"#),
  ])
  func `a request names a party by raw id and model`(rawID: String, json: String) throws {
    let identifier = Identifier(rawID: rawID)
    #expect(identifier.requestJSON.text(in: .sorted) == json)
    #expect(Identifier(json: try parseJSON(Array(json.utf8), limits: .webhook)) == identifier)
    let full = identifier.fullJSON
    #expect(full["kind"]?.text == identifier.kind.rawValue)
    #expect(Identifier(json: full) == identifier)
  }

  @Test(arguments: [
    (#"{"communicationUser":{"id":"8:acs:a_b"}}"#, "8:acs:a_b"),
    (#"{"phoneNumber":{"value":"+1425"}}"#, "4:+1425"),
    (#"{"microsoftTeamsUser":{"userId":"x","cloud":"GCCH"}}"#, "8:gcch:x"),
    (#"{"microsoftTeamsUser":{"userId":"x","isAnonymous":true}}"#, "8:teamsvisitor:x"),
    (#"{"microsoftTeamsApp":{"appId":"x","cloud":"DOD"}}"#, "28:dod:x"),
    (
      #"{"teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r"}}"#, "8:acs:r_t_u"
    ),
    (#"{"kind":"unknown","rawId":"28:orgid:x"}"#, "28:orgid:x"),
  ])
  func `a party without a raw id is known by its model`(json: String, rawID: String) throws {
    #expect(
      Identifier(json: try parseJSON(Array(json.utf8), limits: .webhook))
        == Identifier(rawID: rawID)
    )
  }

  @Test(arguments: [
    "{}", "5", #"{"rawId":""}"#, #"{"phoneNumber":{}}"#, #"{"kind":"phoneNumber"}"#,
    #"{"phoneNumber":{"value":"+1"},"communicationUser":{"id":"8:acs:a_b"}}"#,
  ])
  func `what names nobody or two is none`(json: String) throws {
    #expect(Identifier(json: try parseJSON(Array(json.utf8), limits: .webhook)) == nil)
  }
}
