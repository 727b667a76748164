import CallModel
import Diagnostics
import FlowSyntax

/// The methods that say, ask, ring, record and request.
extension SWMLSection {
  /// What a URL of `play` is.
  private enum Sound {
    case prompt(String)
    case silence(milliseconds: Int)
  }

  private func sound(_ url: String, _ place: Span, _ draft: inout FlowDraft) -> Sound? {
    if url.hasPrefix("say:") {
      let text = url.dropFirst(4)
      guard !text.allSatisfy(\.isWhitespace) else { return nil }
      return .prompt("{ text: \(draft.swmlText(String(text), at: place)) }")
    }
    if url.hasPrefix("silence:"), let seconds = Double(url.dropFirst(8)), seconds >= 0 {
      return .silence(milliseconds: Int(min(seconds, 86_400) * 1000))
    }
    if url.hasPrefix("https://"), !hasExpression(url) { return .prompt("{ file: \(quoted(url)) }") }
    draft.note("`\(url)` cannot be played by a flow, and is left out", at: place)
    return nil
  }

  private func sounds(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) -> [Sound] {
    for key in ["say_voice", "say_language", "say_gender"] {
      guard let said = value.text(key) else { continue }
      draft.note(
        "`\(key)` is `\(said)`: name a voice for the language under `voices:`",
        at: value[key]?.span ?? place
      )
    }
    if let volume = value["volume"] {
      draft.note("`volume` is not translated: a flow has none", at: volume.span)
    }
    let single = value.text("url") ?? value.text("play") ?? value.text
    let urls = value["urls"]?.items ?? value["play"]?.items ?? value["url"]?.items ?? value.items
    for item in urls ?? [] where item.text == nil {
      draft.note("something to play is no text, and is left out", at: item.span)
    }
    return (single.map { [$0] } ?? (urls ?? []).compactMap(\.text)).compactMap {
      sound($0, place, &draft)
    }
  }

  mutating func play(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let sounds = sounds(value, place, &draft)
    if sounds.isEmpty { add(.missing("play", at: place)) }
    var prompts: [String] = []
    for sound in sounds {
      switch sound {
      case .prompt(let prompt): prompts.append(prompt)
      case .silence(let time):
        say(prompts, at: place)
        prompts = []
        add(.wait(milliseconds: time, at: place))
      }
    }
    say(prompts, at: place)
  }

  private mutating func say(_ prompts: [String], at place: Span) {
    guard !prompts.isEmpty else { return }
    add(.play("[\(prompts.joined(separator: ", "))]", at: place))
  }

  mutating func prompt(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let id = draft.newID("prompted")
    var parts: [String] = []
    var prompts: [String] = []
    for sound in sounds(value, place, &draft) {
      if case .prompt(let prompt) = sound {
        prompts.append(prompt)
      } else {
        draft.note("the silence within a `prompt` is left out", at: place)
      }
    }
    if !prompts.isEmpty { parts.append("prompt: [\(prompts.joined(separator: ", "))]") }
    let stop = draft.stopKeys("terminators", of: value, "prompt").map { ", stop: \($0)" } ?? ""
    let most = draft.number("max_digits", of: value, in: 1...64, "prompt") ?? 1
    let pauses = ServiceLimits.interToneSeconds
    let pause = draft.number("digit_timeout", of: value, in: pauses, "prompt") ?? 5
    parts.append("tones: { max: \(most)\(stop)\(most > 1 ? ", between: \(pause)s" : "") }")
    let listens = value.entries?.contains { $0.key.text.hasPrefix("speech_") } ?? false
    if listens { parts.append("speech: \(speech(value, &draft))") }
    let silence =
      listens ? ServiceLimits.speechSilenceSeconds : ServiceLimits.toneSilenceSeconds
    if let seconds = draft.number("initial_timeout", of: value, in: silence, "prompt") {
      parts.append("timeout: \(seconds)s")
    }
    let variable = draft.variable(named: "prompt_value")
    let words = listens ? "\(id).?text.orValue('')" : "''"
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
        lines: ["- set: { \(variable): \"${\(id).?tones.orValue(\(words))}\" }"],
        place: place
      )
    )
  }

  private func speech(_ value: SyntaxNode, _ draft: inout FlowDraft) -> String {
    if let language = value["speech_language"] {
      draft.note(
        "`speech_language` of `prompt` is `\(language.text ?? "")`: give `recognize` the `locale`",
        at: language.span
      )
    }
    if let longest = value["speech_timeout"] {
      draft.note(
        "`speech_timeout` of `prompt` is not translated: a flow has none",
        at: longest.span
      )
    }
    if let hints = value["speech_hints"] {
      draft.note(
        "`speech_hints` of `prompt` is not translated: where few answers are taken, give "
          + "`recognize` them as `choices` with `say`",
        at: hints.span
      )
    }
    guard let end = value["speech_end_timeout"] else { return "{}" }
    guard let seconds = end.text.flatMap(Double.init) else { return "{}" }
    let range = ServiceLimits.endSilenceMilliseconds
    let time = min(max(Int(min(seconds, 1000) * 1000), range.lowerBound), range.upperBound)
    return "{ endSilence: \(time)ms }"
  }

  mutating func connect(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let list = value["serial"]?.items ?? value["parallel"]?.items
    let numbers = (list ?? [value]).compactMap { $0.text("to") }
    for item in list ?? [] { draft.noteMembers(of: item, besides: ["to"], "connect") }
    let identities = numbers.compactMap { draft.identity(for: $0) }
    guard !identities.isEmpty, identities.count == (list?.count ?? 1) else {
      let wrong = numbers.filter { draft.identity(for: $0) == nil }.map { "`\($0)`" }
      let reason =
        wrong.isEmpty
        ? "it has no number under `to`, `serial` or `parallel`"
        : "\(wrong.joined(separator: ", ")) is no number such as `+12065551212`"
      draft.note(
        "`connect` is not translated, since \(reason): the flow goes on with what follows it",
        at: place
      )
      return add(.missing("connect", at: place))
    }
    let id = draft.newID("party")
    let rings = ServiceLimits.invitationSeconds
    let timeout = draft.number("timeout", of: value, in: rings, "connect") ?? 60
    let rest = draft.block(
      named: "\(name)\u{1F}after\u{1F}\(place.start)",
      shown: "what follows `connect`"
    )
    let all = "[\(identities.joined(separator: ", "))]"
    let parties = value["parallel"] == nil ? all : "\(all), strategy: all"
    let ring = FlowDraft.Step.ring(
      list == nil ? identities[0] : parties,
      id: id,
      timeout: timeout,
      failed: rest,
      then: rest,
      at: place
    )
    for step in ring { add(step) }
    open(rest)
  }

  mutating func record(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let most = draft.number("max_length", of: value, in: 1...3600, "record") ?? 3600
    var parts = ["max: \(most)s"]
    if let stop = draft.stopKey("terminators", of: value, "record") {
      parts.append("stop: \(stop)")
    }
    if let seconds = draft.number("end_silence_timeout", of: value, in: 1...20, "record") {
      parts.append("silence: \(seconds)s")
    }
    if value.text("beep") == "false" {
      draft.note("`beep` of `record`: a flow always beeps before a message", at: place)
    }
    add(
      FlowDraft.Step(
        lines: [
          "- takeMessage: { \(parts.joined(separator: ", ")) }", "  on: { failed: continue }",
        ],
        waits: true,
        place: place
      )
    )
  }

  mutating func sendDigits(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let digits = value.text("digits") ?? value.text ?? ""
    guard isKeys(digits) else {
      draft.note(
        "`send_digits` of `\(digits)` is not translated: a flow sends keys alone",
        at: place
      )
      return add(.missing("send_digits", at: place))
    }
    add(.tones(digits, at: place))
  }

  mutating func request(_ value: SyntaxNode, _ place: Span, _ draft: inout FlowDraft) {
    let method = (value.text("method") ?? "GET").lowercased()
    let url = value.text("url") ?? value.text ?? "nowhere"
    guard url.hasPrefix("https://"), !hasExpression(url),
      ["get", "post", "put", "delete"].contains(method)
    else {
      draft.note("the `request` to `\(url)` is not translated", at: place)
      return add(.missing("request", at: place))
    }
    var parts = ["\(method): \(quoted(url))"]
    let headers = (value["headers"]?.entries ?? []).compactMap { entry -> String? in
      guard let text = entry.value.text, !hasExpression(text) else {
        draft.note("the header `\(entry.key.text)` of `request` is not translated", at: entry.span)
        return nil
      }
      return "\(quoted(entry.key.text)): \(quoted(text))"
    }
    if !headers.isEmpty { parts.append("headers: { \(headers.joined(separator: ", ")) }") }
    if let seconds = draft.number("timeout", of: value, in: 1...30, "request") {
      parts.append("timeout: \(seconds)s")
    }
    add(
      FlowDraft.Step(
        lines: ["- http: { \(parts.joined(separator: ", ")) }", "  on: { failed: continue }"],
        waits: true,
        place: place
      )
    )
  }
}

/// Whether a text is keys that a flow can send.
func isKeys(_ text: String) -> Bool {
  !text.isEmpty && text.count <= ServiceLimits.sentTones
    && text.allSatisfy { "0123456789*#ABCD".contains($0) }
}
