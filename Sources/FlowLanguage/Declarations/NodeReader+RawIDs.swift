import CallModel
import Diagnostics
import FlowSyntax

extension NodeReader {
  /// A raw id whose beginning says what it is must be that: an object id, a number.
  func checkRawID(_ node: SyntaxNode) {
    guard let scalar = node.scalar else { return }
    switch Identifier(rawID: scalar.text).detail {
    case .microsoftTeamsApp(let app, _): checkGUID(app, of: scalar, "a `microsoftTeamsApp`")
    case .microsoftTeamsUser(let user, _, isAnonymous: false):
      checkGUID(user, of: scalar, "a `microsoftTeamsUser`")
    case .phoneNumber(let number):
      // `4:anonymous` is what the service sends for a withheld number (FACTS (e)).
      guard !number.isWithheld, !Identifier.isE164(number.value) else { return }
      reportMalformed(
        at: scalar.span,
        "`\(number.value)` is not an E.164 number",
        help: "write `4:` and the number with its `+`: `4:+12065551212`"
      )
    // Of these nothing is documented that could be checked.
    case .microsoftTeamsUser, .teamsExtensionUser, .communicationUser, .unknown: break
    }
  }

  private func checkGUID(_ text: String, of scalar: SyntaxScalar, _ what: String) {
    guard !Identifier.isGUID(text) else { return }
    reportMalformed(
      at: scalar.span,
      "`\(text)` is not a GUID, as the raw id of \(what) has it",
      help: "it looks like 0269be4d-5be0-4770-bf9c-a1bf50ee78d5"
    )
  }
}
