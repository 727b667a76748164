/// The version of the service's interface that is spoken (FACTS.md (a)).
package enum ServiceVersion {
  /// Sent with every request.
  package static let current = "2026-03-12"
  /// The query every request carries.
  package static let query = "api-version=\(current)"
}
