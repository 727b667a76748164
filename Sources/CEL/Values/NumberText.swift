/// A double as a text: the fewest digits that read back as the same number, without an exponent
/// where that takes at most 21 digits, and without `.0`.
func doubleText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
  let (digits, point) = shortestDigits(value.magnitude)
  let sign = value.sign == .minus ? "-" : ""
  // The limits of ECMAScript's `Number::toString`, which JSON and authors are used to.
  if point > 21 || point <= -6 {
    let rest = digits.dropFirst()
    let exponent = point - 1
    let fraction = rest.isEmpty ? "" : "." + String(rest)
    return sign + String(digits.prefix(1)) + fraction + "e" + (exponent < 0 ? "-" : "+")
      + String(exponent.magnitude)
  }
  if point <= 0 {
    return sign + "0." + String(repeating: "0", count: -point) + digits
  }
  if digits.count <= point {
    return sign + digits + String(repeating: "0", count: point - digits.count)
  }
  return sign + digits.prefix(point) + "." + digits.dropFirst(point)
}

/// The fewest digits of a number that is not negative, and how many of them stand before the point.
///
/// Taken from the standard library's text, whose layout is not part of the language.
private func shortestDigits(_ value: Double) -> (digits: String, point: Int) {
  guard value != 0 else { return ("0", 1) }
  let parts = value.description.split(separator: "e", maxSplits: 1)
  let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let mantissa = parts[0].split(separator: ".", maxSplits: 1)
  let whole = mantissa[0].drop { $0 == "0" }
  let fraction = mantissa.count > 1 ? mantissa[1] : ""
  var digits = String(whole) + String(fraction)
  var point = whole.count + exponent
  // `100.0` and `0.001` have zeros that say where the point is, which `point` says here.
  while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
  while digits.hasPrefix("0"), digits.count > 1 {
    digits.removeFirst()
    point -= 1
  }
  return (digits, point)
}
