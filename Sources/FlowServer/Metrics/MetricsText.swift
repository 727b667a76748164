internal import FlowRuntime

/// Metrics in the text that Prometheus reads (its exposition format, version 0.0.4).
struct MetricsText {
  /// What the text says it is.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Writes all there is of a registry, and what is known now beside it.
  init(_ registry: MetricsRegistry, _ now: [Metric: [([String], Double)]]) {
    for metric in Metric.allCases {
      let row = metric.row
      let levels = now[metric] ?? []
      let samples = registry.samples(of: metric)
      guard !levels.isEmpty || !samples.isEmpty else { continue }
      text += "# HELP \(metric.rawValue) \(row.help)\n"
      text += "# TYPE \(metric.rawValue) \(row.kind.word)\n"
      for (labels, value) in levels { write(metric, row.labels, labels, .number(value)) }
      for (labels, value) in samples { write(metric, row.labels, labels, value) }
    }
  }

  private mutating func write(
    _ metric: Metric,
    _ names: [String],
    _ values: [String],
    _ value: SeriesValue
  ) {
    let labels = zip(names, values).map { "\($0)=\"\(escaped($1))\"" }
    switch value {
    case .number(let number): line(metric.rawValue, labels, number)
    case .histogram(let counts, let sum, let bounds):
      let limits = bounds.values.map { "\(shown(Double($0) / bounds.unit))" } + ["+Inf"]
      var total = 0.0
      for (limit, count) in zip(limits, counts) {
        total += Double(count)
        line("\(metric.rawValue)_bucket", labels + ["le=\"\(limit)\""], total)
      }
      line("\(metric.rawValue)_sum", labels, sum)
      line("\(metric.rawValue)_count", labels, total)
    }
  }

  private mutating func line(_ name: String, _ labels: [String], _ value: Double) {
    let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
    text += "\(name)\(list) \(shown(value))\n"
  }
}

extension MetricRow.Kind {
  fileprivate var word: String {
    switch self {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }
}

/// Whole numbers without a point, as people read them.
private func shown(_ number: Double) -> String {
  Int64(exactly: number).map { "\($0)" } ?? "\(number)"
}

/// The value of a label: a backslash, a quotation mark and a line's end are escaped.
private func escaped(_ text: String) -> String {
  text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
}
