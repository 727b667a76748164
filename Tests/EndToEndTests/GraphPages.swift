import HTTPTransport
import Synchronization

/// Two pages of resource accounts, as Microsoft Graph has them; the account looked for is on the
/// second.
final class GraphPages: Sendable {
  private struct State: Sendable {
    var base = ""
    var account = "{}"
    var isRefusing = false
  }

  private let state = Mutex(State())

  var base: String {
    get { state.withLock { $0.base } }
    set { state.withLock { $0.base = newValue } }
  }
  var account: String {
    get { state.withLock { $0.account } }
    set { state.withLock { $0.account = newValue } }
  }
  var isRefusing: Bool {
    get { state.withLock { $0.isRefusing } }
    set { state.withLock { $0.isRefusing = newValue } }
  }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    let state = state.withLock { $0 }
    guard !state.isRefusing, request.headers["Authorization"] == "Bearer graph-token" else {
      return .json(403, Array(#"{"error":{"code":"Forbidden","message":"no role"}}"#.utf8))
    }
    let next = state.base + "/beta/admin/teams/resourceAccounts?page=2"
    let page =
      request.target.hasSuffix("page=2")
      ? #"{"value":[\#(state.account)]}"#
      : #"{"value":[{"id":"other"}],"@odata.nextLink":"\#(next)"}"#
    return .json(200, Array(page.utf8))
  }
}
