package import CallModel

/// One thing that happened in the emulator, as one line.
///
/// No line holds the key to a call or a signature.
package struct EmulatorTrace: Hashable, Sendable, CustomStringConvertible {
  /// What happened.
  package enum Content: Hashable, Sendable {
    /// A call begins to ring.
    case placed(from: Identifier, to: Identifier)
    /// A request came.
    case request(method: String, path: String, detail: String)
    /// It was answered.
    case response(status: Int, code: String?)
    /// Something is posted.
    case event(type: String, detail: String)
    /// What was posted did not arrive.
    case undelivered(type: String, reason: String, triesAgain: Bool)
    /// Something happened in the call that no request asked for.
    case note(String)
  }

  /// When.
  package let time: Timestamp
  /// The number of the call it belongs to; nil where it belongs to none.
  package let call: Int?
  /// What happened.
  package let content: Content

  /// The line, without the time.
  package var description: String {
    let call = call.map { "#\($0) " } ?? ""
    return switch content {
    case .placed(let from, let to): "\(call)☎ \(from.rawID) calls \(to.rawID)"
    case .request(let method, let path, let detail):
      "\(call)→ \(method) \(shortened(path))\(detail.isEmpty ? "" : "  \(detail)")"
    case .response(let status, let code): "\(call)← \(status)\(code.map { " (\($0))" } ?? "")"
    case .event(let type, let detail):
      "\(call)◆ \(type)\(detail.isEmpty ? "" : "  \(detail)")"
    case .undelivered(let type, let reason, let triesAgain):
      "\(call)✗ \(type) not delivered: \(reason)\(triesAgain ? "; trying again" : "")"
    case .note(let text): "\(call)· \(text)"
    }
  }
}

/// A path whose long ids are cut to their first characters.
private func shortened(_ path: String) -> String {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false).map { part in
    let id = part.prefix { $0 != ":" }
    guard id.count > 20 else { return String(part) }
    return "\(id.prefix(8))…\(part.dropFirst(id.count))"
  }
  return parts.joined(separator: "/")
}
