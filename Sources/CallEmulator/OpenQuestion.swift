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

  /// Those who are in a call.
  package func parties(in call: Int) -> [Identifier] {
    calls[call]?.parties.map(\.identifier) ?? []
  }

  /// Whether something sounds in a call, or is about to.
  package func sounds(in call: Int) -> Bool { !(calls[call]?.media.isEmpty ?? true) }
}
