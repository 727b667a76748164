import CEL
import CallModel
import FlowLanguage

@testable import FlowEngine

extension Effect {
  /// The effect as a line of a transcript.
  var line: String {
    switch self {
    case .send(let send): "send \(send.context) \(send.command.line)"
    case .http(let http):
      "http \(http.ordinal) \(http.method) \(http.url.line)"
        + http.headers.map { " \($0.name)=\($0.value.line)" }.joined()
        + (http.body.map { " \($0.line)" } ?? "")
    case .fetch(let fetch):
      "fetch \(fetch.ordinal) \(fetch.name) \(fetch.files.map(\.index)) to \(fetch.target.line)"
        + (fetch.deletes ? " deleting" : "")
    case .read(let reads): "read " + reads.map(\.line).joined(separator: " ")
    case .setTimer(let id, let due): "timer \(id) \(due.milliseconds)"
    case .cancelTimer(let id): "cancel \(id)"
    case .withdraw(let ordinal): "withdraw \(ordinal)"
    case .release(let ordinal): "release \(ordinal)"
    case .schedule(let call):
      "schedule \(call.flow) \(call.due.milliseconds)"
        + call.arguments.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.line)" }.joined()
    case .log(let entry):
      "log \(entry.level.rawValue) \(entry.text)"
        + entry.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    case .trace(let trace): trace.line
    }
  }
}

extension FetchEffect.Target {
  /// Where the files go.
  var line: String {
    switch self {
    case .folder(let folder): folder
    case .url(let url, let publicHostsOnly): url.line + (publicHostsOnly ? " (public)" : "")
    }
  }
}

extension StepTrace {
  /// The trace as a line.
  var line: String {
    switch mark {
    case .started: "\(place) \(keyword)"
    case .skipped: "\(place) \(keyword) skipped"
    case .entered: "\(place)"
    case .ended(let outcome, let detail):
      "\(place) \(keyword) → \(outcome)" + (detail.isEmpty ? "" : " (\(detail))")
    }
  }
}

extension CallCommand {
  /// The command with what matters of it.
  var line: String {
    switch self {
    case .answer(let answer): name + feedLine(answer.streaming, answer.transcription)
    case .cancelAllMedia, .terminate, .leave, .startStreaming, .stopStreaming,
      .stopTranscription:
      name
    case .startTranscription(let locale), .updateTranscription(let locale): "\(name) \(locale)"
    case .reject(let reject): "reject \(reject.reason.rawValue)"
    case .play(let play):
      "play" + play.to.map { " to \($0.short)" }.joined() + (play.loop ? " loop" : "")
        + (play.interrupts ? " interrupting" : "") + play.sources.map { " \($0.line)" }.joined()
    case .recognize(let recognize):
      "recognize \(recognize.input.line) from \(recognize.from.short)"
        + (recognize.interrupts ? " interrupting" : "")
        + recognize.prompts.map { " \($0.line)" }.joined()
    case .addParticipant(let add): "add \(add.target.short) \(add.timeoutSeconds)s"
    case .cancelAddParticipant(let invitation): "cancelAdd \(invitation)"
    case .removeParticipant(let party): "remove \(party.short)"
    case .moveParticipants(let move):
      "move \(move.parties.map(\.short).joined(separator: " ")) from \(move.origin)"
    case .transfer(let transfer):
      "transfer to \(transfer.target.short)"
        + (transfer.transferee.map { " of \($0.short)" } ?? "")
    case .startRecording(let start): "startRecording \(start.line)"
    case .pauseRecording(let id), .resumeRecording(let id), .stopRecording(let id):
      "\(name) \(id)"
    case .startContinuousTones(let party), .stopContinuousTones(let party), .unhold(let party),
      .mute(let party):
      "\(name) \(party.short)"
    case .hold(let hold):
      "hold \(hold.party.short)" + (hold.music.map { " \($0.line)" } ?? "")
    case .sendTones(let send): "sendTones \(send.tones.characters) to \(send.party.short)"
    case .redirect(let redirect): "redirect to \(redirect.target.short)"
    case .createCall(let call):
      "dial \(call.target.short)" + (call.source.map { " as \($0.short)" } ?? "")
        + feedLine(call.streaming, call.transcription)
    case .connect(let connect):
      "join \(connect.locator.kind.rawValue) \(connect.locator.id)"
        + feedLine(connect.streaming, connect.transcription)
    }
  }
}

/// What a call is set up to send to sockets.
private func feedLine(
  _ streaming: StreamingOptions?,
  _ transcription: TranscriptionOptions?
) -> String {
  let audio = streaming.map { options in
    " streaming \(options.channels) \(options.format)"
      + (options.isBidirectional ? " bidirectional" : "") + (options.tellsTones ? " tones" : "")
      + " to \(options.url ?? "us")" + (options.isSaved ? " saved" : "")
      + (options.forward.map { " forwarded to \($0.url)" } ?? "")
  }
  let text = transcription.map { options in
    " transcription \(options.locale)" + (options.tellsInterim ? " interim" : "")
      + " to \(options.url ?? options.signal.map { "signal \($0)" } ?? "us")"
  }
  return (audio ?? "") + (text ?? "")
}

extension StartRecordingCommand {
  fileprivate var line: String {
    channels.rawValue + (isPaused ? " paused" : "")
      + order.map { " \($0.short)" }.joined() + (storage.map { " into \($0)" } ?? "")
  }
}

extension RecognitionInput {
  fileprivate var line: String {
    switch self {
    case .choices(let choices):
      choices.map { choice in
        choice.label + (choice.tone.map { "=\($0.character)" } ?? "")
          + "(\(choice.phrases.joined(separator: "|")))"
      }.joined(separator: ",")
    case .tones(let tones): tones.line
    case .speech(let silence): "speech \(silence.count)ms"
    case .tonesOrSpeech(let tones, let silence): "\(tones.line) or speech \(silence.count)ms"
    }
  }
}

extension ToneCollection {
  fileprivate var line: String {
    "\(maximum) tones" + (stopTones.isEmpty ? "" : " until \(stopTones.characters)")
  }
}

extension PlaySource {
  fileprivate var line: String {
    switch self {
    case .text(let text, let locale, _, let endpoint):
      "«\(text)»" + (locale == "en-US" ? "" : " \(locale ?? "")")
        + (endpoint.map { " by \($0)" } ?? "")
    case .ssml(let text, let endpoint): "ssml «\(text)»" + (endpoint.map { " by \($0)" } ?? "")
    case .file(let uri): "file \(uri)"
    }
  }
}

extension CallRead {
  fileprivate var line: String {
    switch self {
    case .call: "call"
    case .participants: "participants"
    case .participant(let party): "participant \(party.short)"
    case .recording(let id): "recording \(id)"
    }
  }
}

extension [HTTPEffect.TextPart] {
  fileprivate var line: String {
    map { part in
      switch part {
      case .text(let text): text
      case .secret(let name): "‹\(name)›"
      case .encodedSecret(let name): "‹\(name), encoded›"
      }
    }.joined()
  }
}

extension Identifier {
  /// The party's name in the test flows, else the raw id.
  var short: String {
    switch self {
    case Conversation.caller: "caller"
    case alice: "alice"
    case bob: "bob"
    case carol: "carol"
    case desk: "desk"
    default: rawID
    }
  }
}

extension CELValue {
  /// The value as a short text.
  var line: String {
    switch self {
    case .list(let values): "[\(values.map(\.line).joined(separator: ", "))]"
    case .map(let map):
      "{\(map.entries.map { "\($0.key.line): \($0.value.line)" }.joined(separator: ", "))}"
    case .optional(let value): value.map { "some(\($0.line))" } ?? "none"
    case .record(let record):
      IdentifierType.identifier(from: self)?.short
        ?? "(\(record.fields.map { "\($0.name): \($0.value.line)" }.joined(separator: ", ")))"
    default: text() ?? "null"
    }
  }
}
