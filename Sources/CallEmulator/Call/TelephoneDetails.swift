internal import JSON

/// What the telephone network said of a leg that failed: SipDiagnosticInfo, twice.
///
/// The service's texts are not known; these are those of the standards (RFC 3261, 21; ITU-T Q.850,
/// table 1, as RFC 3398, 8.2.6.1 has them correspond).
struct TelephoneDetails {
  let sip: JSONValue
  let q850: JSONValue

  init(sipCode: Int) {
    let (text, cause, causeText) =
      switch sipCode {
      case 486: ("Busy Here", 17, "User busy")
      case 480: ("Temporarily Unavailable", 18, "No user responding")
      case 603: ("Decline", 21, "Call rejected")
      default: ("", 31, "Normal, unspecified")
      }
    sip = Self.info(sipCode, text)
    q850 = Self.info(cause, causeText)
  }

  private static func info(_ code: Int, _ message: String) -> JSONValue {
    .members(["code": .integer(code), "message": .string(message)])
  }
}
