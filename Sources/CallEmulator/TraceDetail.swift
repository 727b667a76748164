internal import CallAutomation
internal import CallModel
internal import JSON

/// What a request says besides its path, in a few words for the account.
func traceDetail(of request: ServiceRequest) -> String {
  guard !request.body.isEmpty else { return "" }
  let json: JSONValue
  do {
    json = try parseJSON(request.body, limits: .webhook)
  } catch {
    return "(not JSON)"
  }
  let words = [
    json["playSources"]?.elements.map(playWords),
    (json["playPrompts"]?.elements ?? json["playPrompt"].map { [$0] }).map(playWords),
    json["playSourceInfo"].map { playWords([$0]) },
    json["playOptions"]?["loop"]?.boolean == true ? "in a loop" : nil,
    json["interruptCallMediaOperation"]?.boolean == true ? "interrupting" : nil,
    json["recognizeInputType"]?.text,
    json["recognizeOptions"]?["choices"]?.elements.map(choiceWords),
    party(json["participantToAdd"]), party(json["participantToRemove"]),
    party(json["targetParticipant"]).map { "to \($0)" },
    json["targetParticipants"]?.elements?.first.flatMap { party($0) },
    party(json["target"]).map { "to \($0)" },
    json["tones"]?.elements.map(keys),
    party(json["transferee"]).map { "of \($0)" },
    json["recordingChannelType"]?.text,
    json["callRejectReason"]?.text,
    json["invitationId"]?.text,
    json["operationContext"]?.text.map { "[\($0)]" },
  ]
  return words.compactMap(\.self).joined(separator: " ")
}

/// What an event tells besides its type, in a few words for the account.
func traceDetail(of event: ServiceEvent) -> String {
  let members = event.members
  let words = [
    members["participants"]?.elements.map { entries in
      entries.compactMap { party($0["identifier"]) }.joined(separator: ", ")
    },
    party(members["participant"]),
    party(members["transferTarget"]).map { "to \($0)" },
    members["choiceResult"]?["label"]?.text,
    members["speechResult"]?["speech"]?.text,
    members["dtmfResult"]?["tones"]?.elements.map(keys),
    members["tone"].map { keys([$0]) },
    members["state"]?.text,
    event.result.subCode == 0 ? nil : "\(event.result.code)/\(event.result.subCode)",
    event.context.map { "[\($0)]" },
  ]
  return words.compactMap(\.self).joined(separator: " ")
}

private func playWords(_ sources: [JSONValue]) -> String {
  let words = sources.map { source in
    if let text = source["text"]?["text"]?.text { return "“\(text)”" }
    return source["file"]?["uri"]?.text ?? "ssml"
  }
  return words.joined(separator: " ")
}

private func choiceWords(_ choices: [JSONValue]) -> String {
  let words = choices.compactMap { $0["label"]?.text }
  return "(\(words.joined(separator: ", ")))"
}

private func party(_ json: JSONValue?) -> String? {
  json.flatMap(Identifier.init(json:))?.rawID
}

private func keys(_ tones: [JSONValue]) -> String {
  String(tones.compactMap { $0.text.flatMap(Tone.init(rawValue:))?.character })
}
