internal import FlowLanguage

extension ZoneTransitions {
  /// Reads a compiled time zone (TZif, RFC 8536), the rule for the future included; nil for
  /// anything else.
  ///
  /// The rule is spelled out up to the year 2100.
  init?(timeZoneFile bytes: [UInt8]) {
    var reader = TimeZoneReader(bytes: bytes[...])
    guard let header = reader.header() else { return nil }
    if header.version == 0 {
      guard let zone = reader.zone(header, timeBytes: 4) else { return nil }
      self = zone
      return
    }
    // Later versions repeat all of it with times of 8 bytes, and a rule after it.
    guard reader.skip(header.size(timeBytes: 4)), let second = reader.header(),
      let zone = reader.zone(second, timeBytes: 8)
    else { return nil }
    guard let rule = reader.footer().flatMap({ PosixZoneRule($0) }) else {
      self = zone
      return
    }
    self = rule.continuing(zone)
  }
}

/// How many of each thing a TZif block has.
private struct TimeZoneHeader {
  let version: UInt8
  let utcIndicators: Int
  let standardIndicators: Int
  let leapSeconds: Int
  let transitions: Int
  let types: Int
  let nameBytes: Int

  func size(timeBytes: Int) -> Int {
    transitions * (timeBytes + 1) + types * 6 + nameBytes + leapSeconds * (timeBytes + 4)
      + standardIndicators + utcIndicators
  }
}

private struct TimeZoneReader {
  var bytes: ArraySlice<UInt8>

  mutating func header() -> TimeZoneHeader? {
    guard bytes.count >= 44, Array(bytes.prefix(4)) == Array("TZif".utf8) else { return nil }
    let version = bytes[bytes.startIndex + 4]
    bytes = bytes.dropFirst(20)
    let counts = (0..<6).map { _ in Int(number(bytes: 4)) }
    guard counts.allSatisfy({ (0...maximumCount).contains($0) }), counts[4] > 0 else { return nil }
    return TimeZoneHeader(
      version: version,
      utcIndicators: counts[0],
      standardIndicators: counts[1],
      leapSeconds: counts[2],
      transitions: counts[3],
      types: counts[4],
      nameBytes: counts[5]
    )
  }

  mutating func skip(_ count: Int) -> Bool {
    guard bytes.count >= count else { return false }
    bytes = bytes.dropFirst(count)
    return true
  }

  mutating func zone(_ header: TimeZoneHeader, timeBytes: Int) -> ZoneTransitions? {
    guard bytes.count >= header.size(timeBytes: timeBytes) else { return nil }
    let times = (0..<header.transitions).map { _ in number(bytes: timeBytes) }
    let types = (0..<header.transitions).map { _ in Int(number(bytes: 1) & 0xFF) }
    var offsets: [Int] = []
    for _ in 0..<header.types {
      offsets.append(Int(number(bytes: 4)))
      bytes = bytes.dropFirst(2)
    }
    let rest = header.nameBytes + header.leapSeconds * (timeBytes + 4)
    guard types.allSatisfy({ $0 < offsets.count }), let first = offsets.first,
      skip(rest + header.standardIndicators + header.utcIndicators)
    else { return nil }
    return ZoneTransitions(
      initialOffset: first,
      transitions: zip(times, types).map { time, type in
        ZoneTransitions.Transition(second: time, offset: offsets[type])
      }
    )
  }

  /// The rule between two line ends.
  mutating func footer() -> String? {
    guard bytes.first == UInt8(ascii: "\n") else { return nil }
    let text = bytes.dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// A signed number, the highest byte first; the caller has checked that it is there.
  private mutating func number(bytes count: Int) -> Int64 {
    var value: Int64 = bytes.first.map { $0 >= 0x80 && count > 1 ? -1 : 0 } ?? 0
    for byte in bytes.prefix(count) { value = value << 8 | Int64(byte) }
    bytes = bytes.dropFirst(count)
    return value
  }
}

/// More of anything than a zone has.
private let maximumCount = 10_000
