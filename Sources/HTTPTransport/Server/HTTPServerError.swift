internal import Foundation
internal import NIOCore

/// Why a server does not listen.
package enum HTTPServerError: Error, Hashable, CustomStringConvertible {
  /// Another process listens there.
  case portInUse(host: String, port: Int)
  /// The host's address is not one of this machine's.
  case addressNotAvailable(host: String)
  /// The name has no address.
  case unknownHost(host: String)
  /// The system does not let this user listen there.
  case notPermitted(host: String, port: Int)
  /// Anything else, in the system's words.
  case cannotListen(host: String, port: Int, reason: String)
  /// The server was stopped before it listened.
  case stopped

  package var description: String {
    switch self {
    case .portInUse(let host, let port):
      "cannot listen on \(host):\(port): the port is in use by another process"
    case .addressNotAvailable(let host):
      "cannot listen on \(host): this machine has no such address"
    case .unknownHost(let host):
      "cannot listen on \(host): no address is known for this name"
    case .notPermitted(let host, let port):
      "cannot listen on \(host):\(port): permission denied"
        + (port < 1024 ? "; ports below 1024 need extra rights" : "")
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host):\(port): \(reason)"
    case .stopped:
      "the server was stopped before it listened"
    }
  }
}

extension HTTPServerError {
  /// Says in an operator's terms why listening failed.
  init(_ error: any Error, _ configuration: HTTPServerConfiguration) {
    let host = configuration.host
    let port = configuration.port
    if error is SocketAddressError || error is SocketAddressError.UnknownHost {
      self = .unknownHost(host: host)
      return
    }
    guard let systemError = error as? IOError else {
      self = .cannotListen(host: host, port: port, reason: "\(error)")
      return
    }
    switch systemError.errnoCode {
    case EADDRINUSE: self = .portInUse(host: host, port: port)
    case EADDRNOTAVAIL: self = .addressNotAvailable(host: host)
    case EACCES, EPERM: self = .notPermitted(host: host, port: port)
    case let code:
      self = .cannotListen(host: host, port: port, reason: String(cString: strerror(code)))
    }
  }
}
