/// A value of a type that the host declares: an identifier, a step's result.
package struct CELRecord: Hashable, Sendable {
  /// One field with its value.
  package struct Field: Hashable, Sendable {
    /// The field's name.
    package let name: String
    /// What it holds.
    package let value: CELValue

    /// Makes a field.
    package init(_ name: String, _ value: CELValue) {
      self.name = name
      self.value = value
    }
  }

  /// The name of the declared type.
  package let typeName: String
  /// The fields it has, by name.
  package let fields: [Field]
  /// The name of the field that alone decides equality, or nil if all fields do.
  package let key: String?

  /// Makes a record; the fields may come in any order, and of two of one name the last one stays.
  package init(typeName: String, fields: [String: CELValue], key: String? = nil) {
    self.typeName = typeName
    // Sorted, so that equal records are equal, hash and are stored alike.
    self.fields = fields.sorted { isTextBefore($0.key, $1.key) }.map { Field($0.key, $0.value) }
    self.key = key
  }

  /// The value of a field, or nil if this record has none of that name.
  package subscript(name: String) -> CELValue? {
    // A few fields: going through them is quicker than hashing the name.
    for field in fields where areSameText(field.name, name) {
      return field.value
    }
    return nil
  }
}
