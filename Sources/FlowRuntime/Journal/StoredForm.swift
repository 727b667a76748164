package import FieldCoding
package import Foundation

/// How states, inputs and effects are stored: fields by tag after the number of the format, so that
/// equal values give equal bytes (SEMANTICS.md, rule 40).
package enum StoredForm {
  /// The bytes of a value.
  package static func encode(_ value: some FieldValue) throws(JournalError) -> Data {
    do {
      return Data(try storeFields(value))
    } catch {
      throw .unreadable(error.description)
    }
  }

  /// The value of the bytes.
  package static func decode<Value: FieldValue>(
    _ type: Value.Type = Value.self,
    from bytes: Data
  ) throws(JournalError) -> Value {
    do {
      return try readFields(type, from: [UInt8](bytes))
    } catch {
      throw .unreadable(error.description)
    }
  }
}
