package import Foundation

/// A flag as an operator has left it.
package struct StoredFlag: Hashable, Sendable {
  /// Its name.
  package let name: String
  /// The value in its stored form, or nil where it is what its flows say again.
  package let value: Data?
  /// The number of the change; a newer one has a higher.
  package let revision: Int

  /// Makes a flag.
  package init(name: String, value: Data?, revision: Int) {
    self.name = name
    self.value = value
    self.revision = revision
  }
}
