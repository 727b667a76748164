import CallModel
import Diagnostics
import FlowSyntax

extension ValueReader {
  /// The called parties whose calls the flow takes.
  func routes(_ node: SyntaxNode) -> [FlowTree.Route] {
    nodes.items(node, atMost: FlowLimits.parties).compactMap { written in
      let item = namedRoute(written)
      guard let entries = nodes.entries(item, "a route", help: routeHelp(item)) else {
        return nil
      }
      for entry in entries where entry.key.text != "to" {
        nodes.reportUnknownKey(entry.key, in: "a route", known: ["to"])
      }
      guard let to = item["to"] else {
        reportMissingTo(item)
        return nil
      }
      guard let scalar = nodes.scalar(to, "an identity") else { return nil }
      guard let identity = names.identities[scalar.text] else {
        if reportRawRoute(scalar) { return nil }
        reportUnknown(
          .identity,
          scalar.text,
          among: names.identities.keys.sorted(),
          at: scalar.span
        )
        return nil
      }
      use(.identity, scalar.text, at: scalar.span)
      checkKind(
        identity.kind,
        of: "`\(scalar.text)`",
        for: .route,
        at: scalar.span,
        declared: Diagnostic.Label(identity.span, "declared as `\(identity.kind)` here")
      )
      return FlowTree.Route(identity: scalar.text, span: scalar.span)
    }
  }

  /// The route that an identity's name alone was meant for, after a finding; all else as it is.
  private func namedRoute(_ item: SyntaxNode) -> SyntaxNode {
    guard let scalar = item.scalar, names.identities[scalar.text] != nil else { return item }
    nodes.reportWrongShape(item, "a route", help: routeHelp(item))
    return SyntaxNode(
      .mapping([SyntaxEntry(key: scalar, value: item).named("to")]),
      span: item.span
    )
  }

  /// Notes a number or a raw id where an identity is named, and says what a route takes; false for
  /// anything else.
  private func reportRawRoute(_ scalar: SyntaxScalar) -> Bool {
    guard scalar.text.contains(where: \.isNumber),
      Identifier.isE164(scalar.text) || Identifier(rawID: scalar.text).kind != .unknown
    else { return false }
    notes.misname(.identity)
    let kinds = AdmissionTable.rows.filter {
      $0.profile == profile && $0.action == .route && $0.verdict != .no
    }.map { "`\($0.kind)`" }
    nodes.report(
      Diagnostic(
        .unknownName,
        "a route names an identity, and `\(scalar.text)` is none",
        at: scalar.span,
        help:
          "in a `\(profile)` flow it is a \(kinds.joined(separator: " or ")): declare one under "
          + "`identities:` and write its name here"
      )
    )
    return true
  }

  private func routeHelp(_ item: SyntaxNode) -> String {
    "write `- to: \(item.scalar.flatMap { $0.isAbsent ? nil : $0.text } ?? "someIdentity")`"
  }

  private func reportMissingTo(_ route: SyntaxNode) {
    guard nodes.isComplete else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        "a route needs `to`",
        at: route.headSpan,
        help: "write `- to: someIdentity`"
      )
    )
  }
}
