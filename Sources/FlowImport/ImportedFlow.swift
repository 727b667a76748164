/// A flow that was made of another product's document, with what could not be translated.
package struct ImportedFlow: Hashable, Sendable {
  /// The text of the flow, laid out.
  package let text: String
  /// What was not translated, or is to be looked at, in the order of the document.
  package let notes: [ImportNote]
}

/// Something of a document that the flow does not have, or has in another way.
package struct ImportNote: Hashable, Sendable {
  /// The line in the document, from 1.
  package let line: Int
  /// The column, from 1.
  package let column: Int
  /// What, and what stands in its place.
  package let text: String
}

/// Why a document cannot be read: it is not what it was said to be.
package struct ImportFailure: Error, Hashable, Sendable {
  /// The line in the document, from 1.
  package let line: Int
  /// The column, from 1.
  package let column: Int
  /// What is wrong.
  package let text: String
}

/// The documents that can be read.
package enum ImportSource: String, CaseIterable, Sendable {
  /// A flow of Twilio Studio, as its API has it
  /// (https://www.twilio.com/docs/studio/rest-api/v2/flow-definition).
  case studio
  /// A flow of Amazon Connect, in its flow language
  /// (https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html).
  case connect
  /// A document of SignalWire's markup language, YAML or JSON
  /// (https://developer.signalwire.com/swml/).
  case swml
}
