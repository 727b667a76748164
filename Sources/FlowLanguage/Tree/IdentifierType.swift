package import CEL
package import CallModel

/// Identifiers as expressions see them: an abstract type with one subkind for each kind, and one
/// for a number that is withheld (SEMANTICS.md, rules 16 and 33).
package enum IdentifierType {
  /// The type's name in messages.
  package static let name = "identifier"
  /// The subkind of a `phoneNumber` whose number is not known.
  package static let withheldNumber = "withheldNumber"

  /// The type of values of these kinds; numbers are known ones.
  package static func celType(of kinds: Set<IdentifierKind>) -> CELType {
    .abstract(CELAbstractType(name: name, kinds: Set(kinds.map(\.rawValue))))
  }

  /// The types of values of one kind: every flow declares some.
  private static let typeOfKind: [IdentifierKind: CELType] = Dictionary(
    uniqueKeysWithValues: IdentifierKind.allCases.map { ($0, celType(of: [$0])) }
  )

  /// The type of values of a kind; numbers are known ones.
  static func celType(of kind: IdentifierKind) -> CELType {
    typeOfKind[kind] ?? celType(of: [kind])
  }

  /// The type of a value that can be any identifier, and whose number may be withheld.
  package static var anyParty: CELType {
    let kinds = Set(IdentifierKind.allCases.map(\.rawValue)).union([withheldNumber])
    return .abstract(CELAbstractType(name: name, kinds: kinds))
  }

  /// What expressions can read of an identifier.
  package static let declaration = CELAbstractDeclaration(
    name: name,
    discriminator: "kind",
    kinds: IdentifierKind.allCases.map {
      CELAbstractDeclaration.Kind(id: $0.rawValue, word: $0.rawValue)
    } + [
      CELAbstractDeclaration.Kind(id: withheldNumber, word: IdentifierKind.phoneNumber.rawValue)
    ],
    fields: fields
  )

  /// An identifier as a value of expressions.
  package static func value(of identifier: Identifier) -> CELValue {
    var fields: [String: CELValue] = [
      "kind": .string(identifier.kind.rawValue), "rawId": .string(identifier.rawID),
    ]
    switch identifier.detail {
    case .phoneNumber(let number):
      if !number.isWithheld { fields["number"] = .string(number.value) }
    case .communicationUser(let id):
      fields["id"] = .string(id)
    case .microsoftTeamsUser(let user, let cloud, _):
      fields["user"] = .string(user)
      fields["cloud"] = .string(cloud.rawValue)
    case .microsoftTeamsApp(let app, let cloud):
      fields["app"] = .string(app)
      fields["cloud"] = .string(cloud.rawValue)
    case .teamsExtensionUser(let parts):
      fields["user"] = .string(parts.user)
      fields["tenant"] = .string(parts.tenant)
      fields["resource"] = .string(parts.resource)
      fields["cloud"] = .string(parts.cloud.rawValue)
    case .unknown:
      break
    }
    return .record(CELRecord(typeName: name, fields: fields, key: "rawId"))
  }

  /// The identifier a value of expressions stands for; nil where it is none.
  package static func identifier(from value: CELValue) -> Identifier? {
    guard case .record(let record) = value, record.typeName == name,
      case .string(let rawID)? = record["rawId"]
    else { return nil }
    return Identifier(rawID: rawID)
  }

  private static let fields: [CELAbstractDeclaration.Field] = [
    field("rawId", allKinds, "The service's canonical form."),
    field("number", ["phoneNumber"], "The number, E.164."),
    field("user", ["microsoftTeamsUser", "teamsExtensionUser"], "The user's object id."),
    field("app", ["microsoftTeamsApp"], "The application's object id."),
    field("tenant", ["teamsExtensionUser"], "The tenant's id."),
    field("resource", ["teamsExtensionUser"], "The resource's immutable id."),
    field(
      "cloud",
      ["microsoftTeamsUser", "microsoftTeamsApp", "teamsExtensionUser"],
      "`public`, `dod` or `gcch`.",
      words: Cloud.allCases.map(\.rawValue)
    ),
    field("id", ["communicationUser"], "The user's id."),
  ]

  private static let allKinds: Set<String> =
    Set(IdentifierKind.allCases.map(\.rawValue)).union([withheldNumber])

  private static func field(
    _ name: String,
    _ kinds: Set<String>,
    _ documentation: String,
    words: [String] = []
  ) -> CELAbstractDeclaration.Field {
    CELAbstractDeclaration.Field(
      name,
      .string,
      kinds: kinds,
      words: words,
      documentation: documentation
    )
  }
}
