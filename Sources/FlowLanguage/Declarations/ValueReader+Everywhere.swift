import CallModel
import Diagnostics
import FlowSyntax

private let everywhereKeys = ["press", "say", "go", "again"]

extension ValueReader {
  /// The answers that every menu takes besides its own.
  func everywhere(_ node: SyntaxNode) -> [EverywhereEntry] {
    let entries = nodes.entries(node, "answers by name", atMost: FlowLimits.everywhere) ?? []
    let read = entries.compactMap(everywhereEntry)
    checkConflicts(read.map(\.choice))
    return read
  }

  private func everywhereEntry(_ written: SyntaxEntry) -> EverywhereEntry? {
    checkAuthorsOutcome(written.key, "an answer")
    let form = "`{ press: 0, go: block }`, or `{ press: star, again: true }`"
    guard let fields = nodes.entries(written.value, form) else { return nil }
    let owner = "the answer `\(written.key.text)`"
    let meant = nodes.asMeant(written.value, fields, in: owner, known: everywhereKeys)
    let entry = SyntaxEntry(key: written.key, value: meant.node)
    let choice = Choice(
      name: entry.key.text,
      span: entry.key.span,
      keys: entry.value["press"].map(nodes.tones) ?? [],
      phrases: entry.value["say"].map(phrases) ?? []
    )
    if entry.value["press"] == nil, entry.value["say"] == nil, !meant.hasStranger, nodes.isComplete
    {
      reportMissing("needs `press` or `say`", entry, help: "write \(form)")
    }
    return action(entry, hasStranger: meant.hasStranger).map {
      EverywhereEntry(choice: choice, action: $0)
    }
  }

  private func action(_ entry: SyntaxEntry, hasStranger: Bool) -> EverywhereEntry.Action? {
    switch (entry.value["go"], entry.value["again"]) {
    case (let go?, nil):
      return nodes.scalar(go, "a block's name").map { .go(block($0)) }
    case (nil, let again?):
      guard let scalar = nodes.scalar(again, "`true`") else { return nil }
      if scalar.text == "true" { return .again }
      nodes.reportMalformed(
        at: scalar.span,
        "`again` can only be `true`",
        help: "delete the answer, or write `again: true`"
      )
      return nil
    case (nil, nil):
      // A key that is not known may be the one that was meant.
      if nodes.isComplete, !hasStranger {
        reportMissing("needs `go` or `again`", entry, help: "write `go: block`, or `again: true`")
      }
      return nil
    case (_?, _?):
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "the answer `\(entry.key.text)` takes only one of `go` and `again`",
          at: entry.key.span,
          help: "delete one of them"
        )
      )
      return nil
    }
  }

  private func reportMissing(_ what: String, _ entry: SyntaxEntry, help: String) {
    nodes.report(
      Diagnostic(
        .missingField,
        "the answer `\(entry.key.text)` \(what)",
        at: entry.key.span,
        help: help
      )
    )
  }
}
