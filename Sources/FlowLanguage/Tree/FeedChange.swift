package import CallModel

/// Some of what a call can send to sockets.
package struct FeedSet: OptionSet, Hashable, Sendable {
  /// A bit for each.
  package let rawValue: UInt8

  /// Makes a set of its bits.
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Makes a set of one.
  init(_ feed: Feed) {
    switch feed {
    case .streaming: rawValue = 1
    case .transcription: rawValue = 2
    }
  }

  /// All of it.
  static var all: FeedSet { FeedSet(Feed.allCases.map { FeedSet($0) }) }

  /// Whether it is among them.
  func contains(_ feed: Feed) -> Bool { contains(FeedSet(feed)) }
}

/// What a step does to what the call sends to a socket.
package struct FeedChange: Hashable, Sendable {
  /// What is asked.
  package enum Action: Hashable, Sendable {
    case start, stop
    /// Another language.
    case update
    /// What an expression says.
    case computed
  }

  /// What is sent.
  package let feed: Feed
  /// What is asked.
  package let action: Action
}

/// What a feed can be asked by a word of a flow.
package enum FeedAction: String, Hashable, Sendable, CaseIterable {
  case start, stop
}
