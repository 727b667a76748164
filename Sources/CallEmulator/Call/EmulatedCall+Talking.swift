internal import CallModel

/// What the caller says and presses of themselves, whoever listens.
extension EmulatedCall {
  /// Has the caller begin; called when the call is connected.
  func beginTalking(in stage: inout Stage) { talkLater(from: 0, in: &stage) }

  /// The caller says or presses the next thing.
  mutating func talks(_ index: Int, in stage: inout Stage) {
    guard phase == .connected, isPresent(caller), script.talks.indices.contains(index) else {
      return
    }
    switch script.talks[index].action {
    case .press(let keys):
      for tone in keys {
        stage.note("the caller presses \(tone.character)")
        press(tone, from: caller, in: &stage)
      }
    case .say(let text):
      stage.note("the caller says “\(text)”")
      sendLine(text, from: caller, in: &stage)
    case .silence: break
    }
    talkLater(from: index + 1, in: &stage)
  }

  private func talkLater(from index: Int, in stage: inout Stage) {
    guard script.talks.indices.contains(index) else { return }
    stage.after(script.talks[index].after ?? EmulatorTiming.reaction, .talks(index))
  }
}
