internal import JSON

/// A method, a path and a body: what the commands differ in.
struct ServiceOperation {
  let method: String
  let path: String
  let body: JSONValue?

  /// A POST under `/calling`.
  static func post(_ path: String, _ body: JSONValue? = nil) -> ServiceOperation {
    ServiceOperation(method: "POST", path: "/calling" + path, body: body)
  }

  /// A GET under `/calling`.
  static func get(_ path: String) -> ServiceOperation {
    ServiceOperation(method: "GET", path: "/calling" + path, body: nil)
  }

  /// A DELETE under `/calling`.
  static func delete(_ path: String) -> ServiceOperation {
    ServiceOperation(method: "DELETE", path: "/calling" + path, body: nil)
  }

  /// The whole request, with the headers of its own first.
  func request(
    _ version: ServiceVersion,
    headers: [ServiceRequest.Header] = []
  ) -> ServiceRequest {
    let accept = [ServiceRequest.Header("Accept", "application/json")]
    let contentType = ServiceRequest.Header("Content-Type", "application/json")
    return ServiceRequest(
      method: method,
      path: path,
      query: version.query,
      headers: headers + accept + (body == nil ? [] : [contentType]),
      body: body?.bytes(in: .sorted) ?? []
    )
  }
}
