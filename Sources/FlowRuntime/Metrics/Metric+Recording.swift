package import Metrics

extension Metric {
  /// What counts it, or shows how it is.
  ///
  /// A metric is made once and kept: what it does afterwards neither allocates nor waits.
  package func counter(_ labels: [String] = [], in factory: any MetricsFactory) -> Counter {
    Counter(label: rawValue, dimensions: dimensions(labels), factory: factory)
  }

  /// What shows how it is.
  package func gauge(_ labels: [String] = [], in factory: any MetricsFactory) -> Gauge {
    Gauge(label: rawValue, dimensions: dimensions(labels), factory: factory)
  }

  /// What takes times.
  package func timer(_ labels: [String] = [], in factory: any MetricsFactory) -> Timer {
    Timer(label: rawValue, dimensions: dimensions(labels), factory: factory)
  }

  /// What takes numbers of things.
  package func histogram(_ labels: [String] = [], in factory: any MetricsFactory) -> Recorder {
    Recorder(label: rawValue, dimensions: dimensions(labels), aggregate: true, factory: factory)
  }

  /// The labels by name, in the order of the row.
  private func dimensions(_ values: [String]) -> [(String, String)] {
    Array(zip(row.labels, values))
  }
}

extension Duration {
  /// The whole nanoseconds, as far as there is room for them.
  package var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    guard seconds < Int64.max / 1_000_000_000 else { return .max }
    return max(0, seconds) * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
