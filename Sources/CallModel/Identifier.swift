internal import FieldCoding
internal import JSON

/// A party of a call: what the service calls a communication identifier.
///
/// Its identity is its raw id; everything else is read from it, never from the service's `kind`
/// (FACTS.md (e): a resource account arrives with kind `unknown`).
package struct Identifier: Hashable, Sendable {
  /// The service's canonical form, kept as received and never rebuilt.
  package let rawID: String

  /// Reads an identifier from its raw id; any text is one, if need be of kind `unknown`.
  package init(rawID: String) {
    self.rawID = rawID
  }

  /// Compares raw ids scalar by scalar.
  package static func == (left: Identifier, right: Identifier) -> Bool {
    left.rawID.isSameText(as: right.rawID)
  }

  /// Hashes the raw id as a text, of which equal scalars make equal ones.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(rawID)
  }
}

extension Identifier: FieldWrapper {
  /// The raw id.
  package var stored: String { rawID }

  /// Reads the raw id.
  package init(stored: String) { self.init(rawID: stored) }
}
