internal import FieldCoding

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
    left.rawID.unicodeScalars.elementsEqual(right.rawID.unicodeScalars)
  }

  /// Hashes what `==` compares.
  package func hash(into hasher: inout Hasher) {
    for scalar in rawID.unicodeScalars { hasher.combine(scalar) }
  }
}

extension Identifier: FieldWrapper {
  /// The raw id.
  package var stored: String { rawID }

  /// Reads the raw id.
  package init(stored: String) { self.init(rawID: stored) }
}
