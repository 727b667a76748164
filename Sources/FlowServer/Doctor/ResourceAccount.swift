internal import CallAutomation
internal import JSON

/// A Teams resource account, as Microsoft Graph tells of it (FACTS.md (k)).
struct ResourceAccount: Hashable, Sendable {
  /// The object id.
  let id: String
  /// The name by which it signs in; empty where Graph does not say.
  let userPrincipalName: String
  /// The bot's application, if Graph says.
  let application: String?
  /// The number without `tel:`; nil for none.
  let number: String?
  /// The immutable id of the Communication Services resource that has its calls; nil for none.
  let resourceID: String?

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.text else { return nil }
    self.id = id
    userPrincipalName = json["userPrincipalName"]?.text ?? ""
    application = json["appId"]?.text
    resourceID = json["acsResourceId"]?.text
    let number = json["phoneNumber"]?.text ?? ""
    let shown = number.hasPrefix("tel:") ? String(number.dropFirst("tel:".count)) : number
    self.number = shown.isEmpty ? nil : shown
  }

  /// What it is called.
  var shownName: String { userPrincipalName.isEmpty ? id : userPrincipalName }

  /// Whether it has an object id, however that is written.
  func hasID(_ other: String) -> Bool { id.lowercased() == other.lowercased() }
}

extension PagedList {
  /// The resource accounts of the token's tenant; of one application alone where it is given.
  func resourceAccounts(
    of application: String? = nil
  ) async -> Result<[ResourceAccount], ListFailure> {
    let filter = application.map { "?$filter=" + percentEncoded("appid eq '\($0)'") } ?? ""
    return await elements(
      of: "/beta/admin/teams/resourceAccounts" + filter,
      next: "@odata.nextLink"
    ).map { $0.compactMap(ResourceAccount.init) }
  }
}
