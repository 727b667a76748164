internal import FlowEngine
package import Foundation

/// How states, inputs and effects are stored: JSON with sorted keys, so that equal values give
/// equal bytes (SEMANTICS.md, rule 40).
package enum StoredForm {
  /// The bytes of a value.
  package static func encode(_ value: some Encodable) throws(JournalError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    do {
      return try encoder.encode(value)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// The value of the bytes.
  package static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self,
    from bytes: Data
  ) throws(JournalError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    do {
      return try decoder.decode(type, from: bytes)
    } catch {
      throw .unreadable("\(error)")
    }
  }
}
