import ArgumentParser
import CallAutomation
import FlowServer
import Foundation
import HTTPTransport
import JSON

/// What every command says that speaks to a server's admin API.
struct AdminOptions: ParsableArguments {
  @Option(help: "The URL of the server.")
  var server = "http://127.0.0.1:8080"

  /// Asks the server for what has a member; whatever does not succeed is a complaint, and so is what
  /// has none: another program answers.
  func ask(
    _ method: String,
    _ path: String,
    for member: String,
    _ body: JSONValue? = nil,
    once key: String? = nil
  ) async throws -> JSONValue {
    try await answer(to: method, path, for: member, body, once: key).json
  }

  /// The same, with the status, for where several are a success.
  func answer(
    to method: String,
    _ path: String,
    for member: String,
    _ body: JSONValue? = nil,
    once key: String? = nil
  ) async throws -> (status: Int, json: JSONValue) {
    var headers: HTTPHeaders = [:]
    let base = try serverURL()
    do {
      if let key = try Secret.admin() { headers["Authorization"] = "Bearer \(key.text)" }
    } catch {
      throw explained(error)
    }
    if let key { headers["Idempotency-Key"] = key }
    if body != nil { headers["Content-Type"] = "application/json" }
    let response: HTTPResponse
    do {
      let client = try HTTPClient()
      response = try await client.send(
        HTTPClientRequest(
          method: method,
          url: base.description + path,
          headers: headers,
          body: body?.bytes() ?? [],
          timeout: .seconds(10)
        )
      )
      await client.shutdown()
    } catch {
      throw Complaint("\(base) does not answer: \(error)")
    }
    return (response.status, try answer(response, for: member, from: base))
  }

  private func serverURL() throws -> PublicURL {
    do {
      return try PublicURL(parsing: server)
    } catch {
      throw Complaint(
        "`\(server)` is no URL of a server; it reads http://HOST:PORT, or https://HOST"
      )
    }
  }

  /// What the server tells of the flows that it serves.
  func flows() async throws -> [JSONValue] {
    try await ask("GET", "/api/flows", for: "flows")["flows"]?.elements ?? []
  }

  /// What the server tells of a flow that it serves; nil where it serves none of the name.
  func flow(named name: String?) async throws -> JSONValue? {
    try await flows().first { $0["name"]?.text == name }
  }

  private func answer(
    _ response: HTTPResponse,
    for member: String,
    from server: PublicURL
  ) throws -> JSONValue {
    let stranger = Complaint("\(server) answers \(response.status), and not as flowctl does")
    let json: JSONValue
    do {
      json = try parseJSON(response.body, limits: .webhook)
    } catch {
      throw stranger
    }
    guard (200...299).contains(response.status) else {
      let error = json["error"]
      let message = error?["message"]?.text ?? "no reason"
      let advice = error?["code"]?.text.flatMap(advice) ?? ""
      throw Complaint("\(server) answers \(response.status): \(message)\(advice)")
    }
    guard json[member] != nil else { throw stranger }
    return json
  }

  /// What to do about who may use the API, by the code with which it refuses.
  private func advice(on code: String) -> String? {
    switch code {
    case "unauthorized" where !isGiven(secret: Secret.adminVariable):
      "; set \(Secret.adminVariable) to it"
    case "unauthorized": "; look at \(Secret.adminVariable) here and where the server runs"
    case "adminOff": "; set \(Secret.adminVariable) where the server runs, and start it again"
    default: nil
    }
  }
}
