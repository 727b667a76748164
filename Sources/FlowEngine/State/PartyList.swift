import CallModel
import FieldCoding

/// Who is in the call, as far as the newest list says, and where its caller is
/// (SEMANTICS.md, rules 3, 11, 15).
struct PartyList: Hashable, Sendable {
  /// The highest sequence number of a list seen, or nil before the first.
  private(set) var sequence: Int?
  /// Whether a list was ever seen.
  private(set) var isKnown = false
  /// Everyone who ever was in the call, in the order they were first seen.
  private(set) var parties: [PartyRecord] = []
  /// The one the call belongs to, or nil before the first input.
  private(set) var caller: CallerPresence?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// The parties who are in the call now.
  var present: [PartyRecord] {
    parties.filter(\.isPresent)
  }

  /// What is known of a party.
  func record(of identifier: Identifier) -> PartyRecord? {
    index(of: identifier).map { parties[$0] }
  }

  /// When the list is to be read for those who joined and are in none.
  var nextRead: Timestamp? {
    parties.compactMap { party in
      if case .expected(let readAt, _) = party.presence { readAt } else { nil }
    }.min()
  }

  /// Forgets how many lists there were.
  mutating func forgetSequence() {
    sequence = nil
  }

  /// A call begins, whose ring names the caller.
  mutating func begin(caller identifier: Identifier) {
    caller = .named(identifier)
  }

  /// Takes a list of parties; the newest wins, the later arrival among equals (rule 11).
  ///
  /// One without a number was read: it counts as the newest, and decides on who is expected. The
  /// caller is the only party of the first list, else whom the ring named (rule 15).
  mutating func reconcile(with list: [Participant], sequence: Int? = nil, at now: Timestamp) {
    let isFirst = !isKnown
    isKnown = true
    self.sequence = sequence ?? self.sequence
    for index in parties.indices
    where !list.contains(where: { $0.identifier.isSameParty(as: parties[index].identifier) }) {
      switch parties[index].presence {
      case .present: parties[index].presence = .left
      case .expected(_, let reads):
        if sequence == nil, reads > 0 { parties[index].presence = .left }
      case .left: break
      }
    }
    for participant in list { note(participant) }
    if isFirst, case .named? = caller, let only = list.first, list.count == 1 {
      caller = .present(only.identifier)
    }
    followCaller(at: now)
  }

  /// Takes what a read said of one party; whoever is not in the call has left it.
  mutating func reconcile(with report: PartyReport, at now: Timestamp) {
    if let participant = report.participant {
      note(participant)
    } else if let index = index(of: report.identifier) {
      parties[index].presence = .left
    }
    followCaller(at: now)
  }

  /// Counts somebody as in the call before a list says so.
  mutating func expect(_ party: Identifier, addedBy operation: Int?, at now: Timestamp) {
    let expected = PartyRecord.Presence.expected(readAt: now + EngineTimes.joining, reads: 0)
    guard let index = index(of: party) else {
      parties.append(PartyRecord(identifier: party, presence: expected, addedBy: operation))
      return
    }
    parties[index].addedBy = operation
    if parties[index].presence == .left { parties[index].presence = expected }
  }

  /// Notes which operation brought somebody in who is in the list.
  mutating func note(_ party: Identifier, addedBy operation: Int) {
    if let index = index(of: party) { parties[index].addedBy = operation }
  }

  /// Notes that somebody was removed from the call.
  mutating func remove(_ party: Identifier, at now: Timestamp) {
    guard let index = index(of: party) else { return }
    parties[index].presence = .left
    followCaller(at: now)
  }

  /// Whether somebody was in the call and is not any more, as far as the newest list says (rule 11).
  func hasLeft(_ party: Identifier) -> Bool { record(of: party)?.presence == .left }

  /// Notes that somebody was sent elsewhere; the call has no caller any more if it was they.
  mutating func release(_ party: Identifier) {
    if let index = index(of: party) { parties[index].presence = .left }
    if let caller, caller.identifier.isSameParty(as: party) { releaseCaller() }
  }

  /// Notes that the flow knows that the caller is gone.
  mutating func releaseCaller() {
    caller = caller.map { .released($0.identifier) }
  }

  /// Looks again for those who joined and are in no list (rule 11); true if the list is to be read
  /// for them.
  mutating func expire(at now: Timestamp) -> Bool {
    var isReadDue = false
    for index in parties.indices {
      guard case .expected(let readAt, let reads) = parties[index].presence, readAt <= now else {
        continue
      }
      guard reads < 3 else {
        parties[index].presence = .left
        continue
      }
      isReadDue = true
      let next = now + EngineTimes.joining
      parties[index].presence = .expected(readAt: next, reads: reads + 1)
    }
    followCaller(at: now)
    return isReadDue
  }

  private mutating func note(_ participant: Participant) {
    guard let index = index(of: participant.identifier) else {
      parties.append(
        PartyRecord(
          identifier: participant.identifier,
          presence: .present,
          isMuted: participant.isMuted,
          isOnHold: participant.isOnHold
        )
      )
      return
    }
    parties[index].identifier = participant.identifier
    parties[index].presence = .present
    parties[index].isMuted = participant.isMuted
    parties[index].isOnHold = participant.isOnHold
  }

  /// Notes since when the caller is missing, or that they are back.
  private mutating func followCaller(at now: Timestamp) {
    switch caller {
    case .named(let identifier)?:
      if let record = record(of: identifier), record.isPresent {
        caller = .present(record.identifier)
      }
    case .present(let identifier)?, .missing(let identifier, _)?:
      guard let record = record(of: identifier), record.presence == .left else {
        caller = .present(identifier)
        return
      }
      if case .present = caller { caller = .missing(record.identifier, since: now) }
    case .released?, nil: break
    }
  }

  private func index(of identifier: Identifier) -> Int? {
    parties.firstIndex { $0.identifier.isSameParty(as: identifier) }
  }
}

extension PartyList: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      sequence: fields(1, "sequence", \.sequence),
      isKnown: fields(2, "isKnown", \.isKnown),
      parties: fields(3, "parties", \.parties),
      caller: fields(4, "caller", \.caller)
    )
  }
}

/// What is known of one party.
struct PartyRecord: Hashable, Sendable {
  /// Whether the party is in the call.
  enum Presence: Hashable, Sendable {
    /// The party joined and is in no list yet; the list is read at that time.
    case expected(readAt: Timestamp, reads: Int)
    /// In the newest list.
    case present
    /// In some list, and missing from a newer one.
    case left
  }

  /// The party, as the newest list names it.
  fileprivate(set) var identifier: Identifier
  fileprivate(set) var presence: Presence
  fileprivate(set) var isMuted = false
  fileprivate(set) var isOnHold = false
  /// The operation that brought the party in, or nil.
  fileprivate(set) var addedBy: Int?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Whether the party is in the call.
  var isPresent: Bool { presence != .left }

  /// Whether the party is in the newest list, by the raw id that the service has.
  var isListed: Bool { presence == .present }
}

extension PartyRecord: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      identifier: fields(1, "identifier", \.identifier),
      presence: fields(2, "presence", \.presence),
      isMuted: fields(3, "isMuted", \.isMuted),
      isOnHold: fields(4, "isOnHold", \.isOnHold),
      addedBy: fields(5, "addedBy") { $0.addedBy.map { StoredOrdinal($0) } }?.stored
    )
  }
}

extension PartyRecord.Presence: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case expected = 1
    case present = 2
    case left = 3
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .expected(let readAt, let reads):
      try output.put(.expected, ("readAt", readAt), ("reads", reads))
    case .present: try output.put(.present)
    case .left: try output.put(.left)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .expected: try .expected(readAt: values.next(), reads: values.next())
    case .present: .present
    case .left: .left
    }
  }
}

/// The one the call belongs to, and whether they are still there.
enum CallerPresence: Hashable, Sendable {
  /// In no list yet: whom the ring named.
  case named(Identifier)
  /// In the newest list.
  case present(Identifier)
  /// Missing since then.
  case missing(Identifier, since: Timestamp)
  /// Gone for good, and the flow was told or does not mind: sent elsewhere, or it has run its
  /// `on: callerLeft:`.
  case released(Identifier)

  /// Who it is, by the name that is known best.
  var identifier: Identifier {
    switch self {
    case .named(let identifier), .present(let identifier), .missing(let identifier, _),
      .released(let identifier):
      identifier
    }
  }
}

extension CallerPresence: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case named = 1
    case present = 2
    case missing = 3
    case released = 4
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .named(let party): try output.put(.named, party)
    case .present(let party): try output.put(.present, party)
    case .missing(let party, let since):
      try output.put(.missing, ("party", party), ("since", since))
    case .released(let party): try output.put(.released, party)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .named: try .named(values.next())
    case .present: try .present(values.next())
    case .missing: try .missing(values.next(), since: values.next())
    case .released: try .released(values.next())
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
