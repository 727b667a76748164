/// Replaces a part of a text everywhere, or so many times if the limit is not negative.
///
/// An empty part stands before each scalar and at the end.
func replace(
  _ part: String,
  in text: String,
  by new: String,
  limit: Int64
) throws(CELFailure) -> String {
  let scalars = Array(text.unicodeScalars)
  let wanted = Array(part.unicodeScalars)
  let replacement = Array(new.unicodeScalars)
  var output: [Unicode.Scalar] = []
  var position = 0
  // A negative limit means no limit (the extension `strings`).
  var left = limit < 0 ? Int64.max : limit
  while left > 0, position <= scalars.count,
    let found = firstOccurrence(of: wanted, in: scalars, from: position)
  {
    output += scalars[position..<found]
    output += replacement
    // An empty part would be found at the same place for ever.
    let next = found + max(1, wanted.count)
    if wanted.isEmpty, found < scalars.count { output.append(scalars[found]) }
    position = next
    left -= 1
    // Scalars, which are no more than the bytes: early and rough, exact at the end.
    try requireLength(output.count)
  }
  if position < scalars.count { output += scalars[position...] }
  try requireLength(output.count)
  return String(String.UnicodeScalarView(output))
}

/// The pieces of a text between the separators, no more than the limit if it is not negative.
///
/// An empty separator stands between all scalars.
func split(_ text: String, at separator: String, limit: Int64) -> [String] {
  guard limit != 0 else { return [] }
  let scalars = Array(text.unicodeScalars)
  let wanted = Array(separator.unicodeScalars)
  var pieces: [String] = []
  var start = 0
  // The last piece is the rest, whatever it holds.
  while limit < 0 || pieces.count + 1 < limit {
    let found = wanted.isEmpty ? start + 1 : firstOccurrence(of: wanted, in: scalars, from: start)
    guard let found, !wanted.isEmpty || found < scalars.count else { break }
    pieces.append(String(String.UnicodeScalarView(scalars[start..<found])))
    start = found + wanted.count
  }
  pieces.append(String(String.UnicodeScalarView(scalars[start...])))
  return pieces
}

/// Puts texts together with a separator between them.
func join(_ texts: [String], separator: String) throws(CELFailure) -> String {
  // The length is known before the text is made. Both factors are within limits, so it cannot
  // overflow.
  let separators = max(0, texts.count - 1).multipliedReportingOverflow(by: separator.utf8.count)
  try requireLength(texts.reduce(separators.partialValue) { $0 + $1.utf8.count })
  return texts.joined(separator: separator)
}

/// Refuses a text that is longer than a value may be.
func requireLength(_ count: Int) throws(CELFailure) {
  _ = try withinText(count, ())
}
