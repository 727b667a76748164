internal import CallAutomation
internal import HTTPTransport
internal import JSON

/// Lists, page by page, of APIs of Microsoft to which a bearer token is shown.
struct PagedList {
  /// The API's host, `https://graph.microsoft.com`; a next page is asked of it alone.
  let base: String
  let token: String
  let client: HTTPClient

  /// The most pages that are asked for.
  private static let pages = 20

  /// The elements of `value` of all pages, which end with none under `next`; a part of them is no
  /// answer, since what is missing would seem not to be there.
  func elements(
    of path: String,
    next: String
  ) async -> Result<[JSONValue], ListFailure> {
    var url = base + path
    var elements: [JSONValue] = []
    for _ in 0..<Self.pages {
      switch await object(at: url) {
      case .failure(let failure): return .failure(failure)
      case .success(let page):
        guard let values = page["value"]?.elements else {
          return .failure(ListFailure(.other, "it answers 200 without a list"))
        }
        elements += values
        guard let following = page[next]?.text else { return .success(elements) }
        guard following.hasPrefix(base + "/") else {
          return .failure(ListFailure(.other, "its next page is at another host"))
        }
        url = following
      }
    }
    return .failure(ListFailure(.other, "it has more than \(Self.pages) pages"))
  }

  /// One thing.
  func object(of path: String) async -> Result<JSONValue, ListFailure> {
    await object(at: base + path)
  }

  private func object(at url: String) async -> Result<JSONValue, ListFailure> {
    let headers: HTTPHeaders = ["Authorization": "Bearer \(token)", "Accept": "application/json"]
    switch await client.ask("GET", url, headers: headers) {
    case .failure(let error): return .failure(ListFailure(.unreachable, error.description))
    case .success(let answer):
      let json = webhookJSON(answer.body)
      guard answer.status == 200, let json else {
        let reason = json?["error"]?["message"]?.text ?? "no reason"
        let description = "it answers \(answer.status): \(reason)"
        let isMissing = answer.status == 404 && json?["error"]?["code"]?.text != nil
        let kind: ListFailure.Kind =
          isMissing ? .missing : [401, 403].contains(answer.status) ? .refused : .other
        return .failure(ListFailure(kind, description))
      }
      return .success(json)
    }
  }
}

/// Why an API does not say what it was asked.
struct ListFailure: Error {
  /// What kind of reason it is.
  enum Kind {
    /// The API says that there is no such thing: 404 with an error code, as any web server does not.
    case missing
    /// It does not take the token.
    case refused
    /// It does not answer.
    case unreachable
    /// It answers something else.
    case other
  }

  let kind: Kind
  let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}

/// An API of Microsoft that is asked with a token of the environment.
enum CloudAPI {
  case azure, graph

  /// Where the token is.
  var variable: String {
    switch self {
    case .azure: "AZURE_TOKEN"
    case .graph: "GRAPH_TOKEN"
    }
  }

  /// What to do where there is no token.
  var advice: String {
    switch self {
    case .azure: "set AZURE_TOKEN: az account get-access-token --query accessToken -o tsv"
    case .graph:
      "set GRAPH_TOKEN to one with TeamsResourceAccount.Read.All and, for applications and consent, "
        + "Directory.Read.All"
    }
  }

  /// What to do where it does not say what it is asked.
  func advice(after failure: ListFailure) -> String {
    switch failure.kind {
    case .unreachable: return "look at the network and the proxy (https_proxy)"
    case .missing, .other: return "look at --\(self == .azure ? "azure" : "graph")"
    case .refused:
      return self == .azure
        ? "take a new AZURE_TOKEN, of somebody who may read the subscription"
        : "the token needs TeamsResourceAccount.Read.All, with an administrator's consent"
    }
  }
}
