internal import Synchronization

/// Watches whether what the service tells of calls can come in: a server that takes calls and hears
/// nothing of them leaves every caller in silence.
final class CallbackWatch: Sendable {
  private struct State {
    /// Why the keys to check tokens with are not there; nil where they are, or none are needed.
    var missingKeys: String?
    /// The resource that the service's tokens are for; nil where it is the right one.
    var foreignResource: String?
  }

  private let state = Mutex(State())

  /// Why calls should not come here now; nil where all is well.
  var fault: String? {
    state.withLock { state in
      if let resource = state.foreignResource {
        return
          "the service's callbacks are refused: their tokens are for the resource \(resource), "
          + "which is not what ACS_RESOURCE_ID says"
      }
      return state.missingKeys.map {
        "callbacks cannot be checked: the keys of their tokens cannot be fetched: \($0)"
      }
    }
  }

  /// Notes what came of fetching the keys: nil where they are there.
  func noteKeys(missing reason: String?) {
    state.withLock { $0.missingKeys = reason }
  }

  /// Notes that the service's own token for a call of this server was let in.
  func noteAdmitted() {
    state.withLock { $0 = State() }
  }

  /// Notes that the service's own token, for a call that this server took, is for another resource;
  /// whether that is news.
  func noteForeign(_ resource: String) -> Bool {
    state.withLock { state in
      defer { state.foreignResource = resource }
      return state.foreignResource != resource
    }
  }
}
