import CallModel
import Diagnostics
import FlowSyntax

/// Reads a document of SWML: `sections`, each a list of methods, run from `main`
/// (https://developer.signalwire.com/swml/methods/).
func readSWML(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let sections = root["sections"]?.entries else {
    throw failure(
      "it is no document of SWML: it has no `sections`",
      at: root.span,
      in: draft.document
    )
  }
  guard let main = sections.first(where: { $0.key.text == "main" }), main.value.items != nil else {
    throw failure("it has no section `main`", at: root.span, in: draft.document)
  }
  draft.name = "swml"
  draft.noteMembers(of: root, besides: ["version", "sections"], nil)
  var byName: [String: SyntaxEntry] = [:]
  for section in sections where byName.updateValue(section, forKey: section.key.text) != nil {
    draft.note("the second section `\(section.key.text)` is left out", at: section.span)
    byName[section.key.text] = sections.first { $0.key.text == section.key.text }
  }
  var open = [SWMLSection.Use(section: "main", end: .call)]
  var read: Set<SWMLSection.Use> = []
  while let use = open.popLast() {
    guard let section = byName[use.section], read.insert(use).inserted else { continue }
    open += SWMLSection.read(section, as: use, into: &draft).reversed()
  }
  let left = sections.filter { section in
    !read.contains { $0.section == section.key.text }
  }
  for section in left {
    _ = SWMLSection.read(section, as: .init(section: section.key.text, end: .section), into: &draft)
  }
}

/// A section: a block, and one more for each label.
struct SWMLSection {
  /// What comes after the last method.
  enum End { case call, section, transfer }

  /// A section in one of the ways in which it can be run: as the call begins, executed, or by a
  /// transfer, after which nothing comes back to.
  struct Use: Hashable {
    let section: String
    let end: End

    /// What its block is named for.
    var source: String { end == .transfer ? "\(section)\u{1F}transferred" : section }
  }

  /// The members of each method that are read here, or noted where they are; the others are noted.
  private static let read: [String: Set<String>] = [
    "answer": [], "hangup": [], "play": said.union(["url", "urls"]),
    "prompt": said.union([
      "max_digits", "terminators", "initial_timeout", "digit_timeout", "speech_timeout",
      "speech_end_timeout", "speech_language", "speech_hints",
    ]),
    "connect": ["to", "timeout", "serial", "parallel"],
    "record": ["max_length", "terminators", "end_silence_timeout", "beep"], "record_call": [],
    "stop_record_call": [], "sleep": ["duration"], "label": [], "goto": ["label", "when", "max"],
    "execute": ["dest"], "transfer": ["dest"], "return": [],
    "switch": ["variable", "case", "default"], "send_digits": ["digits"],
    "request": ["url", "method", "headers", "timeout"], "unset": ["vars"],
  ]
  private static let said: Set<String> = [
    "play", "say_voice", "say_language", "say_gender", "volume",
  ]

  let use: Use
  var name: String { use.source }
  var blocks: [FlowDraft.Block] = []
  /// The sections that it leads to.
  var uses: [Use] = []
  /// The labels that were read, to which a `goto` leads back.
  var labels: Set<String> = []
  /// How often SWML jumps where a `goto` says nothing of it.
  private static let jumps = 100

  /// Reads a section, and returns those that it leads to.
  fileprivate static func read(
    _ section: SyntaxEntry,
    as use: Use,
    into draft: inout FlowDraft
  ) -> [Use] {
    var reader = SWMLSection(use: use)
    reader.open(draft.block(named: use.source, shown: "the section `\(use.section)`"))
    if use.end == .call { reader.add(.answer(at: section.key.span)) }
    if section.value.items == nil {
      draft.note("the section `\(use.section)` is no list, and is left out", at: section.span)
    }
    for method in section.value.items ?? [] { reader.read(method, &draft) }
    reader.close(at: section.value.span)
    draft.blocks += reader.blocks
    return reader.uses
  }

  mutating func open(_ block: String) { blocks.append(FlowDraft.Block(name: block, steps: [])) }

  mutating func add(_ step: FlowDraft.Step) {
    guard !blocks.isEmpty, blocks[blocks.count - 1].steps.last?.isLast != true else { return }
    blocks[blocks.count - 1].steps.append(step)
  }

  /// At its end a section that was executed comes back to who did, and any other hangs up.
  mutating func close(at place: Span) {
    add(
      use.end == .section
        ? FlowDraft.Step(lines: ["- return"], isLast: true, place: place) : .hangUp(at: place)
    )
  }

  mutating func read(_ method: SyntaxNode, _ draft: inout FlowDraft) {
    let word = method.text ?? method.entries?.first?.key.text ?? ""
    let value = method.entries?.first?.value ?? method
    let place = method.span
    if let last = blocks.last?.steps.last, last.isLast, word != "label" {
      draft.note("`\(word)` is left out: nothing leads to it", at: place)
      return
    }
    for other in (method.entries ?? []).dropFirst() {
      draft.note("`\(other.key.text)` beside `\(word)` is left out", at: other.span)
    }
    if let read = Self.read[word] { draft.noteMembers(of: value, besides: read, word) }
    switch word {
    case "answer": break
    case "hangup": add(.hangUp(at: place))
    case "play": play(value, place, &draft)
    case "prompt": prompt(value, place, &draft)
    case "connect": connect(value, place, &draft)
    case "record": record(value, place, &draft)
    case "record_call": add(.record(true, at: place))
    case "stop_record_call": add(.record(false, at: place))
    case "sleep": sleep(value, method, place, &draft)
    case "label": label(value, place, &draft)
    case "goto": jump(value, place, &draft)
    case "execute", "transfer": execute(word, value, place, &draft)
    case "return": comeBack(value, place, &draft)
    case "set": set(value, &draft)
    case "unset": unset(value, place, &draft)
    case "switch": choose(value, place, &draft)
    case "cond": decide(value, place, &draft)
    case "send_digits": sendDigits(value, place, &draft)
    case "request": request(value, place, &draft)
    default:
      draft.note("`\(word)` is not translated: the flow goes on with what follows it", at: place)
      add(.missing(word, at: place))
    }
  }

  private func labelled(_ label: String, _ draft: inout FlowDraft) -> String {
    draft.block(
      named: "\(name)\u{1F}\(label)",
      shown: "the label `\(label)` of the section `\(use.section)`"
    )
  }

  private mutating func label(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let block = labelled(value.text ?? "", &draft)
    guard labels.insert(block).inserted else {
      draft.note("the second label `\(value.text ?? "")` is left out", at: place)
      return
    }
    add(.goto(block, at: place))
    open(block)
  }

  /// Jumps as often as `max` says, and where `when` holds; after that it goes on.
  private mutating func jump(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let label = value.text("label") ?? value.text ?? ""
    let block = labelled(label, &draft)
    let said = draft.number("max", of: value, in: 1...Self.jumps, "goto")
    let most = said ?? (labels.contains(block) ? Self.jumps : nil)
    let when = value.text("when")
    let condition = when.flatMap { draft.swmlCondition($0) }
    if let when, condition == nil {
      if let said {
        draft.note(
          "`max` of `goto` (\(said)) is left out, since its `when` is not translated",
          at: place
        )
      }
      add(draft.undecided(when, of: "goto \(label)", to: block, at: place))
    } else if let most {
      for step in draft.going(to: block, most: most, when: condition, at: place) { add(step) }
    } else if let condition {
      add(.goto(block, when: condition, at: place))
    } else {
      add(.goto(block, at: place))
    }
  }

  private mutating func comeBack(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let given = value.text.map { $0.isEmpty || $0 == "return" ? nil : $0 } ?? nil
    if given != nil || (value.text == nil && value.entries?.isEmpty != true) {
      draft.note("the value that `return` gives is not translated", at: place)
    }
    close(at: place)
  }

  private mutating func set(_ value: SyntaxNode, _ draft: inout FlowDraft) {
    for entry in value.entries ?? [] {
      let variable = draft.variable(named: entry.key.text)
      guard let text = entry.value.text else {
        draft.note(
          "what `set` gives `\(entry.key.text)` is no text, and is left out",
          at: entry.span
        )
        continue
      }
      let given = draft.swmlText(text, at: entry.span)
      add(FlowDraft.Step(lines: ["- set: { \(variable): \(given) }"], place: entry.span))
    }
  }

  private mutating func unset(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let vars = value["vars"] ?? value
    for name in vars.items?.compactMap(\.text) ?? [vars.text].compactMap(\.self) {
      let variable = draft.variable(named: name)
      add(FlowDraft.Step(lines: ["- set: { \(variable): \"\" }"], place: place))
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
    if holder.number(key) == -1 {
      draft.note("`sleep` without an end lasts a day in the flow", at: place)
      return add(.wait(milliseconds: longest, at: place))
    }
    let time = draft.number(key, of: holder, in: 0...longest, "sleep") ?? 1000
    add(.wait(milliseconds: time, at: place))
  }

  private mutating func execute(
    _ word: String,
    _ value: SyntaxNode,
    _ place: Span,
    _ draft: inout FlowDraft
  ) {
    let target = value.text("dest") ?? value.text ?? ""
    let isOwn = word == "execute" && target == use.section
    guard !target.contains(":"), !target.contains("{"), !isOwn else {
      draft.note("`\(word)` of `\(target)` is not translated", at: place)
      add(.missing("\(word) \(target)", at: place))
      return
    }
    let next = Use(
      section: target,
      end: word == "execute" && target != "main" ? .section : .transfer
    )
    uses.append(next)
    let block = draft.block(named: next.source, shown: "the section `\(target)`")
    if word == "execute" {
      add(FlowDraft.Step(lines: ["- run: \(block)"], targets: [block], place: place))
    } else {
      add(.goto(block, at: place))
    }
  }
}
