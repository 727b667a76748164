internal import CallModel
internal import JSON

/// Reads the members of an event, or says which one is amiss.
struct EventReader {
  /// What is wrong with an event.
  struct Failure: Error {
    let reason: String
  }

  private let json: JSONValue

  init(_ json: JSONValue) {
    self.json = json
  }

  /// A text that has to be there.
  func text(_ name: String) throws(Failure) -> String {
    guard let text = optionalText(name) else {
      throw Failure(reason: "`\(name)` is missing or no text")
    }
    return text
  }

  /// A text that may be there; an empty one is not.
  func optionalText(_ name: String) -> String? { json[name]?.filledText }

  /// A whole number that may be there.
  func optionalNumber(_ name: String) -> Int? { json[name]?.wholeNumber }

  /// A party that may be there.
  func party(_ name: String) -> Identifier? { json[name].flatMap(Identifier.init(json:)) }

  /// The invitation an event is about.
  var invitation: InvitationID? { optionalText("invitationId").map(InvitationID.init) }

  /// The outcome the service reports; older versions leave it out on success.
  var result: ResultInformation? {
    guard let result = json["resultInformation"] else { return nil }
    return ResultInformation(
      code: result["code"]?.wholeNumber ?? 0,
      subCode: result["subCode"]?.wholeNumber ?? 0,
      message: result["message"]?.text ?? "",
      sipCode: result["sipDetails"]?["code"]?.wholeNumber,
      q850Code: result["q850Details"]?["code"]?.wholeNumber
    )
  }

  /// What the event says of what is sent to a socket; nil where it says nothing of it.
  var feedUpdate: FeedUpdate? {
    func update(_ name: String, _ status: String) -> FeedUpdate? {
      guard let update = json[name] else { return nil }
      return FeedUpdate(
        status: update[status]?.filledText,
        details: update[status + "Details"]?.filledText
      )
    }
    let found =
      update("mediaStreamingUpdate", "mediaStreamingStatus")
      ?? update("transcriptionUpdate", "transcriptionStatus")
    return found == FeedUpdate() ? nil : found
  }

  /// A list that is not whole, or has no number, is none to go by: without a number it makes the
  /// call's list be read (SEMANTICS.md, rule 58).
  func participantsUpdated() -> CallEvent.Content {
    let entries = json["participants"]?.elements
    let participants = (entries ?? []).compactMap(Participant.init(json:))
    let isWhole = entries.map { $0.count == participants.count } ?? false
    return .participantsUpdated(
      participants,
      sequenceNumber: isWhole ? optionalNumber("sequenceNumber") : nil
    )
  }

  func toneReceived() throws(Failure) -> CallEvent.Content {
    .toneReceived(try tone(json["tone"]), sequenceID: optionalNumber("sequenceId"))
  }

  func recordingStateChanged() throws(Failure) -> CallEvent.Content {
    guard let state = RecordingPresence(state: try text("state")) else {
      throw Failure(reason: "`state` is neither active nor inactive")
    }
    return .recordingStateChanged(RecordingID(try text("recordingId")), state)
  }

  private func tone(_ json: JSONValue?) throws(Failure) -> Tone {
    guard let tone = json?.text.flatMap({ Tone(rawValue: $0.lowercased()) }) else {
      throw Failure(reason: "a tone is missing or no key")
    }
    return tone
  }
}

// What was recognized.
extension EventReader {
  /// An older description reports a canceled recognize as completed with 8508 (FACTS.md (l)).
  func recognizeCompleted() throws(Failure) -> CallEvent.Content {
    if result?.subCode == 8508 { return .recognizeCanceled }
    return .recognizeCompleted(try recognition())
  }

  /// Keys pressed before the time between two ran out are a result that is short, whose code says
  /// so; whether it suffices is the engine's to say (FACTS.md (l), SEMANTICS.md, rule 46).
  func recognizeFailed() throws(Failure) -> CallEvent.Content {
    if case .tones(let tones) = try recognition(), !tones.isEmpty {
      return .recognizeCompleted(.tones(tones))
    }
    return .recognizeFailed(sourceIndex: optionalNumber("failedPlaySourceIndex"))
  }

  private func recognition() throws(Failure) -> RecognitionResult? {
    if let choice = json["choiceResult"] {
      return .choice(
        label: try EventReader(choice).text("label"),
        phrase: choice["recognizedPhrase"]?.filledText,
        confidence: choice["confidence"]?.double
      )
    }
    if let speech = json["speechResult"] {
      return speech["speech"]?.filledText.map { text in
        .speech(text, confidence: speech["confidence"]?.double)
      }
    }
    guard let tones = json["dtmfResult"]?["tones"]?.elements else { return nil }
    return .tones(try tones.map { element throws(Failure) in try tone(element) })
  }
}

extension JSONValue {
  /// The text, unless it is empty, which from the wire means that there is none (SEMANTICS.md,
  /// rule 55).
  var filledText: String? {
    text.flatMap { $0.isEmpty ? nil : $0 }
  }
}
