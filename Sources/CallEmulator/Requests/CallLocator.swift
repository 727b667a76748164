internal import CallModel

/// CallLocator: a call that others have.
struct CallLocator {
  /// `kind`, which may be left out: the member that is there says it.
  enum Kind: String, CaseIterable {
    case serverCallLocator, groupCallLocator, roomCallLocator

    /// The member that has the id.
    var member: String {
      switch self {
      case .serverCallLocator: "serverCallId"
      case .groupCallLocator: "groupCallId"
      case .roomCallLocator: "roomId"
      }
    }
  }

  let kind: Kind
  /// The id of the server call, the group call or the room.
  let id: String
}

extension RequestBody {
  /// `callLocator`, if it is there.
  mutating func callLocator() throws(ServiceError) -> CallLocator? {
    guard var locator = try object("callLocator") else { return nil }
    let named = try locator.word("kind", as: CallLocator.Kind.self)
    let present = CallLocator.Kind.allCases.filter { locator.member($0.member) != nil }
    guard let kind = named ?? present.first, present.count == 1 || named != nil else {
      throw .argument("The field CallLocator is invalid.")
    }
    let located = CallLocator(kind: kind, id: try locator.text(kind.member))
    try locator.close()
    return located
  }
}
