/// What a server does with a request of which it has read the head alone.
package enum HTTPAdmission: Sendable {
  /// Its body is not read: this is the answer.
  case refused(HTTPResponse)
  /// Its body is read, up to so many bytes, and the whole is answered; a larger one is answered
  /// with 413.
  case admitted(bodyLimit: Int, @Sendable (HTTPRequest) async -> HTTPResponse)
  /// The connection becomes a socket, if the request asks for one; who gets what comes over it is
  /// made when it is sure to be opened.
  case upgraded(WebSocketLimits, @Sendable () -> any WebSocketReceiver)
}
