package import CivilTime

extension CELFunction {
  /// Makes a host's function `f(time, zone)` of the date and the time of day there.
  ///
  /// A zone that is a literal is looked up once, when the expression is compiled; its transitions
  /// are then part of the program.
  package init(
    name: String,
    inZoneOf zones: CELTimeZones,
    result: CELType,
    documentation: String = "",
    _ body: @escaping @Sendable (CivilDateTime) -> CELValue
  ) {
    let overload = CELOverload.inZone(zones, result: result, isMember: false) { time, zone in
      // Offsets are less than a day and times within 9999, so the sum cannot overflow.
      let seconds = time.seconds + Int64(zone.offsetSeconds(at: time.seconds))
      return body(CivilDateTime(secondsSince1970: seconds))
    }
    self.init(name, documentation, overload)
  }

  /// Makes a host's function of two arguments whose second one is mostly written out: `check`
  /// refuses one that will not do, when the expression is compiled where it is a literal and else
  /// when it runs.
  package init(
    name: String,
    overloads: [CELOverload.Signature],
    documentation: String = "",
    checkingSecond check: @escaping @Sendable (CELValue) throws(CELFailure) -> Void,
    implementation: @escaping @Sendable (CELValue, CELValue) throws(CELFailure) -> CELValue
  ) {
    self.init(
      name: name,
      overloads: overloads.map { signature in
        CELOverload(
          signature.parameters,
          signature.result,
          isMember: signature.isMember,
          canFail: true,
          prepare: { second throws(CELFailure) in
            try check(second)
            return .binary(implementation)
          },
          .binary { first, second throws(CELFailure) in
            try check(second)
            return try implementation(first, second)
          }
        )
      },
      documentation: documentation
    )
  }
}
