import FlowLanguage

/// What a step does, for people: as in "now …" and as in "instead of …".
struct StepWords {
  /// `rings alice`.
  let third: String
  /// `ringing alice`.
  let gerund: String

  private init(_ third: String, _ gerund: String, _ rest: String = "") {
    let rest = rest.isEmpty ? "" : " " + rest
    self.third = third + rest
    self.gerund = gerund + rest
  }

  /// The words for a step.
  init(_ step: StepTree) {
    self.init(step.fields, called: step.keyword.rawValue, step.keyword.shape)
  }

  /// The words for a step with these fields, as its kind says them of itself.
  init(_ fields: [String: FlowTree], called keyword: String, _ shape: StepShape) {
    let first = fields.sorted { $0.key < $1.key }.map(\.value.shown).first ?? ""
    guard let wording = shape.wording else {
      self.init("does `\(keyword)`", "doing `\(keyword)`", first)
      return
    }
    let object: String? =
      switch wording.object {
      case .nothing: nil
      case .field(let name) where shape.holdsPrompts(name): Self.said(fields[name])
      case .field(let name): fields[name]?.shown
      case .anyField(let name): name.flatMap { fields[$0]?.shown } ?? first
      }
    self.init(wording.third, wording.gerund, object ?? "")
  }

  /// The words for what is done after an outcome: of a block, what its first step that anybody
  /// notices does.
  init(_ handler: FlowTree?, in blocks: [String: FlowTree]) {
    switch handler {
    case nil: self.init("goes on", "going on")
    case .text("continue")?: self.init("goes on", "going on")
    case .text("hangUp")?: self.init("hangs up", "hanging up")
    case .text("end")?: self.init("ends", "ending")
    case .text("return")?: self.init("returns", "returning")
    case .text(let block)?:
      guard let step = Self.noticed(blocks[block]?.steps ?? []) else {
        self.init("goes to `\(block)`", "going to `\(block)`")
        return
      }
      self.init(step)
    case let steps?:
      guard let step = Self.noticed(steps.steps) else {
        self.init("does something else", "what it did")
        return
      }
      // Where the steps only lead on, what is done there counts.
      if step.keyword == .goto,
        let block = step.fields["block"]?.scalar ?? step.fields["goto"]?.scalar
      {
        self.init(.text(block), in: blocks.filter { $0.key == block })
      } else {
        self.init(step)
      }
    }
  }

  private static func noticed(_ steps: [StepTree]) -> StepTree? {
    steps.first { $0.keyword.shape.isNoticed } ?? steps.first
  }

  /// A prompt: its name, or its text in quotes.
  static func said(_ prompt: FlowTree?) -> String {
    guard let prompt else { return "nothing" }
    if case .text(let text) = prompt { return text.contains(" ") ? "“\(text)”" : "`\(text)`" }
    if let text = prompt["text"]?.scalar { return "“\(text)”" }
    if let file = prompt["file"]?.scalar { return "the file \(file)" }
    return prompt.items.count > 1
      ? prompt.items.map { said($0) }.joined(separator: ", ") : prompt.shown
  }
}

extension StepShape {
  /// Whether prompts stand under a field.
  fileprivate func holdsPrompts(_ name: String) -> Bool {
    switch fields.first(where: { $0.name == name })?.value {
    case .prompt?, .list(.prompt)?: true
    case _: false
    }
  }
}
