import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == StreamingFields {
  /// Where and how the call's audio is sent.
  static var streaming: Self {
    Self(
      shape: .record(streamingFields),
      placeholder: StreamingFields(
        url: nil,
        forward: nil,
        isSaved: false,
        channels: .mixed,
        isBidirectional: false,
        format: .pcm16KMono,
        tellsTones: false
      )
    ) { node, values in values.streaming(node) }
  }
}

extension FieldType where Value == TranscriptionFields {
  /// Where and how what is said is sent.
  static var transcription: Self {
    Self(
      shape: .record(transcriptionFields),
      placeholder: TranscriptionFields(
        url: nil,
        signal: nil,
        locale: nil,
        tellsInterim: false
      )
    ) { node, values in values.transcription(node) }
  }
}

extension FieldType where Value == FieldValue<String> {
  /// A language that is listened to, with its region; it needs no voice.
  static var spokenLanguage: Self {
    Self(shape: locale.shape, placeholder: locale.placeholder) { node, values in
      values.value(node, "a language such as `en-US`", .type(.string)) { text, span in
        values.nodes.checkLocale(text, at: span) ? text : nil
      }
    }
  }
}

private let url = FieldShape.inside(
  "url",
  .text(pattern: nil),
  "A socket of your own, which the service opens: a `wss://` URL."
)

private let streamingFields: [FieldShape] = [
  url,
  .inside(
    "forward",
    .text(pattern: nil),
    "Instead of `url`: a `wss://` URL that flowctl opens, and passes on what the service sends to it."
  ),
  .inside(
    "save",
    .flag,
    "Instead of `url`: whether flowctl keeps each voice in a WAV file."
  ),
  .inside(
    "channels",
    .words(StreamingOptions.Channels.allCases.map(\.rawValue)),
    "`mixed` into one, or `unmixed`; `mixed` if left out."
  ),
  .inside("bidirectional", .flag, "Whether audio that comes back is played to the call."),
  .inside(
    "format",
    .words(StreamingOptions.Format.allCases.map(\.rawValue)),
    "16,000 or 24,000 samples a second; `pcm16KMono` if left out."
  ),
  .inside("dtmf", .flag, "Whether keys that are pressed are told too."),
]

/// What a line of a transcription brings to a signal.
private let lineFields: [(name: String, type: FlowType)] = [
  ("text", .string), ("speaker", .optional(.string)), ("confidence", .optional(.double)),
]

/// Whether a URL leads to a socket of this machine, which needs no TLS.
package func isSocketOfThisMachine(_ url: String) -> Bool {
  let hosts = ["127.0.0.1", "localhost", "[::1]"]
  return hosts.contains { host in
    let start = "ws://" + host
    guard url.hasPrefix(start) else { return false }
    let next = url.dropFirst(start.count).first
    return next == nil || next == ":" || next == "/" || next == "?"
  }
}

extension Feed {
  /// What it is called in a finding.
  fileprivate var owner: String { "`\(rawValue)`" }

  fileprivate var fields: [FieldShape] {
    switch self {
    case .streaming: streamingFields
    case .transcription: transcriptionFields
    }
  }

  /// The fields that say where it goes; the first past flowctl, the others to flowctl itself.
  fileprivate var destinations: [String] {
    switch self {
    case .streaming: ["url", "forward", "save"]
    case .transcription: ["url", "signal"]
    }
  }
}

private let transcriptionFields: [FieldShape] = [
  url,
  .inside(
    "signal",
    .text(pattern: nil),
    "Instead of `url`: the signal that flowctl makes of each line, as it is final."
  ),
  .inside(
    "locale",
    .text(pattern: localePattern),
    "The language that is spoken; the call's if left out."
  ),
  .inside("interim", .flag, "Whether what is not final yet is told too."),
]

extension ValueReader {
  fileprivate func streaming(_ written: SyntaxNode) -> StreamingFields? {
    guard let node = feedFields(written, .streaming) else { return nil }
    let isSaved = flag("save", in: node)
    guard hasDestination(node, .streaming, isSaved: isSaved) else { return nil }
    return StreamingFields(
      url: socket("url", in: node),
      forward: socket("forward", in: node),
      isSaved: isSaved,
      channels: word("channels", in: node) ?? .mixed,
      isBidirectional: flag("bidirectional", in: node),
      format: word("format", in: node) ?? .pcm16KMono,
      tellsTones: flag("dtmf", in: node)
    )
  }

  fileprivate func transcription(_ written: SyntaxNode) -> TranscriptionFields? {
    guard let node = feedFields(written, .transcription),
      hasDestination(node, .transcription, isSaved: false)
    else { return nil }
    let signal = node["signal"].flatMap { self.signal($0) }
    if let signal, let span = node["signal"]?.span { checkLine(signal, at: span) }
    return TranscriptionFields(
      url: socket("url", in: node),
      signal: signal?.name,
      locale: node["locale"].flatMap {
        FieldType<FieldValue<String>>.spokenLanguage.read($0, with: self)
      },
      tellsInterim: flag("interim", in: node)
    )
  }

  /// The fields as they are meant; nil after a finding where they are none.
  private func feedFields(_ written: SyntaxNode, _ feed: Feed) -> SyntaxNode? {
    guard let entries = nodes.entries(written, "`{ url: wss://… }`") else { return nil }
    let known = feed.fields.map(\.name)
    let (node, hasStranger) = nodes.asMeant(written, entries, in: feed.owner, known: known)
    return hasStranger && !feed.destinations.contains { node[$0] != nil } ? nil : node
  }

  /// Whether it is said where it goes, in one way.
  private func hasDestination(_ node: SyntaxNode, _ feed: Feed, isSaved: Bool) -> Bool {
    let ours = feed.destinations.dropFirst().filter { node[$0] != nil }
    if node["url"] != nil, let other = ours.first {
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "\(feed.owner) takes `url` or `\(other)`, not both",
          at: node.headSpan,
          help: "with `url` the service sends it to a socket of yours, past flowctl; delete one"
        )
      )
      return false
    }
    guard node["url"] == nil, ours.isEmpty || (ours.elementsEqual(["save"]) && !isSaved)
    else { return true }
    let ways = feed.destinations.map { "`\($0)`" }
    let list = ways.dropLast().joined(separator: ", ") + " or " + (ways.last ?? "")
    nodes.report(
      Diagnostic(
        .missingField,
        "\(feed.owner) needs \(list)",
        at: node.headSpan,
        help: "add `url: wss://…`, a socket of your own that the service opens"
      )
    )
    return false
  }

  /// The URL of a socket: the service opens no other kind (FACTS (h)), and flowctl itself an
  /// unprotected one on its own machine alone.
  private func socket(_ name: String, in node: SyntaxNode) -> Template? {
    guard let scalar = node[name].flatMap({ nodes.scalar($0, "a `wss` URL") }) else { return nil }
    checkSecrets(inURL: scalar.fragment)
    let url = template(scalar.fragment)
    guard case .text(let text)? = url.parts.first, !text.hasPrefix("wss://"),
      name != "forward" || !isSocketOfThisMachine(text)
    else { return url }
    nodes.reportMalformed(
      at: url.span,
      "`\(text.prefix { $0 != ":" })` is not where the URL of a socket begins",
      help: name == "url"
        ? "begin with `wss://`: the service opens no other"
        : "begin with `wss://`; `ws://` is for sockets of the same machine: `ws://127.0.0.1:…`"
    )
    return nil
  }

  /// Whether a signal can be made of a line.
  private func checkLine(_ signal: (name: String, type: FlowType), at span: Span) {
    guard case .record(let fields) = signal.type else { return }
    for field in fields where field.type != .unreadable {
      guard !lineFields.contains(where: { $0.name == field.name && $0.type == field.type })
      else { continue }
      nodes.report(
        Diagnostic(
          .typeMismatch,
          "a line of a transcription does not fit the signal `\(signal.name)`: "
            + "`\(field.name)` is not what it brings",
          at: span,
          help: "declare `\(signal.name): "
            + "{ text: string, speaker: string?, confidence: double? }`, or some of it"
        )
      )
    }
  }

  private func flag(_ name: String, in node: SyntaxNode) -> Bool {
    node[name].flatMap { FieldType<Bool>.flag.read($0, with: self) } ?? false
  }

  private func word<Word>(_ name: String, in node: SyntaxNode) -> Word?
  where Word: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    node[name].flatMap { literal($0, .word(Word.self)) }
  }
}
