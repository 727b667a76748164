package import CEL
import CallModel
import CivilTime

/// A value with the way it is to be said: what `spoken.…` makes, and only the text of a prompt
/// takes (LANGUAGE: "Added after thirteen flows").
///
/// The kinds and formats are those of `say-as` in the speech service's SSML.
package struct SpokenValue: Hashable, Sendable {
  /// What a value is said as, by the word that `interpret-as` has for it.
  package enum Kind: String, Hashable, Sendable {
    /// One digit after the other.
    case digits = "number_digit"
    /// One letter or digit after the other.
    case characters
    /// A day, as `2026-12-25`.
    case date
    /// A time of day, as `14:30`.
    case time
    /// An amount and its currency, as `12.50 USD`.
    case money = "currency"
    /// A number in E.164.
    case phone = "telephone"

    /// The order of the parts, where the kind has several.
    package var format: String? {
      switch self {
      case .date: "ymd"
      case .time: "hms24"
      case .digits, .characters, .money, .phone: nil
      }
    }
  }

  /// What it is said as.
  package let kind: Kind
  /// The value, in the form its kind has.
  package let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// The value that an expression gave; nil where it is no spoken one.
  package init?(_ value: CELValue) {
    guard case .record(let record) = value, record.typeName == Self.typeName,
      case .string(let word)? = record["kind"], let kind = Kind(rawValue: word),
      case .string(let text)? = record["text"]
    else { return nil }
    self.init(kind, text)
  }

  /// The value as expressions hold it, who cannot look into it.
  var celValue: CELValue {
    let fields = ["kind": CELValue.string(kind.rawValue), "text": .string(text)]
    return .record(CELRecord(typeName: Self.typeName, fields: fields))
  }

  /// The name of the type.
  static let typeName = "spoken"
  /// The type in expressions.
  static let celType = CELType.opaque(typeName, [])
}

extension SpokenValue {
  /// The functions that make them; `zones` has the zones of dates and times.
  static func functions(_ zones: CELTimeZones) -> [CELFunction] {
    [
      digits, phone, moneyFunction,
      CELFunction(
        name: "spoken.date",
        inZoneOf: zones,
        result: celType,
        documentation: "The day that a point in time has in a zone."
      ) { SpokenValue(.date, String($0.text.prefix(10))).celValue },
      CELFunction(
        name: "spoken.time",
        inZoneOf: zones,
        result: celType,
        documentation: "The time of day that a point in time has in a zone, to the minute."
      ) { SpokenValue(.time, String($0.text.dropFirst(11).prefix(5))).celValue },
    ]
  }

  private static let digits = CELFunction(
    name: "spoken.digits",
    overloads: [CELType.string, .int].map {
      CELOverload.Signature(parameters: [$0], result: celType)
    },
    documentation: "A code or a number, one digit or letter after the other."
  ) { values throws(CELFailure) in
    guard let text = values.first?.text(), text.contains(where: { !$0.isWhitespace }) else {
      throw CELFailure(.malformedValue, "the text to say digit by digit is empty")
    }
    let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return SpokenValue(isNumber ? .digits : .characters, text).celValue
  }

  // What is none is not quoted, for it may be somebody's number.
  private static let phone = CELFunction(
    name: "spoken.phone",
    overloads: [CELType.string, IdentifierType.celType(of: [.phoneNumber])].map {
      CELOverload.Signature(parameters: [$0], result: celType)
    },
    documentation: "A phone number: a `phoneNumber`, or a text in E.164."
  ) { values throws(CELFailure) in
    let number: String? =
      switch values.first {
      case .string(let text)?: text
      case .record(let record)?: if case .string(let text)? = record["number"] { text } else { nil }
      default: nil
      }
    guard let number, Identifier.isE164(number) else {
      throw CELFailure(
        .malformedValue,
        "the text is not an E.164 number such as +12065551212"
      )
    }
    return SpokenValue(.phone, number).celValue
  }

  private static let moneyFunction = CELFunction(
    name: "spoken.money",
    overloads: [CELType.int, .double].map {
      CELOverload.Signature(parameters: [$0, .string], result: celType)
    },
    documentation: "An amount of money, to the hundredth, in a currency by its ISO 4217 code.",
    checkingSecond: checkCurrency,
    implementation: money
  )

  private static func checkCurrency(_ currency: CELValue) throws(CELFailure) {
    guard case .string(let code) = currency, code.utf8.count == 3,
      code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    else {
      throw CELFailure(
        .malformedValue,
        "a currency is three capital letters (ISO 4217), such as 'USD'"
      )
    }
  }

  private static func money(
    _ amount: CELValue,
    _ currency: CELValue
  ) throws(CELFailure) -> CELValue {
    guard let amount = amountText(amount), let code = currency.text() else {
      throw CELFailure(.malformedValue, "the amount of money is not a number that can be said")
    }
    return SpokenValue(.money, "\(amount) \(code)").celValue
  }

  /// `12.50` and `12`; nil for what is no amount of money, or more than a double holds exactly.
  private static func amountText(_ amount: CELValue) -> String? {
    switch amount {
    case .int(let whole): return String(whole)
    case .double(let value):
      let hundredths = (value * 100).rounded(.toNearestOrEven)
      guard hundredths.magnitude < 9_007_199_254_740_992 else { return nil }
      let (whole, rest) = Int64(hundredths.magnitude).quotientAndRemainder(dividingBy: 100)
      let sign = hundredths < 0 ? "-" : ""
      guard rest != 0 else { return "\(sign)\(whole)" }
      return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    default: return nil
    }
  }
}
