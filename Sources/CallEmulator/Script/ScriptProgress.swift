internal import CallModel

/// How far a call has come in its script.
struct ScriptProgress: Hashable, Sendable {
  private let script: CallerScript
  private var turns = 0
  /// What those who have joined still do, by raw id.
  private var turnsOfParties: [String: [Turn]] = [:]
  private var reactions: [String: Int] = [:]
  private var transfers = 0
  private var recordings = 0
  private var plays = 0
  /// Who does nothing the next time they are rung, until they are told.
  private(set) var held: Set<Identifier> = []

  init(_ script: CallerScript) {
    self.script = script
  }

  /// The caller's next turn; silence after the last.
  mutating func nextTurn() -> Turn {
    defer { turns += 1 }
    return script.turns.dropFirst(turns).first ?? Turn(.silence)
  }

  /// A party has joined, and does this from now on.
  mutating func joins(_ party: Identifier, doing turns: [Turn]) {
    turnsOfParties[party.rawID] = turns
  }

  /// The next turn of a party who has joined; silence after the last.
  mutating func nextTurn(of party: Identifier) -> Turn {
    guard let turns = turnsOfParties[party.rawID], let next = turns.first else {
      return Turn(.silence)
    }
    turnsOfParties[party.rawID] = Array(turns.dropFirst())
    return next
  }

  /// What the caller still does when they are listened to.
  var turnsLeft: [Turn] { Array(script.turns.dropFirst(turns)) }

  /// What a party who has joined still does when they are listened to.
  func turnsLeft(of party: Identifier) -> [Turn] { turnsOfParties[party.rawID] ?? [] }

  /// Whether the caller says something in their next turn.
  var speaksNext: Bool {
    if case .say? = script.turns.dropFirst(turns).first?.action { true } else { false }
  }

  /// A party's reaction to the next time it is rung.
  mutating func nextReaction(of party: Identifier) -> PartyReaction {
    if held.remove(party) != nil { return PartyReaction(.noAnswer) }
    let key = script.parties[party.rawID] == nil ? "*" : party.rawID
    guard let list = script.parties[key], let last = list.last else {
      return PartyReaction(.accept)
    }
    let index = reactions[key, default: 0]
    reactions[key] = index + 1
    return index < list.count ? list[index] : last
  }

  /// Has a party do nothing the next time they are rung, or are to take a transfer.
  mutating func hold(_ party: Identifier) {
    held.insert(party)
  }

  /// How the next transfer ends.
  mutating func nextTransfer(to target: Identifier) -> TransferReaction {
    if held.remove(target) != nil { return .noAnswer }
    defer { transfers += 1 }
    return script.transfer.dropFirst(transfers).first ?? script.transfer.last ?? .accept
  }

  /// How the next start of a recording ends.
  mutating func nextRecording() -> RecordingReaction {
    defer { recordings += 1 }
    return script.recording.dropFirst(recordings).first ?? script.recording.last ?? .active
  }

  /// Counts something that is played; whether the caller hangs up at it.
  mutating func hangsUpAtNextPlay() -> Bool {
    plays += 1
    return plays == script.hangUpAtPlay
  }
}
