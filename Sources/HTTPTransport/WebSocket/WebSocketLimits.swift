/// What the other side of a socket may take of this one.
package struct WebSocketLimits: Sendable {
  /// The longest message that is taken, in bytes; a longer one ends the socket with 1009.
  package var messageBytes: Int
  /// How many messages wait at most to be sent; beyond that the oldest is lost.
  package var queuedMessages: Int
  /// What the other side is told, before what comes next, of so many messages that were lost; nil
  /// to tell nothing.
  package var lossNotice: (@Sendable (_ lost: Int) -> [UInt8])?
  /// How long nothing may come before the other side is asked whether it is there.
  package var pingAfter: Duration = .seconds(30)
  /// How long nothing may come at all, answers to that included; then the socket is lost.
  package var silence: Duration = .seconds(75)
  /// How long the other side may take to open the socket, and to close it.
  package var handshake: Duration = .seconds(10)

  /// Makes limits.
  package init(messageBytes: Int, queuedMessages: Int) {
    self.messageBytes = messageBytes
    self.queuedMessages = queuedMessages
  }
}
