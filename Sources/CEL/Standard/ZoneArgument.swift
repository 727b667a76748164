internal import CivilTime

/// A time zone as the functions of times take it: UTC, a fixed offset such as `+01:00`, or a zone
/// with all its transitions.
enum ZoneArgument: Sendable {
  case fixed(seconds: Int)
  case zone(CELTimeZone)

  /// Reads a zone; nil where there is none of that name.
  init?(_ name: String, _ zones: CELTimeZones) {
    // What cel-go takes for UTC; the empty name as Go's `LoadLocation` does.
    if name == "UTC" || name == "Z" || name.isEmpty {
      self = .fixed(seconds: 0)
    } else if let offset = readUTCOffset(name) {
      self = .fixed(seconds: offset)
    } else if let zone = zones.zone(named: name) {
      self = .zone(zone)
    } else {
      return nil
    }
  }

  /// Seconds to add to UTC at that time.
  func offsetSeconds(at seconds: Int64) -> Int {
    switch self {
    case .fixed(let offset): offset
    case .zone(let zone): zone.offsetSeconds(at: seconds)
    }
  }
}

extension CELOverload {
  /// An overload `time.f(zone)`, or `f(time, zone)`.
  ///
  /// A zone that is a literal is looked up once, when the expression is
  /// compiled; its transitions are then part of the program.
  static func inZone(
    _ zones: CELTimeZones,
    result: CELType,
    isMember: Bool,
    _ body: @escaping @Sendable (CELTimestamp, ZoneArgument) -> CELValue
  ) -> CELOverload {
    CELOverload(
      [.timestamp, .string],
      result,
      isMember: isMember,
      canFail: true,
      prepare: { name throws(CELFailure) in
        let zone = try readZone(name, zones)
        return .binary { value, _ throws(CELFailure) in
          guard let time = CELTimestamp(cel: value) else { throw .mistyped([value]) }
          return body(time, zone)
        }
      },
      zones: zones,
      .binary { value, name throws(CELFailure) in
        guard let time = CELTimestamp(cel: value) else { throw .mistyped([value, name]) }
        // In a flow the checker has refused it; this is for expressions that run unchecked.
        guard !zones.mustBeLiterals else {
          throw CELFailure(.malformedValue, "a time zone has to be written out")
        }
        return body(time, try readZone(name, zones))
      }
    )
  }
}

private func readZone(_ value: CELValue, _ zones: CELTimeZones) throws(CELFailure) -> ZoneArgument {
  guard case .string(let name) = value else { throw .mistyped([value]) }
  guard let zone = ZoneArgument(name, zones) else {
    throw CELFailure(.malformedValue, "there is no time zone `\(name)`")
  }
  return zone
}
