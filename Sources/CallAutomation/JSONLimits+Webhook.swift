package import JSON

extension JSONLimits {
  /// What a webhook may bring: a whole Event Grid batch is 1 MB (FACTS.md (d)); an event has some
  /// 25 values in 1 KB.
  package static let webhook = JSONLimits(bytes: 1_100_000, depth: 64, values: 200_000)
}

/// A body as JSON within these limits; nil where it is none, for who need not know why.
package func webhookJSON(_ body: [UInt8]) -> JSONValue? {
  do { return try parseJSON(body, limits: .webhook) } catch { return nil }
}
