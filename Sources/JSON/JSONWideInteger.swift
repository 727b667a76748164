/// A whole number beyond 64 bits with a sign, by its decimal digits.
@usableFromInline package struct JSONWideInteger: Hashable, Sendable {
  /// The number as JSON writes it: an optional minus and digits, the first of them not 0.
  package let text: String

  /// Takes what the reader found to be digits.
  init(digits text: String) {
    self.text = text
  }

  /// Makes a number.
  package init(_ value: UInt64) {
    text = String(value)
  }

  /// The number, if it has no sign and 64 bits hold it.
  package var unsigned: UInt64? { UInt64(text) }

  /// The nearest number of floating point; infinite beyond its range.
  package var double: Double { Double(text) ?? (text.hasPrefix("-") ? -.infinity : .infinity) }
}
