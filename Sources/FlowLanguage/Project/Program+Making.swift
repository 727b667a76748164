import CEL
import CallModel
import Diagnostics

/// What a program is made from besides its tree.
struct ProgramOrigin {
  let file: ProjectFile
  let compilation: ProjectCompilation
  let values: EnvironmentValues

  fileprivate var environment: FlowEnvironment? { compilation.chosen.environment }
}

extension Program {
  /// Puts a checked flow together; nil if an expression was not compiled, which only an error
  /// leaves behind.
  init?(
    _ tree: FlowTree,
    _ session: ReadingSession,
    _ compiled: [CELExpression?],
    _ origin: ProgramOrigin
  ) {
    let expressions = compiled.compactMap { $0 }
    guard expressions.count == session.expressions.count else { return nil }
    self.init(
      name: tree.name,
      profile: session.profile,
      locale: session.locale,
      voices: session.voices,
      maxDuration: tree.maxDuration,
      cognitiveServicesEndpoint: origin.environment?.cognitiveServicesEndpoint,
      routes: tree.routes.compactMap { origin.values.identities[$0.identity] },
      start: tree.start,
      blocks: tree.blocks,
      handlers: tree.handlers,
      identities: origin.values.identities,
      settings: origin.values.settings,
      secrets: origin.values.secrets,
      prompts: tree.prompts,
      hours: tree.hours,
      variables: session.names.variables.mapValues {
        Variable(type: $0.type, initial: $0.firstValue)
      },
      expressions: expressions,
      lists: session.lists,
      versionMaterial: origin.versionMaterial(hours: tree.hours, expressions),
      sources: [origin.file] + origin.compilation.configuration,
      environmentName: origin.environment?.name
    )
  }
}

extension FlowNames.Variable {
  /// What it holds when a call begins: its value, nothing for `T?`, nil for unset.
  fileprivate var firstValue: CELValue? {
    if let value = initial?.constant { return type.normalized(value) }
    if case .optional = type { return .optional(nil) }
    return nil
  }
}

extension ProgramOrigin {
  /// The bytes a version is the digest of: the language's version, the flow's text, the values the
  /// environment gives it, and the offsets of its time zones, each with its length before it.
  fileprivate func versionMaterial(
    hours: [String: HoursSchedule],
    _ expressions: [CELExpression]
  ) -> [UInt8] {
    var parts: [[UInt8]] = [Array("flow language 1".utf8), file.bytes]
    for (name, identity) in values.identities.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("identity \(name) \(identity.rawID)".utf8))
    }
    for (name, setting) in values.settings.sorted(by: { $0.key < $1.key }) {
      parts.append(Array("setting \(name) \(setting.canonicalText)".utf8))
    }
    for (name, secret) in values.secrets.sorted(by: { $0.key < $1.key }) {
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
    parts.append(Array((environment?.cognitiveServicesEndpoint ?? "").utf8))
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
