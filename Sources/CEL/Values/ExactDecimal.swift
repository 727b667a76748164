// The C library would do this in a line, but its result depends on the locale of the process, and
// this target imports nothing.
/// All decimal digits of a finite double; every one has finitely many.
private struct ExactDecimal {
  /// Digits, most significant first, without zeros in front.
  private(set) var digits: [UInt8]
  /// How many of the digits stand before the point; may be negative or more than there are.
  private(set) var point: Int

  init(_ value: Double) {
    var digits = ExactDecimal.digits(of: value.significandInteger)
    let exponent = value.binaryExponent
    point = digits.count
    // At most about 770 digits: 1,075 fives or 971 twos, a few hundred thousand steps of one digit.
    if exponent >= 0 {
      for _ in 0..<exponent { ExactDecimal.multiply(&digits, by: 2) }
      point = digits.count
    } else {
      // Halving is multiplying by five and moving the point.
      for _ in 0..<(-exponent) { ExactDecimal.multiply(&digits, by: 5) }
      point = digits.count + exponent
    }
    self.digits = digits
  }

  /// Keeps so many digits and rounds halves to the even digit.
  mutating func round(to count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return
    }
    let rest = digits[count...]
    // All digits are there, so a half is a half: rounding a rounded text would round twice.
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let goesUp = isHalf ? isOdd : rest.first.map { $0 >= 5 } ?? false
    digits.removeLast(digits.count - count)
    guard goesUp else { return }
    var place = count - 1
    // The carry of 0.999.
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  private static func digits(of number: UInt64) -> [UInt8] {
    number == 0 ? [] : String(number).utf8.map { $0 - UInt8(ascii: "0") }
  }

  private static func multiply(_ digits: inout [UInt8], by factor: UInt8) {
    var carry: UInt8 = 0
    for place in digits.indices.reversed() {
      let product = digits[place] * factor + carry
      digits[place] = product % 10
      carry = product / 10
    }
    if carry > 0 { digits.insert(carry, at: 0) }
  }

  /// The digit so many places after the point, counted from 0; negative places stand before it.
  func digit(_ place: Int) -> UInt8 {
    let index = point + place
    return digits.indices.contains(index) ? digits[index] : 0
  }

  func text(from start: Int, count: Int) -> String {
    String(
      decoding: (start..<start + count).map { digit($0) + UInt8(ascii: "0") },
      as: UTF8.self
    )
  }
}

extension Double {
  /// The significand as a whole number; the value is it times two to the power of
  /// `binaryExponent`.
  fileprivate var significandInteger: UInt64 {
    // A subnormal number has no hidden bit (IEEE 754).
    exponentBitPattern == 0 ? significandBitPattern : significandBitPattern | 1 << 52
  }

  fileprivate var binaryExponent: Int { Int(max(1, exponentBitPattern)) - 1_075 }
}

/// A finite number with exactly so many digits after the point, halves to the even digit.
func fixedText(_ value: Double, _ precision: Int) -> String {
  var decimal = ExactDecimal(value.magnitude)
  decimal.round(to: decimal.point + precision)
  let whole = decimal.point > 0 ? decimal.text(from: -decimal.point, count: decimal.point) : "0"
  let fraction = precision > 0 ? "." + decimal.text(from: 0, count: precision) : ""
  return (value.sign == .minus ? "-" : "") + whole + fraction
}

/// A finite number as one digit, so many after the point, and an exponent of at least two digits.
func scientificText(_ value: Double, _ precision: Int) -> String {
  var decimal = ExactDecimal(value.magnitude)
  decimal.round(to: precision + 1)
  // Zero has no digits.
  let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
  let start = decimal.digits.isEmpty ? 0 : -decimal.point
  let fraction = precision > 0 ? "." + decimal.text(from: start + 1, count: precision) : ""
  let magnitude = String(exponent.magnitude)
  return (value.sign == .minus ? "-" : "") + decimal.text(from: start, count: 1) + fraction + "e"
    + (exponent < 0 ? "-" : "+") + (magnitude.utf8.count < 2 ? "0" : "") + magnitude
}
