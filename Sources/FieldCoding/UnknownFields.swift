/// What a later version stored in a value: kept as it is, and written back at its place.
@usableFromInline package struct UnknownFields: Hashable, Sendable {
  /// The fields by tag, each with its tag and length.
  @usableFromInline var fields: [Field] = []

  /// A field as it is stored.
  @usableFromInline struct Field: Hashable, Sendable {
    @usableFromInline let tag: Int
    @usableFromInline let bytes: [UInt8]
  }

  /// No fields.
  @inlinable package init() {}

  /// How many there are.
  package var count: Int { fields.count }

  mutating func append(_ tag: Int, _ bytes: ArraySlice<UInt8>) {
    fields.append(Field(tag: tag, bytes: Array(bytes)))
  }
}
