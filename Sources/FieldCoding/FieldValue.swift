public import JSON

/// A value that can be stored: it writes itself as bytes, reads itself from them, and shows itself.
///
/// The bytes of a value know where they end from around them: whatever holds the value writes their
/// number first. Equal values write equal bytes.
///
/// What writes and reads is made for each type by the compiler, which costs half of what asking for
/// types at run time did. For that all of it is `@inlinable`, and each type `@usableFromInline`: without
/// the second the first has no effect on what is `package`, and nothing says so.
@usableFromInline package protocol FieldValue: Sendable {
  /// Appends the value's bytes.
  func write(to output: inout FieldOutput) throws(FieldFailure)
  /// Reads a value from all that is left of the input.
  static func read(from input: inout FieldInput) throws(FieldFailure) -> Self
  /// The value for people; nothing reads it back.
  var readableJSON: JSONValue { get }
  /// What a field that is not stored holds, or nil where it has to be stored.
  static var absent: Self? { get }
  /// Whether the value is the one that is not stored.
  var isAbsent: Bool { get }
}

extension FieldValue {
  /// A field has to be stored, unless its type says otherwise.
  @inlinable package static var absent: Self? { nil }
  /// A field has to be stored, unless its type says otherwise.
  @inlinable package var isAbsent: Bool { false }
}

/// A value that is stored as a text: an enum of words, an id.
///
/// A word that was stored keeps its meaning and its spelling.
@usableFromInline package protocol FieldWord: FieldValue, RawRepresentable
where RawValue == String {}

extension FieldWord {
  /// Appends the text.
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    rawValue.write(to: &output)
  }

  /// Reads the text; fails for a word that is none of the type's.
  @inlinable package static func read(
    from input: inout FieldInput
  ) throws(FieldFailure) -> Self {
    let offset = input.offset
    let text = try String.read(from: &input)
    guard let value = Self(rawValue: text) else { throw .malformed(offset: offset) }
    return value
  }

  /// The text.
  @inlinable package var readableJSON: JSONValue { .string(rawValue) }
}

/// A value that is stored as another one.
@usableFromInline package protocol FieldWrapper: FieldValue {
  /// What it is stored as.
  associatedtype Stored: FieldValue
  /// What is stored.
  var stored: Stored { get }
  /// Makes the value of what is stored; nil where that is none.
  init?(stored: Stored)
}

extension FieldWrapper {
  /// Appends what is stored.
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    try stored.write(to: &output)
  }

  /// Reads what is stored.
  @inlinable package static func read(
    from input: inout FieldInput
  ) throws(FieldFailure) -> Self {
    let offset = input.offset
    guard let value = Self(stored: try Stored.read(from: &input)) else {
      throw .malformed(offset: offset)
    }
    return value
  }

  /// What is stored, for people.
  @inlinable package var readableJSON: JSONValue { stored.readableJSON }
}
