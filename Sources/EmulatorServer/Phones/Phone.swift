internal import CallEmulator
internal import CallModel

/// A phone that somebody holds: one that has placed a call, or one that rings when its party is rung.
///
/// It looks at the core after each change, and is told what is news.
struct Phone: Sendable {
  let party: Identifier
  /// The call that it has placed; nil for one that waits to be rung.
  let placed: Int?
  private let tell: @Sendable (PhoneNews) -> Void
  private(set) var line = PartyLine.idle
  private var others: [Identifier] = []
  /// What it was told of that last; nil where it is to be told anew.
  private var hearing: Hearing?
  /// Whether it has taken what rings, and why that rang.
  private var taken: Summons?
  private(set) var isOver = false

  /// What the flow listens to; a question that is put anew is news.
  private struct Hearing: Equatable {
    var keys = false
    var words = false
    var question: Int?
  }

  init(_ party: Identifier, placed: Int?, tell: @escaping @Sendable (PhoneNews) -> Void) {
    self.party = party
    self.placed = placed
    self.tell = tell
  }

  /// The call that what its holder does is for; nil where there is none.
  var call: Int? {
    switch line {
    case .idle: placed
    case .rung(let call, _), .connected(let call): call
    }
  }

  /// Takes note that its holder takes the call that rings.
  mutating func takes() {
    if case .rung(_, let summons) = line { taken = summons }
  }

  /// Takes note that its holder has pressed or said something: what is listened to is told anew.
  mutating func expectsEcho() { hearing = nil }

  /// Passes on what somebody else in its call says.
  func hears(_ speaker: Identifier, saying text: String, in call: Int) {
    guard line == .connected(call: call), speaker != party else { return }
    tell(.says(speaker, text))
  }

  /// Takes in what has changed.
  mutating func look(at core: CallEmulator, heard: [HeardSource]) {
    let now = core.line(of: party)
    let isNew = now != line
    if isNew, case .connected(let call) = now {
      others = []
      hearing = nil
      tell(.connected(core.summary(of: call)?.connectionID))
    }
    // What began to sound before a party left was still heard.
    if case .connected(let call) = isNew && !now.isConnected ? line : now {
      for source in heard where source.call == call && source.reaches(party) { tell(source.news) }
    }
    if case .connected(let call) = now { lookAround(call, core) }
    if isNew { move(to: now, core) }
    if let placed, !isOver, case .idle = now, core.hasEnded(placed) {
      isOver = true
      tell(.over(core.summary(of: placed)?.ending))
    }
  }

  private mutating func move(to now: PartyLine, _ core: CallEmulator) {
    let before = line
    line = now
    switch (before, now) {
    case (.rung, .idle) where taken == .transfer: tell(.tookTransfer)
    case (.rung, .idle): tell(.ringsNoMore)
    case (.connected(let call), .idle), (.connected(let call), .rung):
      if call == placed { isOver = true }
      tell(.over(core.summary(of: call)?.ending))
    case (.idle, _), (.rung, _), (.connected, _): break
    }
    if case .rung(let call, let summons) = now, let caller = core.caller(of: call) {
      taken = nil
      tell(.rings(summons, caller: caller))
    }
  }

  /// Tells who else is in the call, and what is listened to.
  private mutating func lookAround(_ call: Int, _ core: CallEmulator) {
    let present = core.parties(in: call).filter { $0 != party }
    for left in others where !present.contains(left) { tell(.left(left)) }
    for joined in present where !others.contains(joined) { tell(.joined(joined)) }
    others = present
    let now = Hearing(
      keys: core.listens(to: party, for: .keys, in: call),
      words: core.listens(to: party, for: .words, in: call),
      question: core.question(to: party, in: call)
    )
    guard now != hearing else { return }
    hearing = now
    tell(.listens(keys: now.keys, words: now.words, question: now.question))
  }
}

extension PartyLine {
  fileprivate var isConnected: Bool {
    if case .connected = self { true } else { false }
  }
}

extension HeardSource {
  /// Whether a party in the call hears it.
  fileprivate func reaches(_ party: Identifier) -> Bool { ears.isEmpty || ears.contains(party) }

  fileprivate var news: PhoneNews {
    let (words, isFile) = source.words
    return .hears(words, isFile: isFile, locale: source.spokenLocale, isLoop: isLoop)
  }
}
