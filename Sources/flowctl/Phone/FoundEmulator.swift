import CallAutomation
import Diagnostics
import FlowServer
import Foundation
import HTTPTransport
import JSON

/// An emulator that listens, and the server behind it.
struct FoundEmulator {
  let address: ListenAddress
  /// The URL of the server to which it posts incoming calls.
  let server: String
  /// How many times faster than a clock calls go.
  let speed: Int

  /// Looks for one; nil where nobody listens.
  ///
  /// Something else that does is a complaint.
  static func find(at address: ListenAddress) async throws -> FoundEmulator? {
    let request = HTTPClientRequest(
      method: "GET",
      url: "http://\(address)/emulator/calls",
      headers: [:],
      body: [],
      timeout: .seconds(5)
    )
    let client: HTTPClient
    do { client = try HTTPClient() } catch { throw Complaint(error) }
    let response: HTTPResponse?
    do {
      response = try await client.send(request)
    } catch {
      // Nobody is there.
      response = nil
    }
    await client.shutdown()
    guard let response else { return nil }
    let answer = Result { () throws(JSONFailure) in
      try parseJSON(response.body, limits: .webhook)
    }
    guard response.status == 200, case .success(let json) = answer,
      let url = json["incomingCalls"]?.text.flatMap(URL.init(string:)),
      let scheme = url.scheme, let host = url.host()
    else { throw Complaint("what listens at \(address) is no emulator of this flowctl") }
    return FoundEmulator(
      address: address,
      server: "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? ""),
      speed: json["speed"]?.wholeNumber ?? 1
    )
  }

  /// Complains where the server takes no calls of a flow.
  func requireFlow(_ flow: String) async throws {
    let names = try await admin.flows().compactMap { $0["name"]?.text }.sorted()
    guard !names.contains(flow) else { return }
    let near = nearestName(to: flow, among: names).map { "did you mean `\($0)`?" }
    let known = names.isEmpty ? "it serves none" : "it serves \(names.joined(separator: ", "))"
    throw Complaint("\(server) does not serve `\(flow)`; \(near ?? known)")
  }

  /// Who asks the server's admin API.
  var admin: AdminOptions {
    var admin = AdminOptions()
    admin.server = server
    return admin
  }
}
