import Foundation
import HTTPTransport
import Synchronization

/// A web server that answers as `flowctl serve` does, as far as that can be had without its secret:
/// both handshakes come back, and strangers are turned away.
final class StubServer: Sendable {
  private struct State {
    var status = 200
    var origin = "eventgrid.azure.net"
    var heard = ""
  }

  private let state = Mutex(State())

  /// All that it was told.
  var heard: String { state.withLock { $0.heard } }

  /// Answers the handshake of the CloudEvents schema so from now on.
  func shakes(_ status: Int, _ origin: String) {
    state.withLock {
      $0.status = status
      $0.origin = origin
    }
  }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    state.withLock { state in
      let body = String(decoding: request.body, as: UTF8.self)
      state.heard += "\(request.method) \(request.target) \(request.headers) \(body)\n"
      switch (request.method, request.path) {
      case ("GET", "/healthz"): return .text(200, "ok\n")
      case ("OPTIONS", _):
        return HTTPResponse(
          status: state.status,
          headers: ["WebHook-Allowed-Origin": state.origin]
        )
      case ("POST", _) where body.contains("validationCode"):
        let code = body.components(separatedBy: "validationCode\":\"").last?.prefix { $0 != "\"" }
        return .json(200, Array("{\"validationResponse\":\"\(code ?? "")\"}".utf8))
      case ("GET", _):
        // It repeats the proof that it was sent.
        return .text(200, request.headers["X-Flowctl-Proof"] ?? "")
      default: return .json(401, Array(#"{"error":{"code":"unauthorized","message":"no"}}"#.utf8))
      }
    }
  }
}
