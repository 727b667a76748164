import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == CallContextFields {
  /// What whoever is reached is told.
  package static var callContext: Self {
    Self(
      shape: .record(contextFields),
      placeholder: CallContextFields(headers: [], topic: nil, screenPop: nil, recordID: nil)
    ) { node, values in values.callContext(node) }
  }
}

private let contextFields: [FieldShape] = [
  .inside("headers", .mapping(.text(pattern: nil)), "Headers, by name."),
  .inside("topic", .text(pattern: nil), "What the call is about, as a Teams client shows it."),
  .inside("screenPop", .text(pattern: nil), "The page that a Teams client opens."),
  .inside("recordId", .text(pattern: nil), "The record of another system the caller is known by."),
]

extension ValueReader {
  fileprivate func callContext(_ written: SyntaxNode) -> CallContextFields? {
    let known = contextFields.map(\.name)
    guard let entries = nodes.entries(written, "`{ headers: …, topic: … }`") else { return nil }
    let node = nodes.asMeant(written, entries, in: "`context`", known: known).node
    func text(_ name: String) -> Template? {
      node[name].flatMap { nodes.scalar($0, "a text") }.map { template($0.fragment) }
    }
    let topic = text("topic")
    topic.map(checkTopic)
    let screenPop = node["screenPop"].flatMap { nodes.scalar($0, "a text") }.map {
      url($0.fragment)
    }
    screenPop.map { nodes.checkURL($0) }
    return CallContextFields(
      headers: node["headers"].flatMap(headers) ?? [],
      topic: topic,
      screenPop: screenPop,
      recordID: text("recordId")
    )
  }

  /// The words that are written must fit, whatever is put between them (SEMANTICS.md, rule 48).
  private func checkTopic(_ topic: Template) {
    let written = topic.writtenCharacters
    guard written > ServiceLimits.topicCharacters else { return }
    nodes.reportOutOfRange(
      at: topic.span,
      "a topic has at most \(ServiceLimits.topicCharacters) characters, and this has \(written)"
    )
  }
}

extension Template {
  /// How many characters of it are written, whatever is put between them.
  var writtenCharacters: Int {
    parts.reduce(0) { count, part in
      if case .text(let text) = part { count + text.count } else { count }
    }
  }
}
