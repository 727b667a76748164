package import CallModel
package import Cryptography
package import FieldCoding
package import Foundation

extension StoredForm {
  /// The bytes of what is stored of a call after so many advances, which open as that and as nothing
  /// else, under its key; in clear where it has none.
  package static func encode(
    _ value: some FieldValue,
    under key: SealingKey?,
    of id: CallID,
    revision: Int
  ) throws(JournalError) -> Data {
    let clear = try encode(value)
    guard let key else { return clear }
    do {
      return Data(try key.seal([UInt8](clear), label: label(of: id, revision)))
    } catch {
      throw .failed("the call cannot be sealed: \(error)")
    }
  }

  /// The value of bytes that were encoded so.
  package static func decode<Value: FieldValue>(
    _ type: Value.Type = Value.self,
    from bytes: Data,
    under key: SealingKey?,
    of id: CallID,
    revision: Int
  ) throws(JournalError) -> Value {
    try decode(type, from: try open(bytes, under: key, of: id, revision: revision))
  }

  /// The clear bytes of what was encoded so.
  package static func open(
    _ bytes: Data,
    under key: SealingKey?,
    of id: CallID,
    revision: Int
  ) throws(JournalError) -> Data {
    guard let key else { return bytes }
    guard let clear = key.open([UInt8](bytes), label: label(of: id, revision)) else {
      throw .unreadable("it does not open with the key that is there")
    }
    return Data(clear)
  }

  private static func label(of id: CallID, _ revision: Int) -> [UInt8] {
    Array("\(id.rawValue) \(revision)".utf8)
  }
}

extension SealingKey {
  /// A key for a call.
  static func drawn() throws(JournalError) -> SealingKey {
    do {
      return try SealingKey()
    } catch {
      throw .failed("no key can be drawn: \(error)")
    }
  }
}
