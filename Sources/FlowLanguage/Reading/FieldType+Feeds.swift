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
        url: .empty,
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
      placeholder: TranscriptionFields(url: .empty, locale: nil, tellsInterim: false)
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
  "The socket: a `wss://` URL.",
  isRequired: true
)

private let streamingFields: [FieldShape] = [
  url,
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

private let transcriptionFields: [FieldShape] = [
  url,
  .inside(
    "locale",
    .text(pattern: localePattern),
    "The language that is spoken; the call's if left out."
  ),
  .inside("interim", .flag, "Whether what is not final yet is told too."),
]

extension ValueReader {
  fileprivate func streaming(_ written: SyntaxNode) -> StreamingFields? {
    guard let node = feedFields(written, "`streaming`", streamingFields),
      let url = socket(in: node)
    else { return nil }
    return StreamingFields(
      url: url,
      channels: word("channels", in: node) ?? .mixed,
      isBidirectional: flag("bidirectional", in: node),
      format: word("format", in: node) ?? .pcm16KMono,
      tellsTones: flag("dtmf", in: node)
    )
  }

  fileprivate func transcription(_ written: SyntaxNode) -> TranscriptionFields? {
    guard let node = feedFields(written, "`transcription`", transcriptionFields),
      let url = socket(in: node)
    else { return nil }
    return TranscriptionFields(
      url: url,
      locale: node["locale"].flatMap {
        FieldType<FieldValue<String>>.spokenLanguage.read($0, with: self)
      },
      tellsInterim: flag("interim", in: node)
    )
  }

  /// The fields as they are meant; nil after a finding where there is no `url`.
  private func feedFields(
    _ written: SyntaxNode,
    _ owner: String,
    _ fields: [FieldShape]
  ) -> SyntaxNode? {
    guard let entries = nodes.entries(written, "`{ url: wss://… }`") else { return nil }
    let known = fields.map(\.name)
    let (node, hasStranger) = nodes.asMeant(written, entries, in: owner, known: known)
    guard node["url"] == nil else { return node }
    guard !hasStranger else { return nil }
    nodes.report(
      Diagnostic(
        .missingField,
        "\(owner) needs `url`",
        at: node.headSpan,
        help: "add `url: wss://…`, the socket that the service opens"
      )
    )
    return nil
  }

  /// The URL of a socket: the service opens no other kind (FACTS (h)).
  private func socket(in node: SyntaxNode) -> Template? {
    guard let scalar = node["url"].flatMap({ nodes.scalar($0, "a `wss` URL") }) else { return nil }
    checkSecrets(inURL: scalar.fragment)
    let url = template(scalar.fragment)
    guard case .text(let text)? = url.parts.first, !text.hasPrefix("wss://") else { return url }
    nodes.reportMalformed(
      at: url.span,
      "`\(text.prefix { $0 != ":" })` is not where the URL of a socket begins",
      help: "begin with `wss://`: the service opens no other"
    )
    return nil
  }

  private func flag(_ name: String, in node: SyntaxNode) -> Bool {
    node[name].flatMap { FieldType<Bool>.flag.read($0, with: self) } ?? false
  }

  private func word<Word>(_ name: String, in node: SyntaxNode) -> Word?
  where Word: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    node[name].flatMap { literal($0, .word(Word.self)) }
  }
}
