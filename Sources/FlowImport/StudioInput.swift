import CallModel
import Diagnostics
import FlowSyntax

/// What asks callers, and what goes by their answers.
extension StudioWidget {
  func gather(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let id = draft.newID("gathered")
    let most = draft.number("number_of_digits", of: properties, in: 1...64, name) ?? 64
    var parts = said(&draft).map { ["prompt: \($0)"] } ?? []
    let speech = handler("speech", &draft)
    noteSpeech(listens: speech != nil, &draft)
    let silence =
      speech == nil ? ServiceLimits.toneSilenceSeconds : ServiceLimits.speechSilenceSeconds
    let seconds = draft.number("timeout", of: properties, in: silence, name)
    // Twilio waits as long for the next key as for the first.
    let pauses = ServiceLimits.interToneSeconds
    let pause = min(max(seconds ?? 5, pauses.lowerBound), pauses.upperBound)
    let stop =
      properties["finish_on_key"] == nil
      ? "pound" : draft.stopKeys("finish_on_key", of: properties, name)
    let tones = [
      "max: \(most)", stop.map { "stop: \($0)" }, most > 1 ? "between: \(pause)s" : nil,
    ].compactMap(\.self)
    parts.append("tones: { \(tones.joined(separator: ", ")) }")
    if speech != nil { parts.append("speech: \(pauseOfSpeech(&draft))") }
    if let seconds { parts.append("timeout: \(seconds)s") }
    let keys = handler("keypress", &draft)
    let silent = handler("timeout", &draft)
    let digits = draft.variable(named: "\(name) Digits")
    let words = draft.variable(named: "\(name) SpeechResult")
    var values = ["\(digits): \"${\(id).?tones.orValue('')}\""]
    if speech != nil { values.append("\(words): \"${\(id).?text.orValue('')}\"") }
    var steps = [
      FlowDraft.Step(
        lines: [
          "- recognize: { \(parts.joined(separator: ", ")) }", "  id: \(id)",
          "  on: { noInput: \(silent ?? "hangUp"), failed: hangUp }",
        ],
        targets: [silent].compactMap { $0 },
        waits: true,
        place: place
      ),
      FlowDraft.Step(lines: ["- set: { \(values.joined(separator: ", ")) }"], place: place),
    ]
    if let speech { steps.append(.goto(speech, when: "\(words) != \"\"", at: place)) }
    return steps + [.going(to: keys, at: place)]
  }

  private func noteSpeech(listens: Bool, _ draft: inout FlowDraft) {
    if let language = properties.text("gather_language"), language != "en", language != "en-US" {
      draft.note(
        "`gather_language` of `\(name)` is `\(language)`: give `recognize` the `locale`",
        at: properties["gather_language"]?.span ?? place
      )
    }
    if let hints = properties.text("hints") {
      draft.note(
        "`hints` of `\(name)` (\(hints)) are not translated: where few answers are taken, give "
          + "`recognize` them as `choices` with `say`",
        at: properties["hints"]?.span ?? place
      )
    }
    if let stops = properties["stop_gather"], stops.text == "false" {
      draft.note("`stop_gather` of `\(name)` is not translated", at: stops.span)
    }
    if !listens, let time = properties.text("speech_timeout"), time != "auto" {
      draft.note("`speech_timeout` of `\(name)` is left out: no speech leads on", at: place)
    }
  }

  /// How long it must be quiet for what is said to be over.
  private func pauseOfSpeech(_ draft: inout FlowDraft) -> String {
    guard let text = properties.text("speech_timeout"), text != "auto" else { return "{}" }
    let seconds = draft.number("speech_timeout", of: properties, in: 1...20, name)
    return seconds.map { "{ endSilence: \($0)s }" } ?? "{}"
  }

  func split(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let input = properties.text("input") ?? ""
    let otherwise = handler("noMatch", &draft)
    let value = draft.studioValue(input)
    if value == nil, !transitions.contains(where: { $0.event == "match" }) {
      draft.note("what `\(name)` splits by is not translated: \(input)", at: place)
    }
    let conditions = transitions.filter { $0.event == "match" && $0.next != nil }
      .flatMap(\.conditions)
    // Conditions of Studio know no case; where all compare with numbers, none is needed.
    let compared =
      conditions.allSatisfy { $0.text("value")?.contains(/[A-Za-z]/) != true }
      ? value : value.map { "\($0).trim().lowerAscii()" }
    var choice = FlowDraft.Choice(value: compared ?? "")
    for transition in transitions where transition.event == "match" {
      guard let next = transition.next else {
        draft.note("a match of `\(name)` leads nowhere, and is left out", at: transition.place)
        continue
      }
      let block = draft.block(named: next)
      if transition.conditions.isEmpty {
        draft.note("a match of `\(name)` has no condition, and is left out", at: transition.place)
      }
      if transition.conditions.count > 1 {
        draft.note(
          "a match of `\(name)` has several conditions: in the flow each of them leads on by itself",
          at: transition.place
        )
      }
      for condition in transition.conditions {
        let arguments = condition["arguments"]?.items?.map { $0.text ?? "" } ?? [input]
        let ways = compared.flatMap {
          arguments == [input] ? studioWays(condition, of: $0, to: block) : nil
        }
        if let ways {
          choice.ways += ways
          continue
        }
        let words = [condition.text("type") ?? "a condition", condition.text("value") ?? ""]
        let way = words.filter { !$0.isEmpty }.joined(separator: " ")
        choice.ways.append(
          .step(draft.undecided(way, of: name, to: block, at: condition.span))
        )
      }
    }
    return choice.steps(otherwise: otherwise, at: place)
  }
}
