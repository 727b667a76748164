/// Where spans of calls are told: an OpenTelemetry collector that speaks OTLP over HTTP.
package struct CollectorURL: Hashable, Sendable, CustomStringConvertible {
  /// Where they are posted to.
  package let description: String

  /// Reads the URL of a collector, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it, or that of its spans,
  /// which ends with `/v1/traces`.
  package init(parsing text: String) throws(ConfigurationError) {
    guard let base = serverURL(text, without: "?#@") else { throw .collectorURL(text) }
    let path = "/v1/traces"
    description = base.hasSuffix(path) ? base : base + path
  }
}
