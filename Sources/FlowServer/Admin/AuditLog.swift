internal import CallModel
internal import FlowRuntime
internal import HTTPTransport
internal import Logging

/// Says what operators changed, or tried to: a line each.
///
/// Who may not is told by `RefusalLog`.
struct AuditLog: Sendable {
  let logger: Logger

  /// Notes a request of the admin API; one that only reads is none of its concern.
  func note(_ request: HTTPRequest, _ status: Int) {
    guard request.method != "GET" else { return }
    let path = request.path.split(separator: "/", omittingEmptySubsequences: false).map(Self.named)
    logger.notice(
      "admin",
      metadata: [
        "method": "\(request.method)", "path": "\(path.joined(separator: "/"))",
        "status": .number(status),
      ]
    )
  }

  /// A part of a path, a call's id by its digest.
  private static func named(_ part: Substring) -> String {
    let id = CallID(String(part))
    return id.isWellFormed ? id.digest : String(part)
  }
}
