internal import CallModel

/// Something that is played or listened for, or waits for its turn.
struct MediaAction: Hashable {
  /// Where it sounds: what goes to one party does not wait for what goes to all (FACTS.md (g)).
  enum Lane: Hashable {
    case main
    case party(Identifier)
  }

  /// How far it has come.
  enum Progress: Hashable {
    case queued
    /// A play sounds, or the prompt of a recognize.
    case playing
    /// The prompt is over, nothing was heard yet.
    case listening
    /// Keys come in.
    case collecting([Tone])
    /// Somebody speaks.
    case hearing
  }

  /// What it is.
  enum Content: Hashable {
    case play(PlayRequest)
    case recognize(RecognizeRequest)
    case sendTones(SendTonesRequest)
  }

  let token: Int
  let lane: Lane
  let content: Content
  var progress = Progress.queued

  var routing: EventRouting {
    switch content {
    case .play(let request): request.routing
    case .recognize(let request): request.routing
    case .sendTones(let request): request.routing
    }
  }

  var sources: [PlaySource] {
    switch content {
    case .play(let request): request.sources
    case .recognize(let request): request.prompts
    case .sendTones: []
    }
  }

  /// Who hears it; empty for everyone.
  var ears: [Identifier] {
    switch (content, lane) {
    case (.play(let request), _): request.to
    case (.recognize, .party(let party)), (.sendTones, .party(let party)): [party]
    case (.recognize, .main), (.sendTones, .main): []
    }
  }

  var isLoop: Bool {
    if case .play(let request) = content { request.loop } else { false }
  }

  var recognize: RecognizeRequest? {
    if case .recognize(let request) = content { request } else { nil }
  }

  /// What is told where it is cut off.
  var cancellation: CallEvent.Kind {
    switch content {
    case .play: .playCanceled
    case .recognize: .recognizeCanceled
    case .sendTones: .sendTonesFailed
    }
  }
}

/// Keys that are listened for all the time (continuous DTMF recognition).
struct ToneSession: Hashable {
  let token: Int
  let party: Identifier
  let routing: EventRouting
  var sequence = 0
}

extension PlaySource {
  /// How long it takes to play.
  var duration: Milliseconds {
    switch self {
    case .file: EmulatorTiming.file
    case .text(let text, _, _, _): Self.spoken(text.count)
    case .ssml(let text, _): Self.spoken(text.replacing(/<[^>]*>/, with: "").count)
    }
  }

  /// Why it cannot be played; nil where it can.
  var failure: ResultInformation? {
    switch self {
    case .file(let uri):
      guard uri.hasPrefix("http://") || uri.hasPrefix("https://") else { return .fileMissing }
      let name = uri.prefix { !"?#".contains($0) }.split(separator: "/").last ?? ""
      let isPlayed =
        !name.contains(".") || [".wav", ".mp3"].contains { name.lowercased().hasSuffix($0) }
      return isPlayed ? nil : .fileFormat
    case .text(let text, let locale, let voice, _):
      if text.allSatisfy(\.isWhitespace) { return .emptyText }
      if let voice { return voice.allSatisfy(\.isWhitespace) ? .voiceRefused : nil }
      return locale == nil ? .voiceMissing : nil
    case .ssml(let text, _):
      return text.allSatisfy(\.isWhitespace) ? .emptyText : Self.failure(ofSSML: text)
    }
  }

  private static func failure(ofSSML text: String) -> ResultInformation? {
    do throws(SSMLDocument.Problem) {
      let voices = try SSMLDocument(text).voices
      return voices.contains { $0.allSatisfy(\.isWhitespace) } ? .voiceRefused : nil
    } catch {
      return .malformedSSML
    }
  }

  private static func spoken(_ characters: Int) -> Milliseconds {
    Milliseconds(EmulatorTiming.spokenCharacter.count * Int64(characters))
  }
}
