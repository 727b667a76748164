import Diagnostics
import FlowSyntax

/// The name that was probably meant where another was written, ready for a finding.
struct NearName {
  /// The line that says it, or what to do where no name is near.
  let help: String?
  /// The change that writes it.
  let fixes: [Diagnostic.Fix]

  /// Whose a name is.
  enum Owner {
    /// A word of the language: one slip away from it, nothing else can have been meant.
    case language
    /// A name that an author gave: another may be missing that is as near, so only other letters
    /// of the same name are certain.
    case author
  }

  /// Says that a name was probably meant for what was written, or what to do where none is near;
  /// where the one that is near is `given` already, to write it once more would not help.
  ///
  /// `isSynonym`: whether what was written is another word for that name, and for nothing else.
  init(
    _ near: String?,
    for written: String,
    of owner: Owner,
    at span: Span,
    given: Set<String> = [],
    isSynonym: Bool = false,
    otherwise: String?
  ) {
    guard let near else {
      (help, fixes) = (otherwise, [])
      return
    }
    guard !given.contains(near) else {
      (help, fixes) = ("`\(near)` is given already: delete one of them", [])
      return
    }
    help = "did you mean `\(near)`?"
    let isCertain =
      switch owner {
      case .language: isSlip(written, of: near)
      case .author: isSpelling(written, of: near)
      }
    fixes = [
      Diagnostic.Fix(
        "replace with `\(near)`",
        at: span,
        replacement: near,
        isCertain: isSynonym || isCertain
      )
    ]
  }
}

/// What a name can stand for.
enum NamedKind: String {
  case block, prompt, identity, party, parameter, output, variable, timeZone, setting, schedule,
    stepID, service, signal, flag, flow

  /// The word in messages.
  var word: String {
    switch self {
    case .block, .prompt, .identity, .party, .parameter, .output, .variable, .setting, .schedule,
      .service, .signal, .flag, .flow:
      rawValue
    case .timeZone: "time zone"
    case .stepID: "step"
    }
  }

  /// What to do where no name is near.
  fileprivate func advice(for name: String, among known: [String]) -> String {
    switch self {
    case .block:
      // Among handlers stand the words that are no blocks too.
      known.isEmpty
        ? "declare it under `blocks:`"
        : "the flow's blocks are " + quotedList(known.filter { !Handler.words.contains($0) })
    case .prompt:
      "declare it under `prompts:`, or write `{ text: \(name) }` to have it spoken"
    case .identity: "declare it under `identities:` and name it here"
    case .party:
      known.isEmpty
        ? "declare it under `identities:`" : "the flow's parties are \(quotedList(known))"
    case .parameter: "declare it under `parameters:`"
    case .output: "declare it under `outputs:`"
    case .flow:
      known.isEmpty
        ? "no other flow is here: name the folder of both, or the project's with its `flowctl.yaml`"
        : "the project's other flows are \(quotedList(known))"
    case .variable: "declare it under `variables:`"
    case .timeZone:
      ForeignWords.zones[name].map { "write `\($0)`, if you mean the time there" }
        ?? "use a name of the IANA time zone database, such as `America/Los_Angeles`"
    case .setting: "declare it under `settings:`"
    case .schedule: "declare it under `hours:`"
    case .stepID: "give a step that `id:`"
    case .signal: "declare it under `signals:`"
    case .flag: "declare it under `flags:`"
    case .service: "declare it under `services:`, or begin with `https://`"
    }
  }
}

extension NodeReader {
  /// The word of the language that was probably meant, as help and fix.
  func nearName(
    to written: String,
    among names: [String],
    orIn foreign: [String: String] = [:],
    at span: Span,
    otherwise: String?
  ) -> NearName {
    NearName(
      nearest(to: written, among: names, orIn: foreign),
      for: written,
      of: .language,
      at: span,
      otherwise: otherwise
    )
  }

  /// Notes that nothing of a kind has the name used; returns the name that was probably meant.
  ///
  /// Nothing is said where the declaration may stand after the end of what could be read.
  @discardableResult
  func reportUnknown<Names: Sequence<String>>(
    _ kind: NamedKind,
    _ name: String,
    among known: @autoclosure () -> Names,
    at span: Span
  ) -> String? {
    guard isComplete else { return nil }
    // Names are sorted to be compared: not for every finding of a file that has thousands of both.
    let known = comparedNames < FlowLimits.comparedNames ? Array(known()) : []
    let meant = nearest(to: name, among: known)
    let near = NearName(
      meant,
      for: name,
      of: .author,
      at: span,
      otherwise: kind.advice(for: name, among: known)
    )
    report(
      Diagnostic(
        .unknownName,
        "no \(kind.word) is named `\(name)`",
        at: span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return meant
  }

  /// The mapping with each misspelt key as the one that was meant, which otherwise would be missing
  /// besides, and whether another was among them that it does not have.
  func asMeant(
    _ node: SyntaxNode,
    _ entries: [SyntaxEntry],
    in owner: @autoclosure () -> String,
    known: [String],
    orIn foreign: [String: String] = [:]
  ) -> (node: SyntaxNode, hasStranger: Bool) {
    // The common case, for which no list may be built; the entries may be others than the node's.
    guard !entries.haveKeys(of: known) else {
      return (SyntaxNode(.mapping(entries), span: node.span), false)
    }
    var meant: [SyntaxEntry] = []
    var hasStranger = false
    let given = Set(entries.map(\.key.text))
    for entry in entries {
      guard !known.contains(entry.key.text) else {
        meant.append(entry)
        continue
      }
      let near = reportUnknownKey(
        entry.key,
        in: owner(),
        known: known,
        given: given,
        orIn: foreign
      )
      hasStranger = hasStranger || near == nil
      if let near, !given.contains(near) { meant.append(entry.named(near)) }
    }
    return (SyntaxNode(.mapping(meant), span: node.span), hasStranger)
  }

  /// Notes a key that a mapping does not have, beside those that are given; returns the one that
  /// was probably meant.
  @discardableResult
  func reportUnknownKey(
    _ key: SyntaxScalar,
    in owner: String,
    known: [String],
    given: Set<String> = [],
    orIn foreign: [String: String] = [:]
  ) -> String? {
    let advice = ForeignWords.advice(on: key.text, of: owner)
    let meant = advice == nil ? nearest(to: key.text, among: known, orIn: foreign) : nil
    let near = NearName(
      meant,
      for: key.text,
      of: .language,
      at: key.span,
      given: given,
      otherwise: advice ?? "its fields are \(quotedList(known))"
    )
    report(
      Diagnostic(
        .unknownField,
        "\(owner) has no field `\(key.text)`",
        at: key.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return meant
  }
}

extension ValueReader {
  /// Notes that a block is named where something else is: who writes so means to go there.
  func reportBlock(_ name: String, insteadOf kind: NamedKind, at span: Span) {
    notes.misname(kind)
    // Of a declaration that was refused its own finding speaks.
    guard !names.refused.contains(name), !notes.refused.contains(name) else { return }
    notes.misname(.block)
    nodes.report(
      Diagnostic(
        .unknownName,
        "no \(kind.word) is named `\(name)`",
        at: span,
        related: names.blocks[name].map { [Diagnostic.Label($0, "a block has that name")] } ?? [],
        help: "to go to that block, write `goto: \(name)`"
      )
    )
  }

  /// Notes that the flow declares nothing of a kind by the name used, and returns the name that
  /// was probably meant; nothing is said where the declaration was refused itself.
  @discardableResult
  func reportUnknown<Names: Sequence<String>>(
    _ kind: NamedKind,
    _ name: String,
    among known: @autoclosure () -> Names,
    at span: Span
  ) -> String? {
    notes.misname(kind)
    guard !names.refused.contains(name), !notes.refused.contains(name) else { return nil }
    return nodes.reportUnknown(kind, name, among: known(), at: span)
  }
}
