package import Logging

extension Logger.MetadataValue {
  /// A number, which a log for machines has as one.
  package static func number(_ number: Int) -> Self { .stringConvertible(number) }
}
