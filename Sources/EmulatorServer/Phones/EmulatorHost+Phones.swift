internal import CallEmulator
internal import CallModel

/// Phones that are connected, by their numbers.
struct Phones: Sendable {
  private var phones: [Int: Phone] = [:]
  private var last = 0

  subscript(id: Int) -> Phone? {
    get { phones[id] }
    set { phones[id] = newValue }
  }

  mutating func add(_ phone: Phone) -> Int {
    last += 1
    phones[last] = phone
    return last
  }

  /// Whether somebody has a party's phone already.
  func has(_ party: Identifier) -> Bool { phones.values.contains { $0.party == party } }

  /// Has every phone look at what has changed, in the order in which they came.
  mutating func look(at core: CallEmulator, heard: [HeardSource]) {
    for id in phones.keys.sorted() { phones[id]?.look(at: core, heard: heard) }
  }

  /// Passes on what somebody says.
  func spread(_ text: String, by speaker: Identifier, in call: Int) {
    for id in phones.keys.sorted() { phones[id]?.hears(speaker, saying: text, in: call) }
  }
}

/// What phones do.
extension EmulatorHost {
  /// Takes a phone in, and places its call; nil where its party has one already, which it is told.
  func attach(
    _ request: PhoneRequest,
    tell: @escaping @Sendable (PhoneNews) -> Void
  ) -> Int? {
    changeAll { state, now in
      guard !state.phones.has(request.party) else {
        tell(.refused("\(request.party.rawID) has a phone already"))
        return nil
      }
      tell(.ready)
      let call = request.script.map { state.core.place($0, at: now) }
      if let call { tell(.calling(call: call)) }
      state.core.attend(request.party)
      return state.phones.add(Phone(request.party, placed: call, tell: tell))
    }
  }

  /// Takes a phone out; who is in a call hangs up.
  func detach(_ id: Int) {
    changeAll { state, now in
      guard let phone = state.phones[id] else { return }
      if let call = phone.call { state.core.act(.leave, by: phone.party, in: call, at: now) }
      state.core.attend(phone.party, false)
      state.phones[id] = nil
    }
  }

  /// Does what the holder of a phone does; what cannot be done then changes nothing.
  func perform(_ deed: PhoneDeed, with id: Int) {
    changeAll { state, now in
      guard let phone = state.phones[id], let call = phone.call else { return }
      func act(_ deed: PartyDeed) { state.core.act(deed, by: phone.party, in: call, at: now) }
      switch (deed, phone.line) {
      case (.press(let keys), .connected):
        state.phones[id]?.expectsEcho()
        act(.press(keys))
      case (.say(let text), .connected):
        state.phones[id]?.expectsEcho()
        act(.say(text, confidence: ordinaryConfidence))
        state.phones.spread(text, by: phone.party, in: call)
      case (.accept, .rung):
        state.phones[id]?.takes()
        act(.react(.accept))
      case (.decline, .rung), (.hangUp, .rung): act(.react(.decline))
      case (.hangUp, _): act(.leave)
      case (.press, _), (.say, _), (.accept, _), (.decline, _): break
      }
    }
  }
}

/// How sure the service is of what is said into a phone.
private let ordinaryConfidence = 0.9
