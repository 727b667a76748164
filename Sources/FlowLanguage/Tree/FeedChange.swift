package import CallModel

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
