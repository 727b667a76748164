import FieldCoding

/// Stores as the host does.
func encoded(_ value: some FieldValue) throws -> [UInt8] {
  try storeFields(value)
}

/// Reads what `encoded` stored.
func decoded<Value: FieldValue>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
  try readFields(from: bytes)
}
