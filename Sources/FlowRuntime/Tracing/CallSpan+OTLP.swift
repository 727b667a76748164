internal import CallModel
package import JSON

/// The body of a request that tells a collector of spans (OTLP 1, JSON:
/// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): ids are hexadecimal, numbers of
/// 64 bits texts.
package func otlpRequest(_ spans: [CallSpan]) -> JSONValue {
  [
    "resourceSpans": [
      [
        "resource": ["attributes": [attribute("service.name", "flowctl")]],
        "scopeSpans": [
          ["scope": ["name": "flowctl"], "spans": .array(spans.map(\.otlp))]
        ],
      ]
    ]
  ]
}

extension CallSpan {
  fileprivate var otlp: JSONValue {
    .members([
      "traceId": .string(context.traceID),
      "spanId": .string(context.spanID),
      "parentSpanId": parent.map { .string($0) },
      "name": .string(name),
      "kind": .integer(kind.rawValue),
      "startTimeUnixNano": .string(start.unixNanoseconds),
      "endTimeUnixNano": .string(max(start, end).unixNanoseconds),
      "attributes": .array(
        attributes.sorted { $0.key < $1.key }.map { attribute($0.key, $0.value) }
      ),
      "status": failure.map { ["code": 2, "message": .string($0)] },
    ])
  }
}

private func attribute(_ key: String, _ text: String) -> JSONValue {
  ["key": .string(key), "value": ["stringValue": .string(text)]]
}

extension Timestamp {
  /// Nanoseconds since 1970; there is no time before.
  fileprivate var unixNanoseconds: String {
    let (nanoseconds, overflows) = max(0, milliseconds).multipliedReportingOverflow(by: 1_000_000)
    return "\(overflows ? .max : nanoseconds)"
  }
}
