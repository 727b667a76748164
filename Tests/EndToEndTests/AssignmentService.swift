import HTTPTransport
import Synchronization

/// Keeps assignments as the service does, and each request's line with its body.
final class AssignmentService: Sendable {
  private let assigned = Mutex<[String: [UInt8]]>([:])
  private let lines = Mutex<[String]>([])

  private static let nothing = HTTPResponse.json(
    404,
    Array(#"{"error":{"code":"NotFound","message":"there is no assignment"}}"#.utf8)
  )

  var requests: [String] { lines.withLock { $0 } }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    let isSigned = request.headers["x-ms-content-sha256"] != nil
    lines.withLock {
      $0.append(
        "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))"
      )
    }
    if request.path == "/access/teamsExtension/:exchangeAccessToken" {
      guard request.headers["Authorization"] == "Bearer entra-token", !isSigned else {
        let error =
          #"{"error":{"code":"UserLicenseNotPresentForbidden","message":"no licence"}}"#
        return .json(403, Array(error.utf8))
      }
      let answer =
        #"{"identity":{"id":"8:acs:a_b_c"},"accessToken":{"token":"acs-token","expiresOn":"2026-11-26T12:00:00Z"}}"#
      return .json(200, Array(answer.utf8))
    }
    guard isSigned else { return .json(401, Array("{}".utf8)) }
    return assigned.withLock { assigned in
      switch request.method {
      case "PUT":
        let isNew = assigned.updateValue(request.body, forKey: request.path) == nil
        return .json(isNew ? 201 : 200, request.body)
      case "GET":
        return assigned[request.path].map { .json(200, $0) } ?? Self.nothing
      default:
        return assigned.removeValue(forKey: request.path) == nil
          ? Self.nothing : HTTPResponse(status: 204)
      }
    }
  }
}
