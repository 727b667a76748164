import CallModel

/// Who is in the call, as far as the newest list says (SEMANTICS.md, rules 3, 11, 15).
struct PartyList: Hashable, Sendable, Codable {
  /// The highest sequence number of a list seen, or nil before the first.
  var sequence: Int?
  /// Whether a list was ever seen.
  var isKnown = false
  /// Everyone who ever was in the call, in the order they were first seen.
  var parties: [PartyRecord] = []
  /// The one the call belongs to.
  var caller = CallerPresence.unseen

  /// The parties who are in the call now.
  var present: [PartyRecord] {
    parties.filter(\.isPresent)
  }

  /// What is known of a party; the newest record where there are several.
  func record(of identifier: Identifier) -> PartyRecord? {
    index(of: identifier).map { parties[$0] }
  }

  /// The place of a party's record.
  func index(of identifier: Identifier) -> Int? {
    parties.firstIndex { $0.identifier.isSameParty(as: identifier) }
  }
}

/// What is known of one party.
struct PartyRecord: Hashable, Sendable, Codable {
  /// Whether the party is in the call.
  enum Presence: Hashable, Sendable, Codable {
    /// The party joined and is in no list yet; the list is read at that time.
    case expected(readAt: Timestamp, reads: Int)
    /// In the newest list.
    case present
    /// In some list, and missing from a newer one.
    case left
  }

  /// The party, as the newest list names it.
  var identifier: Identifier
  var presence: Presence
  var isMuted = false
  var isOnHold = false
  /// The operation that brought the party in, or nil.
  var addedBy: Int?

  /// Whether the party is in the call.
  var isPresent: Bool { presence != .left }
}

/// The one the call belongs to, and whether they are still there.
enum CallerPresence: Hashable, Sendable, Codable {
  /// In no list yet.
  case unseen
  /// In the newest list.
  case present(Identifier)
  /// Missing since then.
  case missing(Identifier, since: Timestamp)
  /// Gone for good, and the flow was told or does not mind: sent elsewhere, or it has run its
  /// `on: callerLeft:`.
  case released(Identifier)

  /// Who it is, once known.
  var identifier: Identifier? {
    switch self {
    case .unseen: nil
    case .present(let identifier), .missing(let identifier, _), .released(let identifier):
      identifier
    }
  }
}

extension Identifier {
  /// Whether both name one party: the same raw id, or the same known number on two legs.
  func isSameParty(as other: Identifier) -> Bool {
    if self == other { return true }
    guard case .phoneNumber(let left) = detail, case .phoneNumber(let right) = other.detail else {
      return false
    }
    return !left.isWithheld && left.value == right.value
  }
}
