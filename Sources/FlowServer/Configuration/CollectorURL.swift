/// Where spans of calls are told: an OpenTelemetry collector that speaks OTLP over HTTP.
package struct CollectorURL: Hashable, Sendable, CustomStringConvertible {
  /// Where they are posted to.
  package let description: String

  /// Reads the URL of a collector, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it, or that of its spans,
  /// which ends with `/v1/traces`.
  package init(parsing text: String) throws(ConfigurationError) {
    var base = text[...]
    while base.last == "/" { base.removeLast() }
    let isPrintable = base.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard let scheme = ["https://", "http://"].first(where: { base.hasPrefix($0) }), isPrintable,
      base.count > scheme.count, !base.contains(where: { "?#@".contains($0) })
    else { throw .collectorURL(text) }
    let path = "/v1/traces"
    description = base.hasSuffix(path) ? String(base) : base + path
  }
}
