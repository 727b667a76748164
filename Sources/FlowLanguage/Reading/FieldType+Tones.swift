import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == ToneOptions {
  /// How many keys are taken, and which end it.
  package static var toneOptions: Self {
    Self(shape: .record(toneFields), placeholder: .single) { node, values in
      values.toneOptions(node)
    }
  }
}

private let toneFields: [FieldShape] = [
  .inside("count", .integer(1...FlowLimits.tones), "How many keys, where the number is fixed."),
  .inside(
    "min",
    .integer(1...FlowLimits.tones),
    "The fewest keys that are an answer; 1 if left out."
  ),
  .inside("max", .integer(1...FlowLimits.tones), "The most keys taken."),
  .inside("stop", .text(pattern: nil), "The key, or keys, that end the input."),
  .inside("between", .duration, "How long to wait between two keys, 1s to 60s; 2s if left out."),
  .inside("match", .text(pattern: nil), "A pattern (RE2) that all the keys together must fit."),
]

extension ValueReader {
  func toneOptions(_ node: SyntaxNode) -> ToneOptions? {
    guard let entries = toneEntries(node) else { return nil }
    let (node, hasStranger) = nodes.asMeant(
      node,
      entries,
      in: "`tones`",
      known: toneFields.map(\.name),
      orIn: ForeignWords.toneKeys
    )
    let count = toneCount(node["count"])
    let minimum = toneCount(node["min"])
    let maximum = toneCount(node["max"])
    if !hasStranger { checkToneCounts(node, count, minimum, maximum) }
    let lengths = (count ?? minimum ?? 1, count ?? maximum ?? minimum ?? 1)
    return ToneOptions(
      minimum: lengths.0,
      maximum: lengths.1,
      stop: node["stop"].map { nodes.tones($0, several: "each key of one text ends it: `\"*#\"`") }
        ?? [],
      between: toneGap(node["between"]),
      match: node["match"].flatMap { tonePattern($0, atMost: lengths.1) }
    )
  }

  private func toneEntries(_ node: SyntaxNode) -> [SyntaxEntry]? {
    let count = node.scalar.flatMap { Int($0.text) }
    return nodes.entries(
      node,
      "a mapping such as `{ count: 4 }`",
      help: count.map { "write `{ count: \($0) }`" }
    )
  }

  private func checkToneCounts(_ node: SyntaxNode, _ count: Int?, _ minimum: Int?, _ maximum: Int?)
  {
    if count != nil, minimum != nil || maximum != nil {
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "`tones` takes `count`, or `min` and `max`, not both",
          at: node.headSpan,
          help: "`count: 4` is `min: 4` and `max: 4`"
        )
      )
    }
    if node["count"] == nil, node["max"] == nil, nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "`tones` needs `count` or `max`",
          at: node.headSpan,
          help: "say how many keys are taken at most, which the service requires: `{ max: 4 }`"
        )
      )
    }
    if let minimum, let maximum, minimum > maximum, let span = node["min"]?.span {
      nodes.reportOutOfRange(at: span, "`min` is more than `max`")
    }
  }

  private func toneCount(_ node: SyntaxNode?) -> Int? {
    guard let node, let scalar = nodes.scalar(node, "a whole number") else { return nil }
    return nodes.integer(scalar.text, at: scalar.span, in: 1...FlowLimits.tones)
  }

  private func toneGap(_ node: SyntaxNode?) -> Milliseconds {
    let type = FieldType.duration(.seconds(1)...(.seconds(60)))
    return node.flatMap { literal($0, type) } ?? .seconds(2)
  }

  private func tonePattern(_ node: SyntaxNode, atMost most: Int) -> String? {
    guard let scalar = nodes.scalar(node, "a pattern such as `[1-5]`") else { return nil }
    if let problem = patternProblem(scalar.text) {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not a pattern: \(problem)",
        help: "write a regular expression (RE2), such as `[1-5]` or `0[0-9]{3}`"
      )
      return nil
    }
    guard patternFits(scalar.text, anyTextOf: Tone.allCases.characters, atMost: most) else {
      let isBetweenSlashes =
        scalar.text.count > 2 && scalar.text.hasPrefix("/") && scalar.text.hasSuffix("/")
      nodes.reportMalformed(
        at: scalar.span,
        "no keys fit `\(scalar.text)`",
        help: isBetweenSlashes
          ? "write it without the slashes: `\(scalar.text.dropFirst().dropLast())`"
          : "keys are 0 to 9, A to D, `*` and `#`, and at most \(most) of them are taken"
      )
      return scalar.text
    }
    return scalar.text
  }
}

extension FieldType where Value == FieldValue<[Tone]> {
  /// Keys that are sent.
  static var sentTones: Self {
    Self(
      shape: .text(pattern: "^([0-9A-Da-d*#]+|star|pound)$"),
      placeholder: .literal([.zero])
    ) { node, values in
      values.value(node, "keys such as `1`, `star` or `*9`", .type(.string)) { text, span in
        guard let tones = values.nodes.tones(text, at: span) else { return nil }
        guard tones.count <= SendTonesStep.mostTones else {
          values.nodes.reportOutOfRange(
            at: span,
            "at most \(SendTonesStep.mostTones) tones are sent by one step; these are "
              + "\(tones.count)"
          )
          return nil
        }
        return tones
      }
    }
  }
}

extension FieldType where Value == Tone {
  /// One key.
  static var key: Self {
    Self(shape: .text(pattern: "^([0-9A-Da-d*#]|star|pound)$"), placeholder: .pound) {
      node,
      values in
      guard let scalar = values.nodes.scalar(node, "a key such as `pound`"),
        let tones = values.nodes.tones(scalar.text, at: scalar.span)
      else { return nil }
      guard tones.count == 1 else {
        values.nodes.reportMalformed(
          at: scalar.span,
          "`\(scalar.text)` is more than one key",
          help: Set(tones).count == 1
            ? "one key is taken here: write `\(tones[0].spelling)`"
            : "one key is taken here, such as `pound`"
        )
        return tones[0]
      }
      return tones[0]
    }
  }
}

extension NodeReader {
  /// Keys in a row: `0123`, `*9`, `star`.
  func tones(_ node: SyntaxNode) -> [Tone] {
    tones(
      node,
      several: "a row is one text, such as `\"*9\"`; another key is a choice or trigger of its own"
    )
  }

  /// The same, with what is said of a list of them.
  func tones(_ node: SyntaxNode, several: String) -> [Tone] {
    if let items = node.items {
      if items.count > 1 {
        reportWrongShape(
          node,
          "a key, or keys in a row",
          help: several
        )
      }
      return items.first.map { tones($0) } ?? []
    }
    if isComplete, node.scalar?.isAbsent == true {
      reportWrongShape(
        node,
        "keys such as `1`, `star` or `*9`",
        help: "for the key `#`, which begins a comment, write `pound`"
      )
      return []
    }
    guard let scalar = scalar(node, "keys such as `1`, `star` or `*9`") else { return [] }
    return tones(scalar.text, at: scalar.span) ?? []
  }

  /// Keys as an author writes them; nil after a finding.
  func tones(_ text: String, at span: Span) -> [Tone]? {
    if let tones = Tone.parse(text) { return tones }
    reportMalformed(
      at: span,
      "`\(text)` is not a key or a row of keys",
      help: Tone.parse(text.filter { !",pPwW".contains($0) }) == nil
        ? "keys are 0 to 9, A to D, `star` or `*`, and `pound` or `#`"
        : "no key is a pause: `wait` between two steps"
    )
    return nil
  }
}

extension Tone {
  /// The key as YAML has it without quotes.
  fileprivate var spelling: String {
    switch self {
    case .asterisk: "star"
    case .pound: "pound"
    default: String(character)
    }
  }
}
