/// A version of the service's interface (FACTS.md (a)).
package enum ServiceVersion: String, Hashable, Sendable, CaseIterable {
  /// The one that SDKs 1.4 and 1.5 speak.
  case june2025 = "2025-06-15"
  /// The newest: agents in Teams are told of who calls them.
  case march2026 = "2026-03-12"

  /// What is spoken unless something else is asked for.
  package static let current = march2026

  /// The query every request carries.
  package var query: String { "api-version=\(rawValue)" }
}
