internal import FlowRuntime
internal import Metrics

/// What is counted of media sockets.
struct MediaMetrics: Sendable {
  /// Where frames are lost.
  enum Place: String, CaseIterable {
    /// On the way to who gets the audio.
    case forward
    /// On the way back to the call.
    case back
    /// On the way to a file.
    case file
    /// On the way to a flow, as lines.
    case line
  }

  private let open: Gauge
  private let frames: Counter
  private let unreadable: Counter
  private let lost: [Place: Counter]

  /// Makes the metrics of media sockets.
  init(_ factory: any MetricsFactory) {
    open = Metric.mediaSockets.gauge(in: factory)
    frames = Metric.mediaFrames.counter(in: factory)
    unreadable = Metric.mediaFramesUnreadable.counter(in: factory)
    lost = Dictionary(
      uniqueKeysWithValues: Place.allCases.map {
        ($0, Metric.mediaFramesLost.counter([$0.rawValue], in: factory))
      }
    )
  }

  /// So many sockets are open now.
  func socketsAreOpen(_ count: Int) { open.record(count) }

  /// Frames came.
  func framesCame(_ count: Int) { if count > 0 { frames.increment(by: count) } }

  /// Frames could not be understood.
  func framesWereUnreadable(_ count: Int) { if count > 0 { unreadable.increment(by: count) } }

  /// Frames were lost, since somebody was too slow.
  func framesWereLost(_ count: Int, at place: Place) {
    if count > 0 { lost[place]?.increment(by: count) }
  }
}
