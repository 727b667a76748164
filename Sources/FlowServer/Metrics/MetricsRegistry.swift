internal import FlowRuntime
package import Metrics
internal import Synchronization

/// All that was counted and measured, for who asks (`MetricsText`).
///
/// Looking a series up takes a lock; recording in one does not, and allocates nothing. What was made
/// once stays: there are as many series as `Metric` has names and labels values, and those of a
/// label with too many values are one, `other`.
package final class MetricsRegistry: MetricsFactory {
  private let families = Mutex<[Metric: [[String]: any Series]]>([:])

  /// Makes a registry that has nothing.
  package init() {}

  /// What counts, for a metric and the values of its labels.
  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions) { _ in CountSeries() } ?? NOOPMetricsHandler.instance
  }

  /// What takes numbers of things, or shows how something is.
  package func makeRecorder(
    label: String,
    dimensions: [(String, String)],
    aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else {
      return series(label, dimensions) { _ in LevelSeries() } ?? NOOPMetricsHandler.instance
    }
    return series(label, dimensions, HistogramSeries.init) ?? NOOPMetricsHandler.instance
  }

  /// What takes times.
  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, HistogramSeries.init) ?? NOOPMetricsHandler.instance
  }

  /// Does nothing: what was counted stays.
  package func destroyCounter(_: any CounterHandler) {}

  /// Does nothing.
  package func destroyRecorder(_: any RecorderHandler) {}

  /// Does nothing.
  package func destroyTimer(_: any TimerHandler) {}

  /// The series of a metric as they are now, by the values of their labels.
  func samples(of metric: Metric) -> [(labels: [String], value: SeriesValue)] {
    let series = families.withLock { $0[metric] ?? [:] }
    return series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { ($0.key, $0.value.value) }
  }

  /// The series, made if there is none; nil for what is no metric of ours, or another kind of it.
  private func series<S: Series>(
    _ label: String,
    _ dimensions: [(String, String)],
    _ make: (MetricRow) -> S
  ) -> S? {
    guard let metric = Metric(rawValue: label) else { return nil }
    let labels = dimensions.map(\.1)
    return families.withLock { families in
      if let known = families[metric]?[labels] { return known as? S }
      let isFull = families[metric, default: [:]].count >= MetricsLimits.series
      let labels = isFull ? labels.map { _ in "other" } : labels
      if let known = families[metric]?[labels] { return known as? S }
      let series = make(metric.row)
      families[metric, default: [:]][labels] = series
      return series
    }
  }
}

/// What is recorded under a metric's name and the values of its labels.
protocol Series: AnyObject, Sendable {
  /// What is recorded by now.
  var value: SeriesValue { get }
}

/// What a series has recorded.
enum SeriesValue: Sendable {
  /// One number.
  case number(Double)
  /// How many were at most each bound, the last one without a bound, and their sum.
  case histogram(counts: [Int64], sum: Double, MetricBounds)
}

/// Something that only grows.
private final class CountSeries: Series, CounterHandler {
  private let count = Atomic<Int64>(0)

  var value: SeriesValue { .number(Double(count.load(ordering: .relaxed))) }

  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }
}

/// Something as it is now.
private final class LevelSeries: Series, RecorderHandler {
  private let bits = Atomic<UInt64>(0)

  var value: SeriesValue { .number(Double(bitPattern: bits.load(ordering: .relaxed))) }

  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
}

/// How often something was at most so much.
private final class HistogramSeries: Series, RecorderHandler, TimerHandler {
  private let kind: MetricBounds
  private let bounds: [Int64]
  private let counts = InlineArray<16, Atomic<Int64>> { _ in Atomic(0) }
  private let sum = Atomic<Int64>(0)

  init(_ row: MetricRow) {
    kind = if case .histogram(let bounds) = row.kind { bounds } else { .requests }
    bounds = Array(kind.values.prefix(MetricsLimits.bounds))
  }

  var value: SeriesValue {
    let counts = (0...bounds.count).map { self.counts[$0].load(ordering: .relaxed) }
    return .histogram(
      counts: counts,
      sum: Double(sum.load(ordering: .relaxed)) / kind.unit,
      kind
    )
  }

  func record(_ value: Int64) {
    var place = 0
    while place < bounds.count, value > bounds[place] { place += 1 }
    counts[place].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(value, ordering: .relaxed)
  }

  func record(_ value: Double) { record(Int64(clamping: Int(exactly: value.rounded()) ?? .max)) }
  func recordNanoseconds(_ duration: Int64) { record(duration) }
}
