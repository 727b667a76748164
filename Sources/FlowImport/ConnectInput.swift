import CallModel
import Diagnostics
import FlowSyntax

/// What asks for keys: a menu, and what is stored.
extension ConnectAction {
  /// The keys of a menu, each with where it leads.
  private func keys(_ draft: inout FlowDraft) -> [(key: String, block: String)] {
    var keys: [(key: String, block: String)] = []
    for condition in transitions["Conditions"]?.items ?? [] {
      let operands = condition["Condition"]?["Operands"]?.items ?? []
      let isEqual = condition["Condition"]?.text("Operator") == "Equals"
      guard isEqual, operands.count == 1, let key = operands.first?.text, let plain = phoneKey(key),
        let block = target(condition, &draft), !keys.contains(where: { $0.key == plain })
      else {
        draft.note(
          "a condition of `\(type)` is not translated: a menu goes by one key that `Equals`",
          at: condition.span
        )
        continue
      }
      keys.append((plain, block))
    }
    return keys
  }

  func input(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let isStored = parameters.text("StoreInput")?.lowercased() == "true"
    if let encrypted = parameters["InputEncryption"], !encrypted.isNothing {
      draft.note(
        "`InputEncryption` of `\(type)` is not translated: put the step into `sensitive`",
        at: encrypted.span
      )
    }
    var parts = said(&draft).map { ["prompt: \($0)"] } ?? []
    let silence = ServiceLimits.toneSilenceSeconds
    if let seconds = draft.number("InputTimeLimitSeconds", of: parameters, in: silence, type) {
      parts.append("timeout: \(seconds)s")
    }
    noteErrors(
      besides: ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"],
      &draft
    )
    return isStored ? stored(parts, &draft) : menu(parts, &draft)
  }

  /// Goes by the key that is pressed.
  private func menu(_ asked: [String], _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let keys = keys(&draft)
    let next = target(transitions, &draft)
    if let configuration = parameters["DTMFConfiguration"], !configuration.isNothing {
      draft.note("`DTMFConfiguration` of a menu of single keys is left out", at: configuration.span)
    }
    let failed = error(["NoMatchingError"], &draft) ?? next
    let unmatched = error(["NoMatchingCondition"], &draft) ?? failed
    let silent = error(["InputTimeLimitExceeded"], &draft) ?? failed
    guard !keys.isEmpty else {
      let said = asked.first { $0.hasPrefix("prompt:") }?.dropFirst(8)
      draft.note("`\(type)` has no key that leads anywhere: it only says what it says", at: place)
      return [
        said.map { .play(String($0), at: place) } ?? .missing("a menu", at: place),
        .going(to: unmatched, at: place),
      ]
    }
    let named = keys.map {
      (name: "key\($0.key.prefix(1).uppercased() + $0.key.dropFirst())", key: $0)
    }
    let choices = named.map { "\($0.name): { press: \($0.key.key) }" }.joined(separator: ", ")
    let ways =
      named.map { "\($0.name): \($0.key.block)" } + others(silent, unmatched, failed)
    return [
      FlowDraft.Step(
        lines: [
          "- recognize: { \((asked + ["choices: { \(choices) }"]).joined(separator: ", ")) }",
          "  on: { \(ways.joined(separator: ", ")) }",
        ],
        targets: keys.map(\.block) + [silent, unmatched, failed].compactMap(\.self),
        waits: true,
        isLast: true,
        place: place
      )
    ]
  }

  /// The handlers of silence, of another key, and of a failure, which takes what has none.
  private func others(_ silent: String?, _ unmatched: String?, _ failed: String?) -> [String] {
    [
      silent == failed ? nil : "noInput: \(silent ?? "hangUp")",
      unmatched == failed ? nil : "noMatch: \(unmatched ?? "hangUp")",
      "failed: \(failed ?? "hangUp")",
    ].compactMap(\.self)
  }

  /// Keeps the keys; where none is pressed it goes on, with the word that Connect has for it.
  private func stored(_ asked: [String], _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let id = draft.newID("input")
    for condition in transitions["Conditions"]?.items ?? [] {
      draft.note(
        "a condition of `\(type)` is left out: it stores its input, and goes on",
        at: condition.span
      )
    }
    let most = parameters["InputValidation"]?["CustomValidation"].flatMap {
      draft.number("MaximumLength", of: $0, in: 1...64, type)
    }
    let keyed = parameters["DTMFConfiguration"]
    let stop = keyed.flatMap { draft.stopKeys("InputTerminationSequence", of: $0, type) }
    let pauses = ServiceLimits.interToneSeconds
    let pause = keyed.flatMap {
      draft.number("InterdigitTimeLimitSeconds", of: $0, in: pauses, type)
    }
    if let cancel = keyed?["DisableCancelKey"], cancel.text?.lowercased() != "true" {
      draft.note(
        "`DisableCancelKey` of `\(type)`: in a flow the star is a key as any other",
        at: cancel.span
      )
    }
    let tones = "tones: { max: \(most ?? 20), stop: \(stop ?? "pound"), between: \(pause ?? 5)s }"
    let silent = error(["InputTimeLimitExceeded"], &draft)
    let failed = error(["NoMatchingError"], &draft)
    let variable = draft.variable(named: "StoredCustomerInput")
    return [
      FlowDraft.Step(
        lines: [
          "- recognize: { \((asked + [tones]).joined(separator: ", ")) }", "  id: \(id)",
          "  on: { noInput: \(silent ?? "continue"), failed: \(failed ?? "hangUp") }",
        ],
        targets: [silent, failed].compactMap { $0 },
        waits: true,
        place: place
      ),
      FlowDraft.Step(
        lines: ["- set: { \(variable): \"${\(id).?tones.orValue('Timeout')}\" }"],
        place: place
      ),
      .going(to: target(transitions, &draft), at: place),
    ]
  }
}
