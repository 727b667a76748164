import CEL
import CallModel
import FlowLanguage

/// A piece of a text to speak: words as they are, or a value with the way it is said.
enum SpokenPiece {
  case words(String)
  case value(SpokenValue)

  /// Whether it needs no markup.
  var isPlain: Bool {
    if case .words = self { true } else { false }
  }

  /// The words, or the value as it is written.
  var text: String {
    switch self {
    case .words(let text): text
    case .value(let value): value.text
    }
  }

  /// The piece as it stands in SSML.
  fileprivate var markup: String {
    switch self {
    case .words(let text): return text.escapedForXML
    case .value(let value):
      let format = value.kind.format.map { " format=\"\($0)\"" } ?? ""
      return "<say-as interpret-as=\"\(value.kind.rawValue)\"\(format)>\(value.text.escapedForXML)"
        + "</say-as>"
    }
  }
}

extension Turn {
  /// A text to speak with its expressions' values put in.
  func pieces(of template: Template) throws(StepFailure) -> [SpokenPiece] {
    var pieces: [SpokenPiece] = []
    for part in template.parts {
      switch part {
      case .text(let text): pieces.append(.words(text))
      case .expression(let id):
        let value = try evaluate(id)
        if let spoken = SpokenValue(value) {
          pieces.append(.value(spoken))
        } else if let text = value.text() {
          pieces.append(.words(text))
        } else {
          throw StepFailure(.expression, "a value has no form as text")
        }
      case .secret: throw StepFailure(.invalid, "a secret cannot stand in this text")
      }
    }
    return pieces
  }

  /// Pieces of which one needs markup, as a document that the voice of their language speaks.
  func ssml(
    _ pieces: [SpokenPiece],
    locale: String,
    voice: Voice?
  ) throws(StepFailure) -> PlaySource {
    guard let voice else {
      throw StepFailure(.invalid, "a spoken value needs a voice, and its language has none")
    }
    let language = locale.escapedForXML
    let text = """
      <speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="\(language)">\
      <voice name="\(voice.name.escapedForXML)">\(pieces.map(\.markup).joined())</voice></speak>
      """
    return .ssml(try spoken(text), endpoint: voice.endpoint)
  }
}
