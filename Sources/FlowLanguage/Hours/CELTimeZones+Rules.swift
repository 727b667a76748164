package import CEL

extension CELTimeZones {
  /// The zones of a host, for expressions; `mustBeLiterals` says whether a zone has to be written
  /// out where it is named.
  package init(rules: any ZoneRules, mustBeLiterals: Bool = false) {
    self.init(mustBeLiterals: mustBeLiterals, names: rules.names) { name in
      rules.zone(named: name).map { zone in
        CELTimeZone(
          firstOffsetSeconds: zone.initialOffset,
          transitions: zone.transitions.map {
            CELTimeZone.Transition(seconds: $0.second, offsetSeconds: $0.offset)
          }
        )
      }
    }
  }
}
