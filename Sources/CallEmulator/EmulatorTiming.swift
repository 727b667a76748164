package import CallModel

/// How long things take in an emulated call; choices of ours where the service promises nothing.
package enum EmulatorTiming {
  /// From something happening to its event being sent.
  package static let eventLatency = Milliseconds(20)
  /// From the answer to the call being connected.
  package static let connecting = Milliseconds(200)
  /// How long a call rings (FACTS.md (d)).
  package static let ringing = Milliseconds.seconds(ServiceLimits.ringSeconds)
  /// Speaking one character of a text.
  package static let spokenCharacter = Milliseconds(60)
  /// Playing a file.
  package static let file = Milliseconds(3000)
  /// From the end of a prompt to the caller's reaction, where the script does not say it.
  package static let reaction = Milliseconds(1000)
  /// Between two keys of one turn.
  package static let betweenKeys = Milliseconds(300)
  /// Sending one tone to a party.
  package static let sentTone = Milliseconds(200)
  /// Saying a phrase and being silent after it until it is recognized.
  package static let phrase = Milliseconds(1500)
  /// From ringing somebody to their accepting or declining, where the script does not say it.
  package static let pickingUp = Milliseconds(2000)
  /// From the request to transfer to its outcome.
  package static let transferring = Milliseconds(1500)
  /// How long a transfer's target rings before nobody answers (FACTS.md (j)).
  package static let transferRinging = Milliseconds.seconds(60)
  /// From the request to record, pause, resume or stop to its having happened.
  package static let recording = Milliseconds(300)
  /// From a recording's end to its file being ready.
  package static let recordingFile = Milliseconds(2000)
  /// How late an event is that others overtake (`ServiceFaults`).
  package static let overtaken = Milliseconds(500)
  /// From an event to its repetition.
  package static let duplicate = Milliseconds(100)
  /// How late an answer is that is slow.
  package static let slowAnswer = Milliseconds(3000)
  /// How long a recording's file is kept (FACTS.md (b), "Recording download").
  package static let recordedFileLife = Milliseconds.seconds(24 * 3600)
  /// How long a caller hears a prompt at which the script makes them hang up.
  package static let beforeHangingUp = Milliseconds(500)
  /// How long an invitation rings where the request does not say it.
  package static let invitation = Milliseconds.seconds(60)
  /// How far a request's date may be off (FACTS.md (a): not documented; 5 to 15 minutes).
  package static let dateSkew = Milliseconds.seconds(900)
}
