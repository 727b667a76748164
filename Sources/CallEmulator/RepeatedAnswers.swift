/// The answers to requests that may be repeated, by `Repeatability-Request-ID`; the oldest are
/// forgotten.
struct RepeatedAnswers: Sendable {
  private let limit: Int
  private var answers: [String: EmulatorResponse] = [:]
  /// The ids that are kept; once it is full the next one takes the oldest one's place.
  private var ids: [String] = []
  private var oldest = 0

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// The answer to the first request of that id.
  subscript(id: String) -> EmulatorResponse? { answers[id] }

  /// Keeps the answer to the first request of an id.
  mutating func keep(_ answer: EmulatorResponse, for id: String) {
    answers[id] = answer
    if ids.count < limit {
      ids.append(id)
    } else {
      answers[ids[oldest]] = nil
      ids[oldest] = id
      oldest = (oldest + 1) % limit
    }
  }
}
