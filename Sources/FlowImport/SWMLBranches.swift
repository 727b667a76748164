import Diagnostics
import FlowSyntax

/// The methods that branch, and what their conditions and texts say.
extension SWMLSection {
  mutating func choose(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let source = value.text("variable") ?? ""
    let known = draft.swmlValue(source)
    let variable = known ?? draft.variable(named: source)
    if known == nil {
      draft.note(
        "`switch` goes by `\(source)`, which nothing above gives a value: set `\(variable)` before",
        at: place
      )
    }
    let rest = draft.block(
      named: "\(name)\u{1F}after\u{1F}\(place.start)",
      shown: "what follows `switch`"
    )
    var lines = ["- switch: \(variable)", "  cases:"]
    var targets: [String] = []
    var branches: [FlowDraft.Block] = []
    var seen: Set<String> = []
    for entry in value["case"]?.entries ?? [] {
      guard seen.insert(entry.key.text).inserted else {
        draft.note("the second `case` of `\(entry.key.text)` is left out", at: entry.span)
        continue
      }
      let own = branch("case \(entry.key.text)", entry.value, to: rest, at: place, &draft)
      branches += own
      lines.append("    \(quoted(entry.key.text)): \(own[0].name)")
      targets.append(own[0].name)
    }
    let last = value["default"].map { branch("default", $0, to: rest, at: place, &draft) } ?? []
    branches += last
    let otherwise = last.first?.name ?? rest
    lines.append("  default: \(otherwise)")
    if targets.isEmpty {
      draft.note("`switch` has no `case`", at: place)
      add(.goto(otherwise, at: place))
    } else {
      add(FlowDraft.Step(lines: lines, targets: targets + [otherwise], isLast: true, place: place))
    }
    blocks += branches
    open(rest)
  }

  /// What `cond` has under each of its conditions; where no flow can tell one, the author decides.
  mutating func decide(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let title = "cond \(draft.document.position(of: place.start).line)"
    let rest = draft.block(
      named: "\(name)\u{1F}after\u{1F}\(place.start)",
      shown: "what follows `cond`"
    )
    var otherwise = rest
    var branches: [FlowDraft.Block] = []
    for (number, item) in (value.items ?? []).enumerated() {
      draft.noteMembers(of: item, besides: ["when", "then", "else"], "cond")
      if item["then"] == nil, item["else"] == nil {
        draft.note("a condition of `cond` without methods is left out", at: item.span)
      }
      if let methods = item["then"] {
        let own = branch("cond \(number + 1)", methods, to: rest, at: place, &draft)
        branches += own
        let way = item.text("when") ?? ""
        if let condition = draft.swmlCondition(way) {
          add(.goto(own[0].name, when: condition, at: item.span))
        } else {
          add(draft.undecided(way, of: title, to: own[0].name, at: item.span))
        }
      }
      guard let methods = item["else"] else { continue }
      if otherwise != rest {
        draft.note("the second `else` of `cond` is left out", at: methods.span)
        continue
      }
      let own = branch("else \(number + 1)", methods, to: rest, at: place, &draft)
      branches += own
      otherwise = own[0].name
    }
    add(.goto(otherwise, at: place))
    blocks += branches
    open(rest)
  }

  /// The blocks of methods after which the section goes on; the first is where they begin.
  private mutating func branch(
    _ title: String,
    _ methods: SyntaxNode,
    to rest: String,
    at place: Span,
    _ draft: inout FlowDraft
  ) -> [FlowDraft.Block] {
    var reader = SWMLSection(use: use)
    reader.labels = labels
    reader.open(
      draft.block(named: "\(name)\u{1F}\(title)\u{1F}\(place.start)", shown: "`\(title)`")
    )
    // One method may stand there by itself.
    for method in methods.items ?? [methods] { reader.read(method, &draft) }
    reader.add(.goto(rest, at: methods.span))
    uses += reader.uses
    labels = reader.labels
    return reader.blocks
  }
}

/// Whether a text has an expression in it.
func hasExpression(_ text: String) -> Bool { text.contains("${") || text.contains("%{") }

extension FlowDraft {
  /// The expression for a name of SWML; nil for what nothing gives a value.
  mutating func swmlValue(_ name: String) -> String? {
    switch name {
    case "call.from": FlowImport.number(of: "from")
    case "call.to": FlowImport.number(of: "to")
    default: knownVariable(named: name.hasPrefix("vars.") ? String(name.dropFirst(5)) : name)
    }
  }

  /// A text in which values are put in as far as they are known.
  mutating func swmlText(_ text: String, at place: Span) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: /[$%]\{/),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      result += rest[..<start.lowerBound].replacing("${", with: "$ {")
      let inside = rest[start.upperBound..<end].filter { !$0.isWhitespace }
      if let value = swmlValue(inside) {
        result += "${\(value)}"
      } else {
        note(
          "`\(rest[start.lowerBound...end])` in a text is not translated, and left out",
          at: place
        )
      }
      rest = rest[rest.index(after: end)...]
    }
    return quotedWithValues(result + rest.replacing("${", with: "$ {"))
  }

  /// The condition for one of JavaScript that compares variables with texts; nil for another.
  mutating func swmlCondition(_ text: String) -> String? {
    let bare = text.replacing(/^\s*[$%]\{(.*)\}\s*$/) { String($0.1) }
    for word in ["&&", "||"] where bare.contains(word) {
      let parts = bare.split(separator: word).map { swmlCondition(String($0)) }
      let known = parts.compactMap(\.self)
      return known.count == parts.count ? known.joined(separator: " \(word) ") : nil
    }
    let pattern = /^\s*([A-Za-z_][\w.]*)\s*([=!])==?\s*(?:'([^'"\\]*)'|"([^'"\\]*)"|(\w+))\s*$/
    guard let match = try? pattern.wholeMatch(in: bare), let value = swmlValue(String(match.1))
    else { return nil }
    let compared = String(match.3 ?? match.4 ?? match.5 ?? "")
    return "\(value) \(match.2)= \(quoted(compared))"
  }
}
