internal import CallModel
package import FieldCoding
internal import FlowEngine

extension Outbox: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    let items: [OutboxItem] = try fields(1, "items", \.items)
    let timers = try fields(2, "timers") { outbox in
      Dictionary(uniqueKeysWithValues: outbox.timers.map { ($0.rawValue, $1) })
    }
    return try Self(
      items: items,
      timers: Dictionary(uniqueKeysWithValues: timers.map { (TimerID($0), $1) }),
      lastPosition: fields(3, "lastPosition", \.lastPosition, default: 0)
    )
  }
}

extension OutboxItem: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      position: fields(1, "position", \.position),
      effect: fields(2, "effect", \.effect)
    )
  }
}
