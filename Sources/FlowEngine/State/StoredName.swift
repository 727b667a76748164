import CallModel
import FieldCoding

/// An operation's ordinal as it is stored: it names the operation, and says nothing else.
struct StoredOrdinal: FieldWrapper, Hashable {
  let stored: Int

  init(stored: Int) { self.stored = stored }

  init(_ ordinal: Int) { stored = ordinal }

  func write(to output: inout FieldOutput) throws(FieldFailure) {
    output.append(number: stored, of: .operation)
  }
}

/// A frame's number as it is stored.
struct StoredFrameNumber: FieldWrapper, Hashable {
  let stored: Int

  init(stored: Int) { self.stored = stored }

  init(_ number: Int) { stored = number }

  func write(to output: inout FieldOutput) throws(FieldFailure) {
    output.append(number: stored, of: .frame)
  }
}

/// A tone's place among those that its party has pressed, as it is stored.
struct StoredToneNumber: FieldWrapper, Hashable {
  let stored: Int

  init(stored: Int) { self.stored = stored }

  init(_ number: Int) { stored = number }

  func write(to output: inout FieldOutput) throws(FieldFailure) {
    output.append(number: stored, of: .tone)
  }
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
