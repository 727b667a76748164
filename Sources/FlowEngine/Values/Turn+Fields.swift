import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// How long; from the shortest to the longest that the field takes.
  func duration(
    _ field: FieldValue<Milliseconds>,
    in range: ClosedRange<Milliseconds>
  ) throws(StepFailure) -> Milliseconds {
    let length: Milliseconds
    switch field {
    case .literal(let literal): length = literal
    case .expression(let id):
      guard case .duration(let value) = try evaluate(id) else { throw .mistypedField }
      length = Milliseconds(value.milliseconds)
    }
    guard range.contains(length) else {
      throw StepFailure(.invalid, "a length of time is out of range")
    }
    return length
  }

  /// A whole number in a range.
  func count(
    _ field: FieldValue<Int>,
    in range: ClosedRange<Int>
  ) throws(StepFailure) -> Int {
    let count: Int
    switch field {
    case .literal(let literal): count = literal
    case .expression(let id):
      guard case .int(let value) = try evaluate(id), let exact = Int(exactly: value) else {
        throw .mistypedField
      }
      count = exact
    }
    guard range.contains(count) else { throw StepFailure(.invalid, "a number is out of range") }
    return count
  }

  /// A number from 0 to 1.
  func fraction(_ field: FieldValue<Double>) throws(StepFailure) -> Double {
    switch field {
    case .literal(let literal): return literal
    case .expression(let id):
      guard case .double(let value) = try evaluate(id), (0...1).contains(value) else {
        throw StepFailure(.invalid, "a number is not between 0 and 1")
      }
      return value
    }
  }

  /// A text.
  func text(_ field: FieldValue<String>) throws(StepFailure) -> String {
    switch field {
    case .literal(let literal): return literal
    case .expression(let id): return try text(of: id)
    }
  }

  /// One of the words that the field takes.
  func word<Word: RawRepresentable<String>>(
    _ field: FieldValue<Word>
  ) throws(StepFailure) -> Word {
    switch field {
    case .literal(let literal): return literal
    case .expression(let id):
      guard let word = Word(rawValue: try text(of: id)) else {
        throw StepFailure(.invalid, "a value is none of the words that can stand there")
      }
      return word
    }
  }

  /// The values of texts by name, for logs and headers.
  func texts(_ headers: [CallContextFields.Header]) throws(StepFailure) -> [String: String] {
    var texts: [String: String] = [:]
    for header in headers { texts[header.name] = try text(header.value) }
    return texts
  }
}

extension StepFailure {
  /// A value of another type than the checker promised.
  static let mistypedField = StepFailure(.expression, "a value is of another type than declared")
}
