internal import CallAutomation
internal import CallModel

/// PlayRequest.
struct PlayRequest: Hashable, Sendable {
  let sources: [PlaySource]
  /// Empty for everyone.
  let to: [Identifier]
  let loop: Bool
  let interrupts: Bool
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    guard let sources = try body.playSources("playSources"), !sources.isEmpty else {
      throw body.missing("playSources")
    }
    self.sources = sources
    to = try body.parties("playTo")
    interrupts = try body.flag("interruptCallMediaOperation") ?? false
    if var options = try body.object("playOptions") {
      guard let loop = try options.flag("loop") else { throw options.missing("loop") }
      self.loop = loop
      try options.close()
    } else {
      loop = false
    }
    routing = try body.routing()
    try body.close()
  }
}

extension RequestBody {
  /// What is to be played; nil where the list is absent.
  mutating func playSources(_ name: String) throws(ServiceError) -> [PlaySource]? {
    guard let objects = try objects(name) else { return nil }
    var sources: [PlaySource] = []
    for object in objects { sources.append(try PlaySource(object)) }
    return sources
  }
}

/// `kind` of a PlaySource.
private enum PlaySourceKind: String, CaseIterable {
  case file, text, ssml
}

extension PlaySource {
  init(_ body: RequestBody) throws(ServiceError) {
    var body = body
    guard let kind = try body.word("kind", as: PlaySourceKind.self) else {
      throw body.missing("kind")
    }
    _ = try body.optionalText("playSourceCacheId")
    guard var source = try body.object(kind.rawValue) else { throw body.missing(kind.rawValue) }
    switch kind {
    case .file: self = .file(uri: try source.text("uri"))
    case .text: self = try Self.text(&source)
    case .ssml:
      self = .ssml(
        try source.optionalText("ssmlText") ?? "",
        endpoint: try source.optionalText("customVoiceEndpointId")
      )
    }
    try source.close()
    try body.close()
  }

  private static func text(_ source: inout RequestBody) throws(ServiceError) -> PlaySource {
    guard let text = try source.optionalText("text") else { throw source.missing("text") }
    guard text.count <= ServiceLimits.promptCharacters else {
      throw .argument("`\(source.name("text"))` is longer than 4000 characters.")
    }
    let locale = try source.optionalText("sourceLocale")
    let voice = try source.optionalText("voiceName")
    let kind = try source.word("voiceKind", as: VoiceKind.self)
    let endpoint = try source.optionalText("customVoiceEndpointId")
    // A locale names a voice only together with its kind (FACTS.md (g)).
    return .text(text, locale: kind == nil ? nil : locale, voice: voice, endpoint: endpoint)
  }

  /// `voiceKind` of a TextSource.
  private enum VoiceKind: String, CaseIterable {
    case male, female
  }

  /// Whether it is spoken, which needs an AI endpoint.
  var isSpoken: Bool {
    switch self {
    case .file: false
    case .text, .ssml: true
    }
  }
}
