import CallModel
import Diagnostics

/// Hints about a menu's prompt that names a key that no choice takes, and about one that asks for
/// another key than the one that confirms.
func menuFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node -> [Diagnostic] in
    if let confirmation = node.step.confirmation {
      return confirmation.prompts.flatMap { strangeKeys(in: $0, confirmation, node, flow.tree) }
    }
    guard case .recognize(let step) = node.step, case .choices(let choices) = step.input else {
      return []
    }
    // A choice that could not be read may take it.
    guard !choices.isEmpty, choices.allSatisfy({ !$0.keys.isEmpty || !$0.phrases.isEmpty }) else {
      return []
    }
    let taken = choices.flatMap(\.keys)
    return step.prompts.flatMap { unknownKeys(in: $0, taken, node, flow.tree) }
  }
}

extension Step {
  /// What whoever answers has to confirm.
  fileprivate var confirmation: Confirmation? {
    if case .addAgent(let step) = self { return step.invitation.confirmation }
    if case .addParticipant(let step) = self { return step.invitation.confirmation }
    return nil
  }
}

private func strangeKeys(
  in reference: PromptReference,
  _ confirmation: Confirmation,
  _ node: StepNode,
  _ tree: FlowTree
) -> [Diagnostic] {
  spokenKeys(in: reference, tree).filter { $0 != confirmation.key }.map { tone in
    Diagnostic(
      .unknownKey,
      .hint,
      "the prompt names the key `\(tone.character)`, and `\(confirmation.key.character)` confirms",
      at: reference.span,
      related: [Diagnostic.Label(node.keywordSpan, "the step that asks")],
      help: "write `press: \(tone.character)`, or name the other key in the prompt"
    )
  }
}

private func unknownKeys(
  in reference: PromptReference,
  _ taken: [Tone],
  _ node: StepNode,
  _ tree: FlowTree
) -> [Diagnostic] {
  spokenKeys(in: reference, tree).filter { !taken.contains($0) }.map { tone in
    Diagnostic(
      .unknownKey,
      .hint,
      "the prompt names the key `\(tone.character)`, which no choice takes",
      at: reference.span,
      related: [Diagnostic.Label(node.keywordSpan, "the menu")],
      help: "add a choice with `press: \(tone.character)`, or take it out of the prompt"
    )
  }
}

/// The keys a prompt tells its hearer to press, each once.
private func spokenKeys(in reference: PromptReference, _ tree: FlowTree) -> [Tone] {
  var said: [Tone] = []
  for variant in variants(of: reference, tree) {
    for tone in spokenKeys(in: variant) where !said.contains(tone) { said.append(tone) }
  }
  return said
}

private func variants(of reference: PromptReference, _ tree: FlowTree) -> [PromptVariant] {
  switch reference.content {
  case .named(let name): tree.prompts[name]?.variants.map(\.content) ?? []
  case .inline(let variant): [variant]
  }
}

/// What comes before a key in a prompt, in the languages we know (SEMANTICS.md, rule 37).
private let pressWords: Set<String> = [
  "press", "dial", "oprima", "marque", "presione", "pulse", "tapez", "appuyez", "composez",
  "drücken", "wählen", "pressione", "tecle", "digite", "premere", "premi",
]

/// What may stand between such a word and the key: `drücken Sie die 2`, `appuyez sur le 2`.
private let fillerWords: Set<String> = [
  "the", "key", "number", "sie", "die", "bitte", "el", "la", "tecla", "número", "sur", "le",
  "touche", "a", "o", "il", "tasto",
]

/// What joins a second key to the first: `press 2 or 3`.
private let joiningWords: Set<String> = ["or", "oder", "o", "ou"]

/// How prompts say the digits, where they are not written as such.
private let digitWords: [String: Character] = [
  "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
  "seven": "7", "eight": "8", "nine": "9", "null": "0", "eins": "1", "zwei": "2", "drei": "3",
  "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "cero": "0",
  "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
  "ocho": "8", "nueve": "9",
]

/// How prompts say the keys that are no digits.
private let keyWords: [String: Tone] = [
  "star": .asterisk, "asterisk": .asterisk, "asterisco": .asterisk, "estrella": .asterisk,
  "étoile": .asterisk, "pound": .pound, "hash": .pound, "numeral": .pound, "almohadilla": .pound,
  "dièse": .pound,
]

/// The keys a text tells its hearer to press.
private func spokenKeys(in variant: PromptVariant) -> [Tone] {
  // A text with a value in it may say any key.
  guard case .text(let template, _) = variant, let text = template.literal else { return [] }
  let words = text.lowercased().unicodeScalars.split { !$0.isInWord }.map { String($0) }
  var said: [Tone] = []
  func key(at place: Int) -> Tone? {
    // `press one of these keys` names none.
    let isAnyOf = place + 1 < words.endIndex && ["of", "de", "der"].contains(words[place + 1])
    return isAnyOf ? nil : spokenKey(words[place])
  }
  for index in words.indices where pressWords.contains(words[index]) {
    var place = words[(index + 1)...].prefix(4).firstIndex { !fillerWords.contains($0) } ?? index
    while place > index, place < words.endIndex, let tone = key(at: place) {
      said.append(tone)
      guard place + 1 < words.endIndex, joiningWords.contains(words[place + 1]) else { break }
      place += 2
    }
  }
  return said
}

/// The key that a word of a prompt says.
private func spokenKey(_ word: String) -> Tone? {
  if let tone = keyWords[word] { return tone }
  if let digit = digitWords[word] { return Tone(digit) }
  // `press a` is a word, not the key A; "press 12" is two keys, said as a number.
  guard word.unicodeScalars.count == 1, let key = word.unicodeScalars.first,
    !key.properties.isAlphabetic
  else { return nil }
  return Tone(Character(key))
}

extension Unicode.Scalar {
  /// Whether it is part of a word or of a number, or a key that is neither.
  fileprivate var isInWord: Bool {
    if isASCII {
      let byte = UInt8(truncatingIfNeeded: value)
      return byte.isLetterOrDigit || self == "*" || self == "#"
    }
    return properties.isAlphabetic || properties.numericType != nil
      || properties.canonicalCombiningClass != .notReordered
  }
}
