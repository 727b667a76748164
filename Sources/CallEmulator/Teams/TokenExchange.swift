internal import CallAutomation
internal import CallModel
internal import JSON

/// The exchange of an agent's Entra token for one of the service (FACTS.md (k), "Token exchange").
///
/// Entra's keys are elsewhere: the token is read and not verified. Whether the agent is assigned, and
/// has a licence, is not asked; how long the new token counts is a choice of ours.
struct TokenExchange {
  /// Where it is asked for.
  static let path = "/access/teamsExtension/:exchangeAccessToken"
  private static let lifetime = Milliseconds.seconds(3600)

  /// The user's id and their tenant, as the token claims them.
  private let user: String
  private let tenant: String

  init(_ request: ServiceRequest) throws(ServiceError) {
    guard request.method == "POST" else { throw .noResource(request) }
    let body = try RequestBody(request)
    try body.close()
    let bearer = "bearer "
    guard let authorization = request.header("Authorization"),
      authorization.lowercased().hasPrefix(bearer)
    else { throw .invalidToken("an Entra token is exchanged, in place of a signature") }
    let token: BearerToken
    do throws(TokenRefusal) {
      token = try BearerToken(parsing: String(authorization.dropFirst(bearer.count)))
    } catch {
      throw .invalidToken(error.description)
    }
    guard let user = token.claim("oid"), let tenant = token.claim("tid"),
      Identifier.isGUID(user), Identifier.isGUID(tenant)
    else { throw .invalidToken("it does not claim `oid` and `tid`, the user and the tenant") }
    self.user = user.lowercased()
    self.tenant = tenant.lowercased()
  }

  /// The new token; it is for the user as an agent of the resource.
  func answer(resource: String, token: String, at time: Timestamp) -> EmulatorResponse {
    let end = time + Self.lifetime
    let body: JSONValue = [
      "identity": ["id": .string("8:acs:\(resource)_\(tenant)_\(user)")],
      "accessToken": ["token": .string(token), "expiresOn": .string(end.isoDateTime + "Z")],
    ]
    return EmulatorResponse(status: 200, json: body)
  }
}
