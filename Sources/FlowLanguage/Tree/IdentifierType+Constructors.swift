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
  ]

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
