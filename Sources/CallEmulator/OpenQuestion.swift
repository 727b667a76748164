package import CallModel

/// What a party is asked now, as the service was told to listen.
package struct OpenQuestion: Hashable, Sendable {
  /// Who is asked.
  package let party: Identifier
  /// The choices of a menu, or nil where keys or words are taken as they come.
  package let choices: [RecognitionChoice]?
  /// How keys are taken, or nil where they are not.
  package let tones: ToneCollection?
  /// Whether any words are an answer.
  package let listensForSpeech: Bool
}

extension CallEmulator {
  /// The questions that are put to those in a call now, and are heard.
  package func openQuestions(in call: Int) -> [OpenQuestion] {
    guard let call = calls[call], call.phase == .connected else { return [] }
    return call.parties.compactMap { party in
      guard call.listens(to: party.identifier, for: .either),
        let request = call.listening(to: party.identifier).flatMap({ call.media[$0].recognize })
      else { return nil }
      return OpenQuestion(
        party: party.identifier,
        choices: request.choices,
        tones: request.tones,
        listensForSpeech: request.listensForSpeech
      )
    }
  }

  /// Those in a call whose keys are listened to all the time.
  package func toneListeners(in call: Int) -> [Identifier] {
    calls[call]?.toneSessions.map(\.party) ?? []
  }

  /// Those who are rung in a call, or are to take a transfer.
  package func ringing(in call: Int) -> [Identifier] {
    guard let call = calls[call] else { return [] }
    return call.ringingTargets + call.invitations.map(\.target) + call.transfers.map(\.target)
  }

  /// Whether a party is in a call with nobody else, and neither hears anything nor is asked.
  package func leavesAlone(_ party: Identifier, in call: Int) -> Bool {
    guard let call = calls[call], call.phase == .connected, call.parties.count < 2 else {
      return false
    }
    return call.media.allSatisfy { $0.progress == .queued }
  }

  /// Whether somebody in a call is about to press a key or to say something, or has begun an answer.
  package func isBeingAnswered(in call: Int) -> Bool {
    let hasBegun = calls[call]?.media.contains { action in
      switch action.progress {
      case .collecting, .hearing: true
      case .queued, .playing, .listening: false
      }
    }
    return hasBegun ?? false
      || scheduled.contains { entry in
        switch entry.item {
        case .timer(call, .dials), .timer(call, .says): true
        case .timer, .delivery: false
        }
      }
  }

  /// When something happens next of itself in a call that somebody waits for; nil if nothing will.
  package func nextLive(in call: Int) -> Timestamp? {
    guard let known = calls[call] else { return nil }
    return scheduled.last { entry in
      switch entry.item {
      case .delivery(let delivery): delivery.call == call
      case .timer(let number, let timer): number == call && known.words(ofLive: timer) != nil
      }
    }?.due
  }
}
