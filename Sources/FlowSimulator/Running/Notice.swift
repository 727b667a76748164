internal import CallEmulator
internal import CallModel
internal import FlowEngine

/// Something that a flow does, as whoever is there notices it.
struct Notice: Sendable {
  /// What was noticed.
  enum Content: Sendable {
    case hears(HeardSource)
    case rings(Identifier)
    case transfers(Identifier)
    case joins(Identifier)
    case removes(Identifier)
    case records(RecordingWord)
    case requested(SimulatedRequest)
    case logged(String)
    case sends([Tone])
    case schedules(String)
    case ends(EndReason)
    case reaches(block: String)
  }

  /// When.
  let time: Timestamp
  /// What.
  let content: Content
  /// Whether it goes on beside the call, as music does.
  var isBackground = false

  /// Whether a caller or another party notices it, and not only systems (TESTING.md, part 1).
  var isNoticedByPeople: Bool {
    switch content {
    case .hears: !isBackground
    case .rings, .transfers, .removes, .ends: true
    case .joins, .records, .requested, .logged, .sends, .schedules, .reaches: false
    }
  }
}

/// What a flow has done so far, and which of it lines have mentioned.
///
/// What people notice is mentioned in its order: nothing of it may come before what a line expects.
/// What only systems notice, and music, is checked where a line mentions it, whenever it was.
struct NoticeLog: Sendable {
  /// What came of looking for something.
  enum Finding {
    /// It is there, and is mentioned now.
    case met(Notice)
    /// Nothing that people notice came before, and it did not come yet.
    case notYet
    /// This came before it.
    case instead(Notice)
  }

  private(set) var notices: [Notice] = []
  private var isMentioned: [Bool] = []
  /// The first that people notice and nothing has mentioned.
  private var next = 0

  /// Notes what the flow does.
  mutating func append(_ notice: Notice) {
    notices.append(notice)
    isMentioned.append(false)
  }

  /// What people have noticed and no line has mentioned yet: the first of it.
  var pending: Notice? { pendingPlace.map { notices[$0] } }

  /// Looks for something that the flow was to do next; where that is skipped to, what comes before it
  /// does not matter.
  mutating func find(skipping isSkipping: Bool, _ matches: (Notice) -> Bool) -> Finding {
    while let place = pendingPlace {
      if matches(notices[place]) { return mention(place) }
      guard isSkipping else { break }
      isMentioned[place] = true
    }
    let beside = notices.indices.first { place in
      !isMentioned[place] && !notices[place].isNoticedByPeople && matches(notices[place])
    }
    if let beside { return mention(beside) }
    return pending.map(Finding.instead) ?? .notYet
  }

  private mutating func mention(_ place: Int) -> Finding {
    isMentioned[place] = true
    if pendingPlace.map({ $0 > place }) ?? true { movePast() }
    return .met(notices[place])
  }

  private var pendingPlace: Int? {
    notices.indices[next...].first { !isMentioned[$0] && notices[$0].isNoticedByPeople }
  }

  private mutating func movePast() {
    while next < notices.count, isMentioned[next] || !notices[next].isNoticedByPeople { next += 1 }
  }
}
