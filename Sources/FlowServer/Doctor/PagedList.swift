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

  /// The elements of `value` of all pages, which end with none under `next`.
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
          return .failure(ListFailure(description: "it answers 200 without a list"))
        }
        elements += values
        guard let following = page[next]?.text, following.hasPrefix(base + "/") else {
          return .success(elements)
        }
        url = following
      }
    }
    return .success(elements)
  }

  /// One thing.
  func object(of path: String) async -> Result<JSONValue, ListFailure> {
    await object(at: base + path)
  }

  private func object(at url: String) async -> Result<JSONValue, ListFailure> {
    let headers: HTTPHeaders = ["Authorization": "Bearer \(token)", "Accept": "application/json"]
    let request = HTTPClientRequest(
      method: "GET",
      url: url,
      headers: headers,
      timeout: .seconds(10)
    )
    do throws(HTTPClientError) {
      let answer = try await client.send(request)
      let json = webhookJSON(answer.body)
      guard answer.status == 200, let json else {
        let reason = json?["error"]?["message"]?.text ?? "no reason"
        let description = "it answers \(answer.status): \(reason)"
        let isMissing = answer.status == 404 && json?["error"]?["code"]?.text != nil
        return .failure(ListFailure(isMissing: isMissing, description: description))
      }
      return .success(json)
    } catch {
      return .failure(ListFailure(description: error.description))
    }
  }
}

/// Why an API does not say what it was asked.
struct ListFailure: Error {
  /// Whether the API says that there is no such thing: 404 with an error code, as any web server does
  /// not.
  var isMissing = false
  let description: String
}
