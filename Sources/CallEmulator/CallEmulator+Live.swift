package import CallModel

/// Something that somebody does of their own accord, whatever their script says.
package enum PartyDeed: Hashable, Sendable {
  /// Presses keys, one after the other.
  case press([Tone])
  /// Says something; how sure the service is that it was that, from 0 to 1.
  case say(String, confidence: Double)
  /// Leaves; the caller hangs up, in whatever phase the call is.
  case leave
  /// Does something about being rung, or about a transfer that leads to them.
  case react(PartyReaction.Action)
}

/// Where somebody is.
package enum PartyLine: Hashable, Sendable {
  /// In no call.
  case idle
  /// Rung by a call.
  case rung(call: Int, by: Summons)
  /// In a call.
  case connected(call: Int)
}

/// Why somebody is rung.
package enum Summons: String, Hashable, Sendable {
  /// They are to join a call that goes on.
  case invitation
  /// The app calls them.
  case call
  /// A call is to be transferred to them.
  case transfer
}

/// What can be listened for.
package enum Sense: String, Hashable, Sendable {
  case keys, words, either
}

/// What a party is asked for.
package struct AskedQuestion: Hashable, Sendable {
  /// Its number, to tell one question from the next.
  package let number: Int
  /// Whether its prompt is over.
  package let isPromptOver: Bool
  /// The choices of a menu; nil for another question.
  package let choices: [RecognitionChoice]?
  /// How keys are collected; nil where none are.
  package let keys: ToneCollection?
  /// Whether anything may be said.
  package let takesSpeech: Bool
}

/// Something that begins to sound.
package struct HeardSource: Hashable, Sendable {
  /// When.
  package let time: Timestamp
  /// The number of the call.
  package let call: Int
  /// What.
  package let source: PlaySource
  /// Who hears it; empty for everyone.
  package let ears: [Identifier]
  /// Whether it is played again and again.
  package let isLoop: Bool
  /// The operation it belongs to, as it was asked for.
  package let context: String?
}

/// Calls in which people act as they like: from a terminal, or as a test of a flow says.
extension CallEmulator {
  /// Lets somebody do something now; what cannot be done then changes nothing.
  package mutating func act(
    _ deed: PartyDeed,
    by party: Identifier,
    in call: Int,
    at time: Timestamp
  ) {
    change(call, at: time) { call, stage in call.act(deed, by: party, in: &stage) }
  }

  /// Has a party do nothing the next time they are rung, or are to take a transfer, until they are
  /// told (`PartyDeed.react`) or it has rung long enough.
  package mutating func hold(_ party: Identifier, in call: Int?, at time: Timestamp) {
    guard let call else {
      heldCallees.insert(party)
      return
    }
    change(call, at: time) { call, _ in call.progress.hold(party) }
  }

  /// Has a party do nothing whenever they are rung, or are to take a transfer, until they are told;
  /// or no longer.
  package mutating func attend(_ party: Identifier, _ isAttended: Bool = true) {
    if isAttended { attended.insert(party) } else { attended.remove(party) }
  }

  /// Where a party is in calls that are not over: the call that they are in, or else the first that
  /// rings them.
  package func line(of party: Identifier) -> PartyLine {
    for call in calls.all where call.phase == .connected && call.isPresent(party) {
      return .connected(call: call.number)
    }
    for call in calls.all {
      if let summons = call.summons(of: party) { return .rung(call: call.number, by: summons) }
    }
    return .idle
  }

  /// Everyone in a call but the app, in the order in which they came.
  package func parties(in call: Int) -> [Identifier] {
    calls[call]?.parties.map(\.identifier) ?? []
  }

  /// A call as lists show it; nil for one that is not known.
  package func summary(of call: Int) -> CallSummary? { calls[call].map(CallSummary.init) }

  /// Has a recording go wrong: one that is starting fails, one that runs stops unasked.
  package mutating func breakRecording(of call: Int, at time: Timestamp) {
    change(call, at: time) { call, stage in call.breakRecording(in: &stage) }
  }

  /// The number of the last call; nil before the first.
  package var lastNumber: Int? { calls.lastNumber > 0 ? calls.lastNumber : nil }

  /// Who called in a call, or whom the app called.
  package func caller(of call: Int) -> Identifier? { calls[call]?.caller }

  /// Whether what a party does now is heard.
  package func listens(to party: Identifier, for sense: Sense, in call: Int) -> Bool {
    calls[call]?.listens(to: party, for: sense) ?? false
  }

  /// The number of the question that is put to a party now, to tell one from the next; nil for none.
  package func question(to party: Identifier, in call: Int) -> Int? {
    calls[call]?.recognitionToken(of: party)
  }

  /// What is asked of a party now; nil where nothing is, or where they would not be heard.
  package func asked(_ party: Identifier, in call: Int) -> AskedQuestion? {
    calls[call]?.asked(party)
  }

  /// Whether somebody is in a call.
  package func isPresent(_ party: Identifier, in call: Int) -> Bool {
    calls[call]?.isPresent(party) ?? false
  }

  /// Whether somebody is rung, or is to take a transfer.
  package func isRung(_ party: Identifier, in call: Int) -> Bool {
    calls[call]?.isRung(party) ?? false
  }

  /// Whether a call has a recording that is not over.
  package func isRecorded(_ call: Int) -> Bool {
    calls[call]?.recording.map { $0.state != .over } ?? false
  }

  /// Whether nothing is under way in a call that ends of itself, and nothing is to be posted.
  package func isAtRest(_ call: Int) -> Bool {
    (calls[call]?.isAtRest ?? true) && !hasDeliveries(of: call)
  }

  /// Whether something of a call is on its way to the app.
  package func hasPosts(of call: Int) -> Bool { hasDeliveries(of: call) }

  /// Whether a call has ended, as those in it notice.
  package func hasEnded(_ call: Int) -> Bool {
    calls[call]?.hasEnded ?? true
  }
}
