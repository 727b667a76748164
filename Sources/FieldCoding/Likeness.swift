/// How values are written so that those that go on alike are written alike: a time by how far it is
/// from a moment, and what only names something by the place at which it comes first.
///
/// What was written so is compared, and never read. Two values with equal bytes differ in nothing but
/// the moment and in names, each of which is another's throughout; types say themselves which of their
/// parts are times and names, where they write themselves.
@usableFromInline package final class Likeness {
  /// What a name stands for; the same text of another kind is another name.
  @usableFromInline package enum Kind: UInt8, Sendable {
    /// An operation of a call, by its ordinal.
    case operation
    /// A frame of a flow, by its number.
    case frame
    /// A tone that was heard, by its place among those of its party.
    case tone
    /// Something that is played or listened for.
    case media
    /// An id that the service gave.
    case id
  }

  private struct Name: Hashable {
    let kind: Kind
    let text: String
  }

  /// The moment, in milliseconds since 1970.
  @usableFromInline let moment: Int64
  /// How long before the moment times are told apart; what is further back counts as long ago.
  @usableFromInline let memory: Int64
  /// Whether it is told how long ago it was what only data is made of.
  @usableFromInline package let tellsDurations: Bool
  private var places: [Name: Int] = [:]
  private var numbered: [Int: Int] = [:]

  /// Sees values from a moment.
  package init(moment: Int64, memory: Int64, tellsDurations: Bool) {
    self.moment = moment
    self.memory = memory
    self.tellsDurations = tellsDurations
  }

  /// How far a time is from the moment.
  @usableFromInline
  package func distance(to time: Int64) -> Int64 {
    let (distance, overflows) = time.subtractingReportingOverflow(moment)
    guard !overflows else { return time < moment ? .min : .max }
    return distance < -memory ? .min : distance
  }

  /// The place of a name among all, in the order in which they come first.
  package func place(of kind: Kind, _ text: String) -> Int {
    let name = Name(kind: kind, text: text)
    if let place = places[name] { return place }
    let next = places.count + numbered.count
    places[name] = next
    return next
  }

  /// The place of a number that names something.
  package func place(of kind: Kind, _ number: Int) -> Int {
    let next = places.count + numbered.count
    let key = number << 3 | Int(kind.rawValue)
    if let place = numbered[key] { return place }
    numbered[key] = next
    return next
  }
}
