package import CallModel
internal import Cryptography

/// The id under which the service knows an operation, however often it is sent: a UUID made of the
/// call and the operation's ordinal.
///
/// Source: SEMANTICS.md, rule 1.
package func repeatabilityID(callID: CallID, ordinal: Int) -> String {
  // A call id that is not 32 digits can only come from elsewhere; its text then stands for it.
  let call = decodeHexadecimal(callID.rawValue) ?? Array(callID.rawValue.utf8)
  return uuid(of: sha256(call + bigEndian(ordinal)))
}

/// The call an IncomingCall event stands for; a duplicate of the event is the same call.
///
/// Source: SEMANTICS.md, rule 2.
package func callID(for incoming: IncomingCall) -> CallID {
  let parts = [incoming.correlationID.rawValue, incoming.context.rawValue]
  let bytes = parts.map { Array($0.utf8) }.flatMap { bigEndian($0.count) + $0 }
  return CallID(encodeHexadecimal(sha256(bytes).prefix(16)))
}

/// The path events of a call are posted to.
package func callbackPath(for callID: CallID) -> String {
  "/api/callbacks/\(callID.rawValue)"
}

/// The path events of a call's recording are posted to.
package func recordingCallbackPath(for callID: CallID) -> String {
  callbackPath(for: callID) + "/recording"
}

/// The path at which the service opens a socket for what it sends of a call.
///
/// Like the one above it holds the call's id, which nobody guesses; who opens it proves who they
/// are besides.
package func mediaPath(for callID: CallID, _ feed: Feed) -> String {
  "/media/\(callID.rawValue)/\(feed.rawValue)"
}

/// The number in 8 bytes, the highest first.
private func bigEndian(_ number: Int) -> [UInt8] {
  let number = UInt64(bitPattern: Int64(number))
  return (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
}

/// The first 16 bytes as a UUID of version 4.
private func uuid(of digest: [UInt8]) -> String {
  var bytes = Array(digest.prefix(16))
  bytes[6] = bytes[6] & 0x0F | 0x40
  bytes[8] = bytes[8] & 0x3F | 0x80
  let groups = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
  return groups.map(encodeHexadecimal).joined(separator: "-")
}
