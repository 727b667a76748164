import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == [FieldValue<Party>] {
  /// Whose voice is in which channel of a recording, each party once.
  package static var channelOrder: Self {
    Self(shape: .list(.party), placeholder: []) { node, values in
      guard let parties = Self.parties(.reach).read(node, with: values) else { return nil }
      let most = ServiceLimits.recordedChannels
      if parties.count > most {
        values.nodes.reportOutOfRange(
          at: node.headSpan,
          "a recording has at most \(most) channels of a party's own, and this names \(parties.count)"
        )
      }
      values.checkEachOnce(values.nodes.items(node))
      return parties
    }
  }
}

extension FieldType where Value == Template {
  /// The URL of a container that recordings are kept in.
  package static var container: Self {
    Self(shape: .text(pattern: nil), placeholder: .empty) { node, values in
      guard let scalar = values.nodes.scalar(node, "the URL of a container") else { return nil }
      let template = values.url(scalar.fragment)
      guard case .text(let text)? = template.parts.first, !text.hasPrefix("https://") else {
        return template
      }
      values.nodes.reportMalformed(
        at: template.span,
        "`\(text.prefix { $0 != ":" })` is not where the URL of a container begins",
        help: "begin with `https://` or with a setting of type `uri`: `${settings.recordings}`"
      )
      return template
    }
  }
}

extension ValueReader {
  /// A party has one channel.
  fileprivate func checkEachOnce(_ items: [SyntaxNode]) {
    var named: [String: Span] = [:]
    for scalar in items.compactMap(\.scalar) {
      guard let first = named[scalar.text] else {
        named[scalar.text] = scalar.span
        continue
      }
      nodes.report(
        Diagnostic(
          .duplicateName,
          "`\(scalar.text)` has a channel already",
          at: scalar.span,
          related: [Diagnostic.Label(first, "the first one")],
          help: "delete one of them"
        )
      )
    }
  }
}
