package import CEL
import CallModel

extension IdentifierType {
  /// The functions that make an identifier of a known kind of data (LANGUAGE: "Types").
  ///
  /// What is none fails the evaluation; it is not quoted, for it may be somebody's number.
  package static let constructors: [CELFunction] = [
    constructor(
      .phoneNumber,
      ["text"],
      "The number that a text is, in E.164.",
      "the text is not an E.164 number such as +12065551212"
    ) { parts in
      Identifier.isE164(parts[0]) ? .phoneNumber(parts[0]) : nil
    },
    constructor(
      .communicationUser,
      ["id"],
      "The Communication Services user with an id.",
      "the text is not the id of a Communication Services user, 8:acs:…"
    ) { parts in
      .communicationUser(parts[0])
    },
    constructor(
      .microsoftTeamsUser,
      ["user"],
      "The Teams user with an object id.",
      "the text is not a GUID"
    ) { parts in
      Identifier.isGUID(parts[0]) ? .microsoftTeamsUser(parts[0]) : nil
    },
    constructor(
      .microsoftTeamsApp,
      ["app"],
      "The Teams application or resource account with an object id.",
      "the text is not a GUID"
    ) { parts in
      Identifier.isGUID(parts[0]) ? .microsoftTeamsApp(parts[0]) : nil
    },
    constructor(
      .teamsExtensionUser,
      ["user", "tenant", "resource"],
      "The Teams user of a tenant who is signed in to a Communication Services resource.",
      "a text is not a GUID"
    ) { parts in
      guard parts.allSatisfy({ Identifier.isGUID($0) }) else { return nil }
      return .teamsExtensionUser(
        Identifier.TeamsExtensionUser(user: parts[0], tenant: parts[1], resource: parts[2])
      )
    },
    rawID,
  ]

  /// The party that a raw id names: of the kind that its beginning says where the text is written
  /// out, else of any.
  private static let rawID = CELFunction(
    name: "rawId",
    overloads: [
      CELOverload.Signature(
        parameters: [.string],
        result: celType(of: Set(IdentifierKind.allCases))
      )
    ],
    documentation: "The party with a raw id, the service's canonical form.",
    refine: { arguments in
      guard case .string(let text)?? = arguments.first else { return nil }
      return named(text).map { celType(of: [$0.kind]) }
    },
    implementation: { values throws(CELFailure) in
      guard case .string(let text)? = values.first, let party = named(text) else {
        throw CELFailure(.malformedValue, "the text is not a raw id such as 4:+12065551212")
      }
      return value(of: party)
    }
  )

  /// The party with a raw id; nil for no text, and for a number that is not one in E.164, which
  /// nobody can call (rule 16).
  private static func named(_ rawID: String) -> Identifier? {
    guard !rawID.isEmpty else { return nil }
    let identifier = Identifier(rawID: rawID)
    guard case .phoneNumber(let number) = identifier.detail else { return identifier }
    return Identifier.isE164(number.value) ? identifier : nil
  }

  private static func constructor(
    _ kind: IdentifierKind,
    _ parameters: [String],
    _ documentation: String,
    _ complaint: String,
    _ make: @escaping @Sendable ([String]) -> Identifier?
  ) -> CELFunction {
    CELFunction(
      name: kind.rawValue,
      overloads: [
        CELOverload.Signature(
          parameters: parameters.map { _ in .string },
          result: celType(of: [kind])
        )
      ],
      documentation: documentation
    ) { values throws(CELFailure) in
      let parts = values.compactMap { value in
        if case .string(let text) = value { text } else { nil }
      }
      // What was made must be of the kind that the checker was told.
      guard parts.count == parameters.count, let made = make(parts), made.kind == kind else {
        throw CELFailure(.malformedValue, complaint)
      }
      return value(of: made)
    }
  }
}
