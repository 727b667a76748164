package import CallModel
internal import JSON

/// What a request says besides its command.
package struct CommandEnvelope: Hashable, Sendable {
  /// Our id of the call.
  package let callID: CallID
  /// What the events of this operation will echo.
  package let context: OperationContext
  /// The service's id of our leg; nil before the call is answered.
  package let connectionID: CallConnectionID?
  /// When the operation was first sent; the same however often it is resent.
  package let firstSent: Timestamp
  /// The id under which the service runs the operation once.
  package let repeatabilityID: String
  /// The public URL of this server, without a path.
  package let callbackBase: String
  /// The version of the interface that is spoken.
  package let version: ServiceVersion

  /// Makes an envelope.
  package init(
    callID: CallID,
    context: OperationContext,
    connectionID: CallConnectionID?,
    firstSent: Timestamp,
    repeatabilityID: String,
    callbackBase: String,
    version: ServiceVersion = .current
  ) {
    self.callID = callID
    self.context = context
    self.connectionID = connectionID
    self.firstSent = firstSent
    self.repeatabilityID = repeatabilityID
    self.callbackBase = callbackBase
    self.version = version
  }

  /// The operation context as a member of a body.
  var contextJSON: JSONValue { .string(context.description) }

  /// Where the call's events are posted to.
  var callbackURI: JSONValue { .string(base + callbackPath(for: callID)) }

  /// Where the events of the call's recording are posted to.
  var recordingCallbackURI: JSONValue { .string(base + recordingCallbackPath(for: callID)) }

  /// Where the service fetches a file: a path is one of this server's own.
  func address(of uri: String) -> String { uri.hasPrefix("/") ? base + uri : uri }

  /// Where the service opens this server's own socket: `wss` for `https`, and `ws`, which only an
  /// emulator opens, for `http`.
  func socketURL(for feed: Feed) -> String {
    let url = base + mediaPath(for: callID, feed)
    return url.hasPrefix("http") ? "ws" + url.dropFirst("http".count) : String(url)
  }

  private var base: Substring {
    var base = callbackBase[...]
    while base.last == "/" { base.removeLast() }
    return base
  }
}

/// Why a command cannot be put into a request.
package enum EncodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The command needs a call that is answered, and the service has not named the connection yet.
  case noConnection(command: String)
  /// A caller id that is no phone number.
  case callerID(Identifier)

  /// What is wrong.
  package var description: String {
    switch self {
    case .noConnection(let command): "`\(command)` needs a connection id, and none is known yet"
    case .callerID(let identifier): "`\(identifier.rawID)` is no phone number to call from"
    }
  }
}
