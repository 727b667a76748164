package import JSON

/// A struct that is stored: it lists its fields once, by tag, name and property.
///
///     try Self(
///       name: fields(1, "name", \.name),
///       age: fields(2, "age", \.age, default: 18)
///     )
///
/// The listing writes the bytes, reads them, and makes the JSON for people; it goes by tag, the
/// lowest first. A new field takes the next tag, and has a default or a type that can be absent. A
/// tag is never given to another field or type, also when its field is gone: leave its number as a
/// comment in the listing.
@usableFromInline package protocol FieldCoded: FieldValue {
  /// What a later version stored; `UnknownFields()` where the value was made here.
  var unknownFields: UnknownFields { get set }
  /// Lists the fields and makes a value of what the coder gives.
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self
}

/// What the fields of a struct are listed to.
@usableFromInline package protocol FieldCoder<Root> {
  /// The struct.
  associatedtype Root
  /// Lists a field; one that is not stored holds what its type says, or is missing.
  mutating func callAsFunction<Value: FieldValue>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value
  ) throws(FieldFailure) -> Value
  /// Lists a field that is not stored where it holds the default.
  mutating func callAsFunction<Value: FieldValue & Equatable>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value,
    default: Value
  ) throws(FieldFailure) -> Value
}

extension FieldCoded {
  /// Appends the fields: tag, length and bytes of each.
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    var writer = FieldWriter(root: self, unknown: unknownFields)
    swap(&writer.output, &output)
    defer { swap(&writer.output, &output) }
    _ = try Self.code(&writer)
    writer.finish()
  }

  /// Reads the fields.
  @inlinable package static func read(
    from input: inout FieldInput
  ) throws(FieldFailure) -> Self {
    var reader = FieldReader<Self>(input: input)
    var value = try Self.code(&reader)
    value.unknownFields = try reader.finish()
    input = reader.input
    return value
  }

  /// The fields by name.
  package var readableJSON: JSONValue {
    var describer = FieldDescriber(root: self)
    do throws(FieldFailure) {
      _ = try Self.code(&describer)
    } catch {
      describer.object["failure"] = .string(error.description)
    }
    for field in unknownFields.fields {
      describer.object["field \(field.tag)"] = .string("\(field.bytes.count) bytes")
    }
    return .object(describer.object)
  }
}

/// Writes the fields that are listed to it.
@usableFromInline package struct FieldWriter<Root>: FieldCoder {
  @usableFromInline let root: Root
  @usableFromInline var output = FieldOutput()
  @usableFromInline let unknown: [UnknownFields.Field]
  @usableFromInline var nextUnknown = 0

  @inlinable
  init(root: Root, unknown: UnknownFields) {
    self.root = root
    self.unknown = unknown.fields
  }

  /// Appends the field.
  @inlinable package mutating func callAsFunction<Value: FieldValue>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value
  ) throws(FieldFailure) -> Value {
    let value = value(root)
    if !value.isAbsent { try append(tag, value) }
    return value
  }

  /// Appends the field, unless it holds the default.
  @inlinable package mutating func callAsFunction<Value: FieldValue & Equatable>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value,
    default standard: Value
  ) throws(FieldFailure) -> Value {
    let value = value(root)
    if value != standard { try append(tag, value) }
    return value
  }

  @inlinable
  mutating func append(_ tag: Int, _ value: some FieldValue) throws(FieldFailure) {
    if nextUnknown < unknown.count { appendUnknown(before: tag) }
    output.append(number: UInt64(tag))
    try output.append(value)
  }

  @inlinable
  mutating func finish() {
    if nextUnknown < unknown.count { appendUnknown(before: .max) }
  }

  @usableFromInline
  mutating func appendUnknown(before tag: Int) {
    while nextUnknown < unknown.count, unknown[nextUnknown].tag < tag {
      output.append(contentsOf: unknown[nextUnknown].bytes)
      nextUnknown += 1
    }
  }
}

/// Reads the fields that are listed to it.
@usableFromInline package struct FieldReader<Root>: FieldCoder {
  @usableFromInline var input: FieldInput
  @usableFromInline var last = 0
  @usableFromInline var unknown: UnknownFields? = UnknownFields()

  @inlinable
  init(input: FieldInput) {
    self.input = input
  }

  /// Reads the field.
  @inlinable package mutating func callAsFunction<Value: FieldValue>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value
  ) throws(FieldFailure) -> Value {
    if try seek(tag) { return try input.value() }
    guard let absent = Value.absent else { throw .missing(field: "\(name)") }
    return absent
  }

  /// Reads the field, or gives the default.
  @inlinable package mutating func callAsFunction<Value: FieldValue & Equatable>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value,
    default standard: Value
  ) throws(FieldFailure) -> Value {
    try seek(tag) ? try input.value() : standard
  }

  @inlinable
  mutating func seek(_ tag: Int) throws(FieldFailure) -> Bool {
    try input.seek(tag, after: &last, keeping: &unknown)
  }

  @inlinable
  mutating func finish() throws(FieldFailure) -> UnknownFields {
    _ = try seek(.max)
    return unknown ?? UnknownFields()
  }
}

/// Makes JSON of the fields that are listed to it.
private struct FieldDescriber<Root>: FieldCoder {
  let root: Root
  var object = JSONObject()

  mutating func callAsFunction<Value: FieldValue>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value
  ) -> Value {
    let value = value(root)
    if !value.isAbsent { object["\(name)"] = value.readableJSON }
    return value
  }

  mutating func callAsFunction<Value: FieldValue & Equatable>(
    _ tag: Int,
    _ name: StaticString,
    _ value: (Root) -> Value,
    default standard: Value
  ) -> Value {
    let value = value(root)
    if value != standard { object["\(name)"] = value.readableJSON }
    return value
  }
}
