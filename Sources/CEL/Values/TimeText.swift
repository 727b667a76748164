internal import CivilTime

/// Reads a timestamp as RFC 3339 has it; nil also outside the years 1 to 9999 in UTC.
package func readTimestamp(_ text: String) -> CELTimestamp? {
  readRFC3339(text, excess: .refused).flatMap { seconds, nanoseconds in
    CELTimestamp(seconds: seconds, nanoseconds: nanoseconds)
  }
}

/// A timestamp in RFC 3339, in UTC, with as many digits of the second as it needs.
func timestampText(_ time: CELTimestamp) -> String {
  let clock = CivilDateTime(secondsSince1970: time.seconds).text
  return "\(clock)\(fractionText(Int64(time.nanoseconds)))Z"
}

/// Reads a duration: numbers, each with its unit, largest first by custom: `-1h45m47.5s`.
func readDuration(_ text: String) -> CELDuration? {
  readDuration(text, .cel).map { CELDuration(nanoseconds: $0) }
}

/// A duration in seconds, `90s` or `0.5s`: the form of cel-spec, which is protobuf's JSON.
func durationText(_ duration: CELDuration) -> String {
  // The magnitude first: the least number of nanoseconds has no positive one of 64 bits.
  let magnitude = duration.nanoseconds.magnitude
  let (seconds, rest) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
  return "\(duration.nanoseconds < 0 ? "-" : "")\(seconds)\(fractionText(Int64(rest)))s"
}
