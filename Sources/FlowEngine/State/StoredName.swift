import CallModel
import FieldCoding

/// A number that names something of a call as it is stored, and says nothing else.
protocol StoredNumber: FieldWrapper, Hashable where Stored == Int {
  /// What it names.
  static var kind: Likeness.Kind { get }
  init(stored: Int)
}

extension StoredNumber {
  init(_ number: Int) { self.init(stored: number) }

  func write(to output: inout FieldOutput) throws(FieldFailure) {
    output.append(number: stored, of: Self.kind)
  }
}

/// An operation's ordinal as it is stored.
struct StoredOrdinal: StoredNumber {
  static let kind = Likeness.Kind.operation
  let stored: Int
}

/// A frame's number as it is stored.
struct StoredFrameNumber: StoredNumber {
  static let kind = Likeness.Kind.frame
  let stored: Int
}

/// A tone's place among those that its party has pressed, as it is stored.
struct StoredToneNumber: StoredNumber {
  static let kind = Likeness.Kind.tone
  let stored: Int
}

/// When something began of which nothing but its duration is told, as data; nothing waits for it.
struct StoredBeginning: FieldWrapper, Hashable {
  let time: Timestamp

  init(_ time: Timestamp) { self.time = time }

  var stored: Int64 { time.milliseconds }

  init(stored: Int64) { time = Timestamp(milliseconds: stored) }

  func write(to output: inout FieldOutput) throws(FieldFailure) {
    if let likeness = output.likeness, !likeness.tellsDurations { return }
    try time.write(to: &output)
  }
}
