// The extension `encoders` of cel-go, over our own base64: this target uses the standard library
// alone.
/// The functions of the name space `base64`.
let encoderFunctions: [CELFunction] = [
  CELFunction(
    "base64.encode",
    "The bytes in base64, with padding.",
    example: .init("base64.encode(b'hello')", "'aGVsbG8='"),
    cost: .linear,
    .of { (bytes: Bytes) in base64Text(bytes.bytes) }
  ),
  CELFunction(
    "base64.decode",
    "The bytes that a base64 text means, with or without padding.",
    example: .init("base64.decode('aGVsbG8')", "b'hello'"),
    cost: .linear,
    .of(canFail: true) { (text: String) throws(CELFailure) in
      guard let bytes = readBase64(text) else {
        throw CELFailure(.malformedValue, "this text is not base64")
      }
      return Bytes(bytes)
    }
  ),
]
