internal import Metrics

/// The media sockets' counters, named as in Prometheus.
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

  private let open = Gauge(label: "flowctl_media_sockets")
  private let frames = Counter(label: "flowctl_media_frames_total")
  private let unreadable = Counter(label: "flowctl_media_frames_unreadable_total")
  private let lost = Dictionary(
    uniqueKeysWithValues: Place.allCases.map { place in
      (
        place,
        Counter(label: "flowctl_media_frames_lost_total", dimensions: [("at", place.rawValue)])
      )
    }
  )

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
