/// The format that is written and read; it stands before every stored value.
///
/// Fields that are added do not change it: only another way to write what is there does.
package let storedFormat = 1

/// The value in its stored form: the number of the format, then the value with the number of its
/// bytes before it, so that what is cut off is known.
package func storeFields(_ value: some FieldValue) throws(FieldFailure) -> [UInt8] {
  var output = FieldOutput()
  output.append(number: UInt64(storedFormat))
  try output.append(value)
  return output.bytes
}

/// The value of bytes that `storeFields` wrote; whatever the bytes are, it ends with a value or a
/// failure.
package func readFields<Value: FieldValue>(
  _ type: Value.Type = Value.self,
  from bytes: [UInt8]
) throws(FieldFailure) -> Value {
  var input = FieldInput(bytes)
  let format = try input.number()
  guard format == storedFormat else { throw .format(Int(clamping: format)) }
  let value = try input.value(type)
  guard input.isAtEnd else { throw .malformed(offset: input.offset) }
  return value
}
