import CEL
import CallModel

extension Program {
  /// What a program is a function of, in a fixed form; its digest is the program's version
  /// (SEMANTICS.md, rule 7).
  ///
  /// The language's version, the flow's text, the flows it runs, the descriptions its services name
  /// and the flows whose calls it begins, the values the environment gives it, and the offsets of
  /// its time zones, each with its length before it.
  package var versionMaterial: [UInt8] {
    var parts: [[UInt8]] = [Array("flow language 1".utf8), sources.first?.bytes ?? []]
    // A flow that is run, with all that is run by it, decides as much as the flow's own text.
    for (name, flow) in flows.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("flow \(name)".utf8))
      parts.append(flow.versionMaterial)
    }
    let called = Set(flows.values.flatMap(\.sources).map(\.path))
    for beside in sources.dropFirst()
    where !beside.isConfiguration && !called.contains(beside.path) {
      parts.append(Array("file \(beside.path)".utf8))
      parts.append(beside.bytes)
    }
    for (name, identity) in identities.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("identity \(name) \(identity.rawID)".utf8))
    }
    for (name, setting) in settings.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("setting \(name) \(setting.canonicalText)".utf8))
    }
    for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("secret \(name) \(secret)".utf8))
    }
    for (name, schedule) in hours.sorted(by: { $0.key < $1.key }) {
      let offsets = schedule.zone.transitions.map { "\($0.second) \($0.offset)" }
      parts.append(
        Array(
          "zone of \(name) \(schedule.zone.initialOffset) \(offsets.joined(separator: " "))".utf8
        )
      )
    }
    let zones = expressions.reduce(into: [String: CELTimeZone]()) { zones, expression in
      zones.merge(expression.zones) { first, _ in first }
    }
    for (name, zone) in zones.sorted(by: { $0.key < $1.key }) {
      let offsets = zone.transitions.map { "\($0.seconds) \($0.offsetSeconds)" }
      parts.append(
        Array("zone \(name) \(zone.firstOffsetSeconds) \(offsets.joined(separator: " "))".utf8)
      )
    }
    parts.append(Array((cognitiveServicesEndpoint ?? "").utf8))
    for host in privateHosts { parts.append(Array("private host \(host)".utf8)) }
    var material: [UInt8] = []
    material.reserveCapacity(parts.reduce(0) { $0 + $1.count + 8 })
    for part in parts {
      material += "\(part.count):".utf8
      material += part
    }
    return material
  }
}

extension CELValue {
  /// The value in a fixed form, each text with its length, so that no two values read the same.
  fileprivate var canonicalText: String {
    switch self {
    case .string(let text): "\(text.utf8.count):\(text)"
    case .list(let items): "[\(items.map(\.canonicalText).joined(separator: ","))]"
    case .map(let map):
      "{\(map.entries.map { $0.key.canonicalText + "=" + $0.value.canonicalText }.joined(separator: ","))}"
    case .optional(let value): value.map { "some \($0.canonicalText)" } ?? "none"
    case .record(let record):
      "\(record.typeName){\(record.fields.map { $0.name + "=" + $0.value.canonicalText }.joined(separator: ","))}"
    case .null, .bool, .int, .uint, .double, .bytes, .timestamp, .duration, .type:
      "\(typeName) \(text() ?? "")"
    }
  }
}
