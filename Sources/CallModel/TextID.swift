package import FieldCoding
package import JSON

/// An opaque id of one kind, so that one kind can never stand where another belongs.
package protocol TextID: FieldWord, Hashable, CustomStringConvertible {
  /// Takes the text as it is.
  init(rawValue: String)
}

extension TextID {
  /// The text itself.
  package var description: String { rawValue }

  /// Takes the text as it is.
  package init(_ text: String) {
    self.init(rawValue: text)
  }

  /// Appends the text, or where it comes first in what is compared.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    if let likeness = output.likeness {
      likeness.place(of: .id, rawValue).write(to: &output)
    } else {
      rawValue.write(to: &output)
    }
  }
}

/// Our id of a call: 32 lower-case hexadecimal digits; it stands in the path of every callback.
///
/// Source: SEMANTICS.md, rule 2.
package struct CallID: TextID, Comparable {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Whether the text has the form of a call id.
  package var isWellFormed: Bool {
    rawValue.utf8.count == 32
      && rawValue.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  /// Says nothing of the value: who knows it can post events to the call.
  package var readableJSON: JSONValue { .string("‹sealed›") }

  package static func < (left: CallID, right: CallID) -> Bool {
    left.rawValue.unicodeScalars.lexicographicallyPrecedes(right.rawValue.unicodeScalars)
  }
}

/// The service's id of our leg of a call (`callConnectionId`).
package struct CallConnectionID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The service's id of the conversation (`serverCallId`).
package struct ServerCallID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The id all legs of a call share (`correlationId`).
package struct CorrelationID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The service's id of a recording.
package struct RecordingID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The service's id of an invitation, by which it can be cancelled.
package struct InvitationID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The id of one delivered event (CloudEvents `id`).
package struct EventID: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The key to a ringing call: opaque, single use, never to be logged (FACTS.md (d)).
package struct IncomingCallContext: TextID {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Says nothing of the value, so that it cannot slip into a log.
  package var description: String { "‹sealed›" }

  /// Says nothing of the value either: JSON is for people.
  package var readableJSON: JSONValue { .string(description) }
}
