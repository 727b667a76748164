package import CallAutomation
package import CallModel
internal import JSON

/// The service's answer to a request.
package struct EmulatorResponse: Hashable, Sendable {
  /// The status.
  package let status: Int
  /// The headers besides `Content-Length` and `Date`.
  package let headers: [ServiceRequest.Header]
  /// The body; may be empty.
  package let body: [UInt8]
  /// How long it is held back.
  package var delay = Milliseconds(0)
  /// Whether it never arrives.
  package var isLost = false
  /// The error's code, for the trace.
  let code: String?

  /// An answer without a body.
  init(status: Int) {
    self.status = status
    headers = []
    body = []
    code = nil
  }

  /// An answer with a body of some other type.
  init(status: Int, headers: [ServiceRequest.Header], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
    code = nil
  }

  /// An answer in JSON.
  init(status: Int, json: JSONValue) {
    self.status = status
    headers = [ServiceRequest.Header("Content-Type", "application/json; charset=utf-8")]
    body = json.bytes(in: .sorted)
    code = json["error"]?["code"]?.text
  }
}
