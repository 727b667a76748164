package import CEL

extension CELTimeZones {
  /// The zones of a host, for expressions.
  package init(rules: any ZoneRules) {
    self.init { name in
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
