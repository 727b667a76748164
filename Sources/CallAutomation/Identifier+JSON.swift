package import CallModel
package import JSON

extension Identifier {
  /// As a request names a party: raw id and nested model, without `kind`, as the SDKs send it
  /// (FACTS.md 0.2).
  package var requestJSON: JSONValue {
    .members(["rawId": .string(rawID), kind.rawValue: model])
  }

  /// As an answer or an event names a party: with `kind`, and every member a strict reader demands
  /// (FACTS.md (e)).
  package var fullJSON: JSONValue {
    .members(["kind": .string(kind.rawValue), "rawId": .string(rawID), kind.rawValue: model])
  }

  /// Reads a party from any form the service or a client sends: by its raw id, else by its nested
  /// model; nil where there is neither.
  package init?(json: JSONValue) {
    if let rawID = json["rawId"]?.text, !rawID.isEmpty {
      self.init(rawID: rawID)
      return
    }
    let models = IdentifierKind.allCases.compactMap { kind in
      json[kind.rawValue].flatMap { Identifier(model: $0, of: kind) }
    }
    guard models.count == 1, let identifier = models.first else { return nil }
    self = identifier
  }

  /// The nested model; an identifier of unknown kind has none.
  private var model: JSONValue? {
    switch detail {
    case .phoneNumber(let number): number.model
    case .communicationUser(let id): .members(["id": .string(id)])
    case .microsoftTeamsUser(let user, let cloud, let isAnonymous):
      .members([
        "userId": .string(user), "isAnonymous": .bool(isAnonymous),
        "cloud": .string(cloud.rawValue),
      ])
    case .microsoftTeamsApp(let app, let cloud):
      .members(["appId": .string(app), "cloud": .string(cloud.rawValue)])
    case .teamsExtensionUser(let user):
      .members([
        "userId": .string(user.user), "tenantId": .string(user.tenant),
        "resourceId": .string(user.resource), "cloud": .string(user.cloud.rawValue),
      ])
    case .unknown: nil
    }
  }

  private init?(model: JSONValue, of kind: IdentifierKind) {
    let cloud = model["cloud"]?.text.flatMap { Cloud(rawValue: $0.lowercased()) } ?? .public
    switch kind {
    case .phoneNumber:
      guard let value = model["value"]?.text else { return nil }
      self = .phoneNumber(value)
    case .communicationUser:
      guard let id = model["id"]?.text else { return nil }
      self = .communicationUser(id)
    case .microsoftTeamsUser:
      guard let user = model["userId"]?.text else { return nil }
      let isAnonymous = model["isAnonymous"]?.boolean ?? false
      self = .microsoftTeamsUser(user, cloud: cloud, isAnonymous: isAnonymous)
    case .microsoftTeamsApp:
      guard let app = model["appId"]?.text else { return nil }
      self = .microsoftTeamsApp(app, cloud: cloud)
    case .teamsExtensionUser:
      guard let user = model["userId"]?.text, let tenant = model["tenantId"]?.text,
        let resource = model["resourceId"]?.text
      else { return nil }
      self = .teamsExtensionUser(
        TeamsExtensionUser(user: user, tenant: tenant, resource: resource, cloud: cloud)
      )
    case .unknown: return nil
    }
  }
}

extension Identifier.PhoneNumber {
  fileprivate var model: JSONValue {
    .members([
      "value": .string(value),
      "isAnonymous": isWithheld ? true : nil,
      "assertedId": assertedID.map(JSONValue.string),
    ])
  }
}

extension Participant {
  /// As a participant list has it.
  package var json: JSONValue {
    .members([
      "identifier": identifier.fullJSON, "isMuted": .bool(isMuted), "isOnHold": .bool(isOnHold),
    ])
  }

  /// Reads an entry of a participant list; nil without an identifier.
  package init?(json: JSONValue) {
    guard let identifier = json["identifier"].flatMap(Identifier.init(json:)) else { return nil }
    self.init(
      identifier: identifier,
      isMuted: json["isMuted"]?.boolean ?? false,
      isOnHold: json["isOnHold"]?.boolean ?? false
    )
  }
}
