import CallEmulator
import CallModel
import EmulatorServer
import Foundation

/// A phone in somebody's hand, from when it is taken until it is put away.
///
/// At a terminal what is entered is done at once. In a script each line waits until it can be heard:
/// keys and words until the flow listens to them, an answer until the phone rings; the end of the
/// script hangs up.
struct PhoneSession {
  /// Why it has ended.
  enum End {
    /// The call is over, or the phone was put away; the app's leg of its call, if there was one.
    case over(CallConnectionID?)
    /// The line is dead, or was never open; a sentence says why.
    case dead(String)
  }

  let line: PhoneLine
  /// The party whose phone it is, and the flow that it calls.
  let holder: String
  let flow: String?
  /// The names of parties, by raw id.
  let names: [String: String]
  let speech: Speech?
  var terminal: PhoneTerminal

  private var keyboard: PhoneKeyboard
  private var state = State()
  /// What of a script is still to be done.
  private var waiting: [PhoneKeyboard.Entry] = []

  private struct State {
    var isReady = false
    var isRung = false
    var isConnected = false
    var listens = (keys: false, words: false)
    var question: Int?
    /// Whether what was done last has not been answered.
    var isSettling = false
    /// The question to which something was said last.
    var answered: Int?
    var hasHungUp = false
    var connection: CallConnectionID?
  }

  init(
    _ line: PhoneLine,
    of holder: String,
    calling flow: String?,
    names: [String: String],
    speech: Speech?
  ) {
    self.line = line
    self.holder = holder
    self.flow = flow
    self.names = names
    self.speech = speech
    terminal = PhoneTerminal()
    keyboard = PhoneKeyboard(hasKeys: terminal.hasKeys)
  }

  /// What of a script could not be done: its words.
  var unheard: [String] {
    waiting.compactMap { entry in
      switch entry {
      case .press(let keys): keys.characters
      case .say(let text): text
      case .enter, .accept, .decline, .hangUp: nil
      }
    }
  }

  /// Takes part in calls until the phone is put away.
  mutating func run() async -> End {
    for await moment in line.news {
      if let end = take(moment) { return end }
      if terminal.isClosed {
        line.perform(.hangUp)
        return .over(state.connection)
      }
    }
    return .over(state.connection)
  }

  private mutating func take(_ moment: PhoneMoment) -> End? {
    switch moment {
    case .news(let news): return take(news)
    case .input(let bytes): return enter(keyboard.take(bytes))
    case .inputEnds: return enter(keyboard.end() + [.hangUp])
    case .shutdown:
      line.perform(.hangUp)
      return .over(state.connection)
    case .dead(let end):
      return .dead("\(end)")
    }
  }

  private mutating func enter(_ entries: [PhoneKeyboard.Entry]) -> End? {
    waiting += entries
    let end = goOn()
    terminal.show(entry: keyboard.words)
    return end
  }

  /// Does what can be done now; at a terminal, what cannot be done is forgotten.
  private mutating func goOn() -> End? {
    while let next = waiting.first {
      guard canDo(next) else {
        guard terminal.hasKeys else { return nil }
        waiting.removeFirst()
        continue
      }
      waiting.removeFirst()
      if perform(next) { return .over(state.connection) }
    }
    return nil
  }

  private func canDo(_ entry: PhoneKeyboard.Entry) -> Bool {
    guard state.isReady || terminal.hasKeys else { return false }
    return switch entry {
    case .press: state.isConnected && (terminal.hasKeys || isHeard(state.listens.keys))
    case .say: state.isConnected && (terminal.hasKeys || isHeard(state.listens.words))
    case .enter, .accept, .decline: state.isRung
    case .hangUp: true
    }
  }

  private func isHeard(_ listens: Bool) -> Bool {
    listens && !state.isSettling && (state.answered == nil || state.answered != state.question)
  }

  /// Does something; whether the phone is put away by it.
  private mutating func perform(_ entry: PhoneKeyboard.Entry) -> Bool {
    switch entry {
    case .press(let keys):
      terminal.tell("press", keys.characters)
      speech?.stop()
      state.isSettling = true
      line.perform(.press(keys))
    case .say(let text):
      terminal.tell("say", text)
      speech?.stop()
      state.isSettling = true
      state.answered = state.question
      line.perform(.say(text))
    case .enter, .accept: line.perform(.accept)
    case .decline: line.perform(.decline)
    case .hangUp:
      let isBusy = state.isConnected || state.isRung || flow != nil
      // Who hangs up twice at a terminal does not wait for the call's end.
      if !isBusy || state.hasHungUp { return !isBusy || terminal.hasKeys }
      // Of an agent's phone that rings, the same key turns the call down, and it waits on.
      state.hasHungUp = flow != nil || !terminal.hasKeys
      line.perform(.hangUp)
    }
    return false
  }
}

/// What the phone is told.
extension PhoneSession {
  private mutating func take(_ news: PhoneNews) -> End? {
    switch news {
    case .ready:
      state.isReady = true
      if flow == nil { terminal.tell("waits", "as \(holder)") }
    case .refused(let reason): return .dead(reason)
    case .calling: terminal.tell("calls", "\(flow ?? "") as \(holder)")
    case .rings(let summons, let caller):
      state.isRung = true
      terminal.tell("rings", summons.words(name(of: caller)))
    case .ringsNoMore:
      state.isRung = false
      terminal.tell("rings no more")
      return endIfHungUp()
    case .connected(let id):
      state.isRung = false
      state.isConnected = true
      state.connection = id ?? state.connection
      terminal.tell("connected")
    case .hears(let words, let isFile, let locale, let isLoop):
      terminal.tell("hears", words + (isLoop ? " (again and again)" : ""))
      if !isFile { speech?.say(words, in: locale) }
    case .says(let party, let text): terminal.tell("says", "\(name(of: party)): \(text)")
    case .listens(let keys, let words, let question):
      let isNews = (keys || words) && (state.question != question || state.listens != (keys, words))
      state.listens = (keys, words)
      state.question = question
      state.isSettling = false
      if isNews { terminal.tell("listens", "to " + listening(keys, words)) }
    case .joined(let party): terminal.tell("joined", name(of: party))
    case .left(let party): terminal.tell("left", name(of: party))
    case .over(let ending):
      terminal.tell("over", ending?.words ?? "this phone has left the call")
      return putDown()
    case .tookTransfer:
      terminal.tell("connected", "by a transfer; no flow has part in the call any more")
      return putDown()
    }
    return goOn()
  }

  /// The call is over for this phone: one that called is put away, one that rings waits on.
  private mutating func putDown() -> End? {
    speech?.stop()
    let connection = state.connection
    let hasHungUp = state.hasHungUp
    state = State()
    state.isReady = true
    state.connection = connection
    return flow != nil || hasHungUp ? .over(connection) : goOn()
  }

  private func endIfHungUp() -> End? { state.hasHungUp ? .over(state.connection) : nil }

  private func name(of party: Identifier) -> String { names[party.rawID] ?? party.display }

  private func listening(_ keys: Bool, _ words: Bool) -> String {
    [keys ? "keys" : nil, words ? "words" : nil].compactMap(\.self).joined(separator: " and ")
  }
}

extension Summons {
  fileprivate func words(_ caller: String) -> String {
    switch self {
    case .invitation: "the call of \(caller)"
    case .call: "the flow calls"
    case .transfer: "the call of \(caller) is transferred here"
    }
  }
}

extension CallEnding {
  fileprivate var words: String {
    switch self {
    case .terminated: "the flow has ended the call"
    case .left: "the flow has left the call"
    case .hungUp: "hung up"
    case .transferred: "the call was transferred"
    case .moved: "the call was moved"
    case .notJoined: "there was no call to join"
    case .rejected: "the flow turned the call down"
    case .redirected: "the call was sent elsewhere"
    case .notAnswered: "nobody has answered"
    case .abandoned: "given up before anybody answered"
    }
  }
}
