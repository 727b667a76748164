import CallModel
import Diagnostics
import FlowSyntax

/// Reads a document of SWML: `sections`, each a list of methods, run from `main`
/// (https://developer.signalwire.com/swml/methods/).
func readSWML(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let sections = root["sections"]?.entries else {
    throw failure("it is no document of SWML: it has no `sections`", at: root.span, in: draft.file)
  }
  guard let main = sections.first(where: { $0.key.text == "main" }), main.value.items != nil else {
    throw failure("it has no section `main`", at: root.span, in: draft.file)
  }
  draft.name = "swml"
  draft.noteMembers(of: root, besides: ["version", "sections"], "the document")
  for section in [main] + sections.filter({ $0.key.text != "main" }) {
    let name = draft.block(named: section.key.text)
    guard !draft.blocks.contains(where: { $0.name == name }) else {
      draft.note("the second section `\(section.key.text)`", at: section.span)
      continue
    }
    var reader = SWMLSection(section.key.text, isMain: section.key.text == "main")
    reader.open(name)
    if reader.isMain { reader.add(.answer(at: section.key.span)) }
    if section.value.items == nil {
      draft.note("the section `\(section.key.text)`, which is no list", at: section.span)
    }
    for method in section.value.items ?? [] { reader.read(method, &draft) }
    reader.close(at: section.value.span)
    draft.blocks += reader.blocks
  }
}

/// A section: a block, and one more for each label.
private struct SWMLSection {
  /// The members of each method that are read here, or noted where they are; the others are noted.
  private static let read: [String: Set<String>] = [
    "answer": [], "hangup": [], "play": said.union(["url", "urls"]),
    "prompt": said.union(["max_digits", "terminators", "initial_timeout"]),
    "connect": ["to", "timeout"], "record": ["max_length", "terminators"], "record_call": [],
    "stop_record_call": [], "sleep": ["duration"], "label": [], "goto": ["label"],
    "execute": ["dest"], "transfer": ["dest"], "return": [],
    "switch": ["variable", "case", "default"],
  ]
  private static let said: Set<String> = [
    "play", "say_voice", "say_language", "say_gender", "volume",
  ]

  let name: String
  let isMain: Bool
  private(set) var blocks: [FlowDraft.Block] = []

  init(_ name: String, isMain: Bool) {
    self.name = name
    self.isMain = isMain
  }

  mutating func open(_ block: String) { blocks.append(FlowDraft.Block(name: block, steps: [])) }

  mutating func add(_ step: FlowDraft.Step) {
    guard !blocks.isEmpty, blocks[blocks.count - 1].steps.last?.isLast != true else { return }
    blocks[blocks.count - 1].steps.append(step)
  }

  /// At its end the main section hangs up, and another comes back to who executed it.
  mutating func close(at place: Span) {
    add(
      isMain ? .hangUp(at: place) : FlowDraft.Step(lines: ["- return"], isLast: true, place: place)
    )
  }

  mutating func read(_ method: SyntaxNode, _ draft: inout FlowDraft) {
    let word = method.text ?? method.entries?.first?.key.text ?? ""
    let value = method.entries?.first?.value ?? method
    let place = method.span
    if let last = blocks.last?.steps.last, last.isLast, word != "label" {
      draft.note("`\(word)`: nothing leads to it", at: place)
      return
    }
    for other in (method.entries ?? []).dropFirst() {
      draft.note("`\(other.key.text)` beside `\(word)`", at: other.span)
    }
    if let read = Self.read[word] { draft.noteMembers(of: value, besides: read, word) }
    switch word {
    case "answer": break
    case "hangup": add(.hangUp(at: place))
    case "play": play(value, place, &draft)
    case "prompt": prompt(value, place, &draft)
    case "connect": connect(value, place, &draft)
    case "record": record(value, place, &draft)
    case "record_call": add(FlowDraft.Step(lines: ["- record: start"], place: place))
    case "stop_record_call": add(FlowDraft.Step(lines: ["- record: stop"], place: place))
    case "sleep":
      sleep(value, method, place, &draft)
    case "label":
      let block = draft.block(named: "\(name) \(value.text ?? "")")
      guard !blocks.contains(where: { $0.name == block }) else {
        draft.note("the second label `\(value.text ?? "")`", at: place)
        return
      }
      add(.goto(block, at: place))
      open(block)
    case "goto":
      let label = value.text("label") ?? value.text ?? ""
      add(.goto(draft.block(named: "\(name) \(label)"), at: place))
    case "execute", "transfer": execute(word, value, place, &draft)
    case "return":
      if value.text.map({ !$0.isEmpty && $0 != "return" }) ?? true {
        draft.note("the value that `return` gives", at: place)
      }
      close(at: place)
    case "set":
      for entry in value.entries ?? [] {
        let text = entry.value.text ?? ""
        if text.contains("${") || text.contains("%{") || entry.value.scalar == nil {
          draft.note("what `set` gives `\(entry.key.text)`", at: entry.span)
        } else {
          let variable = draft.variable(named: entry.key.text)
          add(FlowDraft.Step(lines: ["- set: { \(variable): \(quoted(text)) }"], place: entry.span))
        }
      }
    case "switch": choose(value, place, &draft)
    case "cond": decide(value, place, &draft)
    default:
      draft.note("the method `\(word)`; what comes after it does", at: place)
      add(.missing(word, at: place))
    }
  }

  private mutating func sleep(
    _ value: SyntaxNode,
    _ method: SyntaxNode,
    _ place: Span,
    _ draft: inout FlowDraft
  ) {
    let holder = value["duration"] == nil ? method : value
    let key = value["duration"] == nil ? "sleep" : "duration"
    let longest = 86_400_000
    let milliseconds = draft.number(key, of: holder, in: 0...longest, "sleep") ?? 1000
    let text = milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    add(FlowDraft.Step(lines: ["- wait: \(text)"], waits: true, place: place))
  }

  /// What a URL of `play` says: `say:…`, or a file.
  private func said(_ url: String, _ place: Span, _ draft: inout FlowDraft) -> String? {
    guard !url.contains("${"), !url.contains("%{") else {
      draft.note("\(url): its expression", at: place)
      return nil
    }
    if url.hasPrefix("say:") {
      let text = url.dropFirst(4)
      return text.allSatisfy(\.isWhitespace) ? nil : "{ text: \(quoted(String(text))) }"
    }
    if url.hasPrefix("https://") { return "{ file: \(quoted(url)) }" }
    draft.note("`\(url)` cannot be played", at: place)
    return nil
  }

  private func prompts(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) -> [String] {
    for key in ["say_voice", "say_language", "say_gender", "volume"] where value[key] != nil {
      draft.note("`\(key)`: name a voice under `voices:`", at: value[key]?.span ?? place)
    }
    let single = value.text("url") ?? value.text("play") ?? value.text
    let urls = (value["urls"]?.items ?? value["play"]?.items ?? value.items ?? []).compactMap(
      \.text
    )
    return (single.map { [$0] } ?? urls).compactMap { said($0, place, &draft) }
  }

  private mutating func play(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let prompts = prompts(value, place, &draft)
    if prompts.isEmpty {
      add(.missing("play", at: place))
    } else {
      add(.play("[\(prompts.joined(separator: ", "))]", at: place))
    }
  }

  private mutating func prompt(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let id = draft.newID("prompted")
    let prompts = prompts(value, place, &draft)
    var parts = prompts.isEmpty ? [] : ["prompt: [\(prompts.joined(separator: ", "))]"]
    let stop = draft.stopKey("terminators", of: value, "prompt").map { ", stop: \($0)" } ?? ""
    let most = draft.number("max_digits", of: value, in: 1...64, "prompt") ?? 1
    parts.append("tones: { max: \(most)\(stop) }")
    let silence = ServiceLimits.toneSilenceSeconds
    if let seconds = draft.number("initial_timeout", of: value, in: silence, "prompt") {
      parts.append("timeout: \(seconds)s")
    }
    let variable = draft.variable(named: "prompt_value")
    add(
      FlowDraft.Step(
        lines: [
          "- recognize: { \(parts.joined(separator: ", ")) }", "  id: \(id)",
          "  on: { failed: continue }",
        ],
        waits: true,
        place: place
      )
    )
    add(
      FlowDraft.Step(
        lines: ["- set: { \(variable): \"${\(id).?tones.orValue('')}\" }"],
        place: place
      )
    )
  }

  private mutating func connect(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    guard let number = value.text("to"), let identity = draft.identity(for: number) else {
      draft.note(
        "whom `connect` calls: \(value.text("to") ?? "several"), which is no number in E.164",
        at: place
      )
      add(.missing("connect", at: place))
      return
    }
    let id = draft.newID("party")
    let rings = ServiceLimits.invitationSeconds
    let timeout = draft.number("timeout", of: value, in: rings, "connect") ?? 60
    add(
      FlowDraft.Step(
        lines: [
          "- addParticipant: { to: \(identity), timeout: \(timeout)s }", "  id: \(id)",
          "  on: { failed: hangUp }",
        ],
        waits: true,
        place: place
      )
    )
    draft.note("what comes after a `connect` that nobody answers: the call ends", at: place)
    add(
      FlowDraft.Step(
        lines: ["- wait: { for: { gone: { left: \(id) } } }", "  on: { gone: continue }"],
        waits: true,
        place: place
      )
    )
  }

  private mutating func record(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let most = draft.number("max_length", of: value, in: 1...3600, "record") ?? 180
    let stop = draft.stopKey("terminators", of: value, "record").map { ", stop: \($0)" } ?? ""
    add(
      FlowDraft.Step(
        lines: ["- takeMessage: { max: \(most)s\(stop) }", "  on: { failed: continue }"],
        waits: true,
        place: place
      )
    )
  }

  private mutating func execute(
    _ word: String,
    _ value: SyntaxNode,
    _ place: Span,
    _ draft: inout FlowDraft
  ) {
    let target = value.text("dest") ?? value.text ?? ""
    guard !target.contains(":"), !target.contains("{"), target != "main", target != name else {
      draft.note("`\(word)` of \(target)", at: place)
      add(.missing("\(word) \(target)", at: place))
      return
    }
    let block = draft.block(named: target)
    if word == "execute" {
      add(FlowDraft.Step(lines: ["- run: \(block)"], targets: [block], place: place))
    } else {
      add(.goto(block, at: place))
    }
  }

  private mutating func choose(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let variable = draft.variable(named: value.text("variable") ?? "")
    if value.text("variable") != "prompt_value" {
      draft.note(
        "`switch` by `\(value.text("variable") ?? "")`, which has only what `set` gave it",
        at: place
      )
    }
    let rest = draft.block(named: "\(name) after \(place.start)")
    var lines = ["- switch: \(variable)", "  cases:"]
    var targets: [String] = []
    var branches: [FlowDraft.Block] = []
    var seen: Set<String> = []
    for entry in value["case"]?.entries ?? [] where seen.insert(entry.key.text).inserted {
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
      draft.note("a `switch` without a `case`", at: place)
      add(.goto(otherwise, at: place))
    } else {
      add(FlowDraft.Step(lines: lines, targets: targets + [otherwise], isLast: true, place: place))
    }
    blocks += branches
    open(rest)
  }

  /// What `cond` has under each of its conditions, which no flow can tell: the author decides.
  private mutating func decide(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let name = "cond \(draft.file.position(of: place.start).line)"
    let rest = draft.block(named: "\(self.name) after \(place.start)")
    var otherwise = rest
    var branches: [FlowDraft.Block] = []
    for (number, item) in (value.items ?? []).enumerated() {
      draft.noteMembers(of: item, besides: ["when", "then", "else"], "cond")
      guard let methods = item["then"] ?? item["else"], methods.items != nil else {
        draft.note("a condition of `cond` without methods", at: item.span)
        continue
      }
      let own = branch("cond \(number + 1)", methods, to: rest, at: place, &draft)
      branches += own
      if item["then"] == nil {
        otherwise = own[0].name
      } else {
        let way = item.text("when") ?? ""
        add(draft.undecided(way, of: name, to: own[0].name, at: item.span))
      }
    }
    add(.goto(otherwise, at: place))
    blocks += branches
    open(rest)
  }

  /// The blocks of methods after which the section goes on; the first is where they begin.
  private func branch(
    _ title: String,
    _ methods: SyntaxNode,
    to rest: String,
    at place: Span,
    _ draft: inout FlowDraft
  ) -> [FlowDraft.Block] {
    var reader = SWMLSection(name, isMain: isMain)
    reader.open(draft.block(named: "\(name) \(title) \(place.start)"))
    for method in methods.items ?? [] { reader.read(method, &draft) }
    reader.add(.goto(rest, at: methods.span))
    return reader.blocks
  }
}
