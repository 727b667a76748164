package import CallModel
internal import Cryptography

/// A place in the trace of a call (W3C Trace Context, https://www.w3.org/TR/trace-context/).
///
/// A call is one trace. Its ids are made of the call's, so that they are the same after a start of the
/// host, and nothing has to be stored; the trace's begins with the digest by which logs name the call.
package struct TraceContext: Hashable, Sendable {
  /// The trace: 32 hexadecimal digits.
  package let traceID: String
  /// The span in it: 16 hexadecimal digits.
  package let spanID: String

  /// The call itself.
  package init(of call: CallID) {
    self.init(of: call, span: "call")
  }

  /// Something that the call has asked for, in all its attempts.
  package init(of call: CallID, ordinal: Int) {
    self.init(of: call, span: "operation \(ordinal)")
  }

  /// A step of the call's flow, the one that began as so manieth.
  init(of call: CallID, step number: Int) {
    self.init(of: call, span: "step \(number)")
  }

  private init(of call: CallID, span: String) {
    traceID = String(encodeHexadecimal(sha256(Array(call.rawValue.utf8)).prefix(16)))
    spanID = encodeHexadecimal(sha256(Array("\(call.rawValue) \(span)".utf8)).prefix(8))
  }

  /// The header that tells whoever is asked; that the trace is recorded, for it is if anybody wants it.
  package var traceparent: String { "00-\(traceID)-\(spanID)-01" }
}
