import CallModel

/// What is sent to sockets, as the flow asked for it (SEMANTICS.md 1.7).
struct FeedStates: Hashable {
  /// What one feed can be.
  struct States: OptionSet, Hashable {
    let rawValue: UInt8

    /// Nothing is sent.
    static let off = States(rawValue: 1)
    /// It is sent.
    static let on = States(rawValue: 2)
    /// `sensitive` has stopped it, and begins it again.
    static let interrupted = States(rawValue: 4)
  }

  private var streaming: States
  private var transcription: States

  /// Every feed the same; nothing is sent where nothing else is said.
  init(all states: States = .off) {
    streaming = states
    transcription = states
  }

  /// What a feed can be.
  subscript(feed: Feed) -> States {
    get {
      switch feed {
      case .streaming: streaming
      case .transcription: transcription
      }
    }
    set {
      switch feed {
      case .streaming: streaming = newValue
      case .transcription: transcription = newValue
      }
    }
  }

  /// Of no feed anything is known, so that nothing is said of it.
  static var unknown: FeedStates { FeedStates(all: []) }

  /// Takes in another way that leads to the same place.
  mutating func formUnion(_ other: FeedStates) {
    streaming.formUnion(other.streaming)
    transcription.formUnion(other.transcription)
  }

  /// What they are inside of `sensitive`.
  mutating func interrupt() {
    for feed in Feed.allCases { self[feed].move(.on, to: .interrupted) }
  }

  /// What they are after it, however it is left.
  mutating func resume() {
    for feed in Feed.allCases { self[feed].move(.interrupted, to: .on) }
  }

  /// Takes in what a step has made of one of them; where it may have failed, both can be.
  mutating func change(_ change: FeedChange, isUnsure: Bool) {
    let asked: States
    switch change.action {
    case .update: return
    case .computed: asked = [.off, .on]
    case .start: asked = .on
    case .stop: asked = .off
    }
    if isUnsure { self[change.feed].formUnion(asked) } else { self[change.feed] = asked }
  }
}

extension FeedStates.States {
  fileprivate mutating func move(_ from: Self, to other: Self) {
    guard contains(from) else { return }
    remove(from)
    insert(other)
  }
}
