internal import Diagnostics

/// Arguments that name a time zone.
extension Checker {
  /// Checks a zone that is written out and keeps it; one that is not is a finding where zones must
  /// be, since the host is not asked for zones while an expression runs.
  mutating func checkZone(_ node: Node, _ zones: CELTimeZones) {
    guard case .literal(.string(let name)) = node.kind else {
      guard zones.mustBeLiterals else { return }
      return report(
        .malformedValue,
        node,
        "a time zone has to be written out, so that it is known before the call",
        help: "write its name: `'America/Los_Angeles'`"
      )
    }
    // A fixed offset is a number, and has no transitions to keep.
    switch ZoneArgument(name, zones) {
    case .zone(let zone): self.zones[name] = zone
    case .fixed: break
    case nil: reportUnknownZone(node, name, zones)
    }
  }

  private mutating func reportUnknownZone(_ node: Node, _ name: String, _ zones: CELTimeZones) {
    guard canReport else { return }
    let near = nearestName(to: name, among: zones.names)
    var remedy = self.remedy(
      near.map { "'\($0)'" },
      node.range,
      else: "use a name of the IANA time zone database, such as `America/Los_Angeles`, `UTC` or an "
        + "offset such as `-08:00`"
    )
    if let near { remedy.help = "did you mean `\(near)`?" }
    report(.unknownName, node.range, "no time zone is named `\(name)`", remedy)
  }
}
