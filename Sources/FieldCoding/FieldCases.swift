package import JSON

/// An enum that is stored: its tags name its cases once, and both of its switches go over all of
/// them.
///
/// A new case takes the next tag. A tag is never given to another case, also when its case is gone:
/// leave its number as a comment in the enum of tags.
///
/// The values of a case are stored as fields with the tags 1, 2 and so on, in the order they are
/// put; a new one comes last and has a type that can be absent. A case of a later version, or a
/// value that it added to one, is refused: what may grow belongs into a struct.
@usableFromInline package protocol FieldCases: FieldValue {
  /// The numbers that stand for the cases.
  associatedtype Tag: RawRepresentable & CaseIterable & Sendable where Tag.RawValue == Int
  /// Puts the tag and the values of the case that this is.
  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure)
  /// Makes a case of the values that the reader gives, in the order they were put.
  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self
}

/// What a case is put in.
@usableFromInline package protocol CaseOutput<Tag> {
  /// The numbers that stand for the cases.
  associatedtype Tag
  /// Puts a case with one value, or one without a name of its own.
  mutating func put<Value: FieldValue>(_ tag: Tag, _ value: Value) throws(FieldFailure)
  /// Puts a case with named values, or with none.
  mutating func put<each Value: FieldValue>(
    _ tag: Tag,
    _ values: repeat (StaticString, each Value)
  ) throws(FieldFailure)
}

extension FieldCases {
  /// Appends the tag and the values.
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    var writer = CaseWriter<Tag>()
    swap(&writer.output, &output)
    defer { swap(&writer.output, &output) }
    try put(in: &writer)
  }

  /// Reads the tag and the values.
  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Self {
    let start = input.offset
    guard let tag = Int(exactly: try input.number()).flatMap(Tag.init) else {
      throw .unknownCase(offset: start)
    }
    var reader = CaseReader(input: input)
    let value = try read(tag, from: &reader)
    try reader.finish()
    input = reader.input
    return value
  }

  /// The name of the case, with its values if it has any.
  package var readableJSON: JSONValue {
    var describer = CaseDescriber<Tag>()
    do throws(FieldFailure) {
      try put(in: &describer)
    } catch {
      return .string(error.description)
    }
    return describer.json
  }
}

/// Writes a case.
@usableFromInline struct CaseWriter<Tag: RawRepresentable>: CaseOutput where Tag.RawValue == Int {
  @usableFromInline var output = FieldOutput()

  @inlinable init() {}

  @inlinable
  mutating func put<Value: FieldValue>(_ tag: Tag, _ value: Value) throws(FieldFailure) {
    output.append(number: UInt64(tag.rawValue))
    try append(1, value)
  }

  @inlinable
  mutating func put<each Value: FieldValue>(
    _ tag: Tag,
    _ values: repeat (StaticString, each Value)
  ) throws(FieldFailure) {
    output.append(number: UInt64(tag.rawValue))
    var place = 0
    for (_, value) in repeat each values {
      place += 1
      try append(place, value)
    }
  }

  @inlinable
  mutating func append(_ place: Int, _ value: some FieldValue) throws(FieldFailure) {
    guard !value.isAbsent else { return }
    output.append(number: UInt64(place))
    try output.append(value)
  }
}

/// Gives the values of a case.
@usableFromInline package struct CaseReader {
  @usableFromInline var input: FieldInput
  @usableFromInline var place = 0
  @usableFromInline var last = 0
  @usableFromInline var unknown: UnknownFields?

  @inlinable
  init(input: FieldInput) {
    self.input = input
  }

  /// The next value.
  @inlinable package mutating func next<Value: FieldValue>(
    _ type: Value.Type = Value.self
  ) throws(FieldFailure) -> Value {
    place += 1
    if try input.seek(place, after: &last, keeping: &unknown) { return try input.value() }
    guard let absent = Value.absent else { throw .missing(field: "\(place)") }
    return absent
  }

  @inlinable
  mutating func finish() throws(FieldFailure) {
    guard input.isAtEnd else { throw .unknownCase(offset: input.offset) }
  }
}

/// Makes JSON of a case.
private struct CaseDescriber<Tag>: CaseOutput {
  var json = JSONValue.null

  mutating func put<Value: FieldValue>(_ tag: Tag, _ value: Value) {
    json = ["\(tag)": value.readableJSON]
  }

  mutating func put<each Value: FieldValue>(
    _ tag: Tag,
    _ values: repeat (StaticString, each Value)
  ) {
    var object = JSONObject()
    for (name, value) in repeat each values {
      object["\(name)"] = value.isAbsent ? nil : value.readableJSON
    }
    json = object.isEmpty ? .string("\(tag)") : ["\(tag)": .object(object)]
  }
}
